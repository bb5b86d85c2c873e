import { join } from "node:path";

/** The checkout that this sandbox belongs to. */
export const projectDir = join(__dirname, "..");

/** What node loads first to run TypeScript, as this process did. */
export const typeScriptLoader = join(projectDir, "program", "loadTypeScript.cjs");

/** Node's options for that. */
export const withTypeScript = ["--require", typeScriptLoader];

/** Everything the sandbox keeps: caches of downloads, and the state of the interactive sandbox. Ignored by git. */
export const sandboxDir = join(projectDir, ".sandbox");

/** Downloads and builds, shared by all sandboxes of this checkout; safe to delete. */
export const cacheDir = join(sandboxDir, "cache");
