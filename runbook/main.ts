/** `npm run runbook -- <command>`: the operator's commands. */
import { asProcess } from "./asProcess";
import { terminal } from "./surroundings";

void asProcess(process.argv.slice(2), terminal());
