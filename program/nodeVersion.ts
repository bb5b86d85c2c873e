import { RunError } from "@pulumi/pulumi/errors";

/** What `@pulumi/pulumi` needs; the engine runs the program with the first `node` on the PATH. */
const neededMajor = 22;

const major = Number(process.versions.node.split(".")[0]);
if (major < neededMajor) {
  throw new RunError(
    `this program needs Node ${neededMajor} or newer, and the first node on the PATH is ${process.versions.node}: ` +
      "put a newer one first. Nothing was changed.",
  );
}
