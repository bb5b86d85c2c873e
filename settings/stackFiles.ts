import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse, YAMLError } from "yaml";
import { nearestName, oneOf } from "./nearest";
import type { StackConfig } from "./ownValues";
import { SettingsError } from "./settingsError";
import { engineTags } from "./yamlTags";

/** The parts of `Pulumi.yaml` that decide a stack's config. */
interface ProjectFile {
  name: string;
  config?: Record<string, { default?: unknown; value?: unknown }>;
}

interface StackFile {
  config?: Record<string, unknown> | null;
  environment?: unknown;
}

/**
 * A stack's config out of `Pulumi.yaml` and `Pulumi.<stack>.yaml`, as the engine merges it, for commands that must work when the
 * engine does not. Secrets stay encrypted: their keys are in `secretKeys`, and are not in `values`.
 */
export function readStackFiles(directory: string, stack: string): StackConfig {
  const project = readYaml(join(directory, "Pulumi.yaml")) as ProjectFile;
  const stackFile = readYaml(existingStackFile(directory, stackName(stack))) as StackFile | null;
  if (stackFile?.environment !== undefined) {
    throw new SettingsError([
      `stack ${stack} takes config from Pulumi ESC (environment), which only the engine can open: use config of its own ` +
        "(pulumi config set <setting> <value>)",
    ]);
  }
  const qualified = (key: string) => (key.includes(":") ? key : `${project.name}:${key}`);
  const config: Record<string, unknown> = {};
  for (const [key, declaration] of Object.entries(project.config ?? {})) {
    config[qualified(key)] = declaration.default ?? declaration.value;
  }
  for (const [key, value] of Object.entries(stackFile?.config ?? {})) config[qualified(key)] = value;

  const isSecret = ([, value]: [string, unknown]) => hasSecret(value);
  const entries = Object.entries(config).filter(([, value]) => value !== undefined);
  return {
    project: project.name,
    stack: stackName(stack),
    values: Object.fromEntries(
      entries.filter((entry) => !isSecret(entry)).map(([key, value]) => [key, rawValue(value)]),
    ),
    secretKeys: entries.filter(isSecret).map(([key]) => key),
  };
}

/** The project's name, without a look at any stack. */
export const projectName = (directory: string): string =>
  (readYaml(join(directory, "Pulumi.yaml")) as ProjectFile).name;

/** The names of the stacks that have a file of config, without `Pulumi.yaml` itself. */
export function stacksWithFiles(directory: string): string[] {
  return readdirSync(directory)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/** `organization/project/stack` → `stack`, as the engine names the file. */
const stackName = (stack: string) => stack.slice(stack.lastIndexOf("/") + 1);

/** The engine takes a missing file for an empty one; a command would then act on the names of a stack misspelt. */
function existingStackFile(directory: string, stack: string): string {
  const path = join(directory, `Pulumi.${stack}.yaml`);
  if (existsSync(path)) return path;
  const stacks = stacksWithFiles(directory);
  const nearest = nearestName(stack, stacks) ?? stacks[0];
  const fix = nearest === undefined ? `pulumi stack init ${stack}` : `pulumi stack select ${nearest}`;
  throw new SettingsError([
    `stack ${stack} has no Pulumi.${stack}.yaml: use ${oneOf(stacks) || "a stack that exists"} (${fix})`,
  ]);
}

function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, "utf8"), { customTags: engineTags, merge: true });
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
    // The lines after the first quote the file, in which there may be a credential.
    throw new SettingsError([`${basename(path)} cannot be read: ${error.message.split("\n")[0]?.replace(/:$/, "")}`]);
  }
}

/** `{secure: <ciphertext>}` is how the engine stores a secret, at any depth. */
function hasSecret(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  const keys = Object.keys(value);
  if (keys.length === 1 && "secure" in value && typeof value.secure === "string") return true;
  return Object.values(value).some(hasSecret);
}

/** What a program finds in its config: text as it is, nothing as empty text, everything else as JSON. */
export function rawValue(value: unknown): string {
  if (typeof value === "string" || typeof value === "bigint") return String(value);
  const asNumber = (_: string, inside: unknown) => (typeof inside === "bigint" ? Number(inside) : inside);
  return value === null ? "" : JSON.stringify(value, asNumber);
}
