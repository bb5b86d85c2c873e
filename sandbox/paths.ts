import { join } from "node:path";

/** The checkout that this sandbox belongs to. */
export const projectDir = join(__dirname, "..");

/** Options with which node runs TypeScript, as this process does. */
export const withTypeScript = ["--require", join(projectDir, "program", "loadTypeScript.cjs")];

/** Everything the sandbox keeps: caches of downloads, and the state of the interactive sandbox. Ignored by git. */
export const sandboxDir = join(projectDir, ".sandbox");

/** Downloads and builds, shared by all sandboxes of this checkout; safe to delete. */
export const cacheDir = join(sandboxDir, "cache");
