/** `npm run runbook -- <command>`: the operator's commands. */
import { runbook } from "./runbook";
import { terminal } from "./surroundings";

/** As a shell has it for a process whose output nobody reads any more. */
const brokenPipe = 141;

for (const output of [process.stdout, process.stderr]) output.on("error", () => process.exit(brokenPipe));

void runbook(process.argv.slice(2), terminal()).then((exitCode) => {
  process.exitCode = exitCode;
});
