// TypeScript without a build step, and without the half second that loading a compiler costs: each file is transformed once and kept, by its
// content, under node_modules/.cache; V8 keeps what it has compiled. Loaded before the program (`nodeargs` in Pulumi.yaml) and by the
// commands. Types are not looked at: `npm run typecheck` does that.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const nodeModule = require("node:module");
const { join } = require("node:path");

nodeModule.enableCompileCache?.();

const cache = join(__dirname, "..", "node_modules", ".cache", "typescript");
const { version } = require("sucrase/package.json");

require.extensions[".ts"] = (module, file) => {
  const source = readFileSync(file, "utf8");
  const key = createHash("sha1").update(`${version} ${file} ${source}`).digest("hex");
  module._compile(kept(key) ?? keep(key, transformed(source, file)), file);
};

function kept(key) {
  try {
    return readFileSync(join(cache, key), "utf8");
  } catch {
    return undefined;
  }
}

function transformed(source, filePath) {
  const { transform } = require("sucrase");
  return transform(source, { transforms: ["typescript", "imports"], filePath }).code;
}

/** Complete or not at all; a folder that cannot be written to only makes the next start slower. */
function keep(key, code) {
  try {
    mkdirSync(cache, { recursive: true });
    const half = join(cache, `${key}.${process.pid}`);
    writeFileSync(half, code);
    renameSync(half, join(cache, key));
  } catch {
    // Not kept.
  }
  return code;
}
