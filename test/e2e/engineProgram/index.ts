import * as pulumi from "@pulumi/pulumi";
import { Greeter } from "./parts/greeter";

const config = new pulumi.Config();
const end = config.require("end");

const greeter = new Greeter("greeter", { greeting: config.require("greeting"), end });

console.log("printed by the program");
console.error("printed on its stderr");
if (end === "runError") throw new pulumi.RunError("the settings are wrong: nothing was changed");
if (end === "throw") throw new Error("thrown by the program");
if (end === "exit") process.exit(7);

export const node = process.version;
export const stack = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
export const greeting = greeter.greeting;
export const secretPassword = config.getSecret("password");
