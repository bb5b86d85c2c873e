/** The plugin process: prints its port, as Pulumi's plugins do, and answers one engine until the process that started it has gone. */
import { version } from "@pulumi/awsx/package.json";
import { main } from "@pulumi/pulumi/provider";
import { construct } from "./construct";

process.once("disconnect", () => process.exit());

void main({ version, construct }, []);
