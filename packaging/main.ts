/** `npm run package`: makes the package that other Pulumi programs install; see docs/package.md. */
import { join } from "node:path";
import { pack } from "./pack";

pack(join(__dirname, "..", "dist")).then(
  (tarball) => void process.stdout.write(`${tarball}\n`),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
