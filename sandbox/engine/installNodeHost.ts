import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "./writeAtomically";

const sourceDir = join(__dirname, "nodeHost");

/**
 * Puts the Node language host into a directory as the executable `pulumi-language-nodejs`, beside the engine. It runs
 * under the first `node` on the PATH, and so do the programs, as with Pulumi's own.
 *
 * The host starts with each `pulumi` command, so it is transpiled once, into the cache: it then starts in about 80 ms.
 * Inside the checkout, it finds the project's `node_modules` from there.
 */
export function installNodeHost(binDir: string, cacheDir: string): void {
  // The cache may be a link to that of another checkout: both write the same launcher then.
  const main = join(realpathSync(transpiledHost(cacheDir)), "main.js");
  const onWindows = process.platform === "win32";
  const launcher = onWindows ? `@node "${main}" %*\r\n` : `#!/bin/sh\nexec node ${quoted(main)} "$@"\n`;
  writeAtomically(join(binDir, onWindows ? "pulumi-language-nodejs.cmd" : "pulumi-language-nodejs"), launcher, 0o755);
}

function transpiledHost(cacheDir: string): string {
  const sources = readdirSync(sourceDir).map((file) => ({ file, text: readFileSync(join(sourceDir, file), "utf8") }));
  const hash = createHash("sha256").update(JSON.stringify(sources));
  const hostDir = join(cacheDir, `node-host-${hash.digest("hex").slice(0, 12)}`);
  if (existsSync(hostDir)) return hostDir;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- takes 0.3 s to load, and is needed once
  const typescript = require("typescript") as typeof import("typescript");
  const unfinished = `${hostDir}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  for (const { file, text } of sources) {
    const { outputText } = typescript.transpileModule(text, {
      compilerOptions: { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 },
    });
    writeFileSync(join(unfinished, file.replace(/\.ts$/, ".js")), outputText);
  }
  try {
    renameSync(unfinished, hostDir);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!existsSync(hostDir)) throw error;
  }
  return hostDir;
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
