import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isMap, isScalar, parseDocument, type Scalar } from "yaml";
import { engineTags } from "../../settings/yamlTags";
import type { Surroundings } from "../surroundings";
import { editConfig, type ConfigChange } from "../configFile/editConfig";
import { replaceFile } from "../configFile/replaceFile";

const reading = { customTags: engineTags, merge: true };

/** A stack's file of config; a new stack may have none. */
export interface ConfigFile {
  path: string;
  /** Undefined: it does not exist. */
  text?: string;
}

export async function readConfigFile(
  { projectDir }: Pick<Surroundings, "projectDir">,
  stack: string,
): Promise<ConfigFile> {
  const path = join(projectDir, `Pulumi.${stack}.yaml`);
  return { path, ...(existsSync(path) && { text: await readFile(path, "utf8") }) };
}

/** The file's text with changes made; entries that come into it get their comment before them. */
export function changedText(
  { text = "" }: ConfigFile,
  project: string,
  changes: Record<string, ConfigChange>,
  comments: Record<string, string>,
): string {
  const edited = editConfig(text, project, changes);
  const document = parseDocument(edited, reading);
  const config = document.get("config");
  if (!isMap(config)) return edited;
  const before = new Set(keysIn(parseDocument(text, reading).get("config")).map(String));
  const added = keysIn(config).filter((key) => !before.has(String(key)) && comments[String(key)] !== undefined);
  for (const key of added) {
    const lines = comments[String(key)]!.split("\n");
    key.commentBefore = lines.map((line) => ` ${line}`).join("\n");
  }
  return added.length === 0 ? edited : document.toString({ lineWidth: 0 });
}

const keysIn = (config: unknown): Scalar[] =>
  isMap(config) ? config.items.map(({ key }) => key).filter(isScalar) : [];

/** Complete or not at all. */
export async function writeConfigFile({ path, text }: ConfigFile, to: string): Promise<void> {
  if (text === to) return;
  if (text === undefined) await writeFile(path, "", { flag: "wx" });
  await replaceFile(path, { from: text ?? "", to });
}

/** The file as it was before it was written. */
export async function putConfigFileBack({ path, text }: ConfigFile, written: string): Promise<void> {
  if (text === undefined) await rm(path, { force: true });
  else if (text !== written) await replaceFile(path, { from: written, to: text });
}
