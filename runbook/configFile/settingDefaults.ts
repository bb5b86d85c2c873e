import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { rawValue } from "../../settings/stackFiles";
import { engineTags } from "../../settings/yamlTags";

interface ProjectFile {
  name: string;
  config?: Record<string, { default?: unknown }>;
}

/** What settings are without an entry in the stack's file, by qualified key, as the program finds it. */
export function settingDefaults(projectDir: string): Record<string, string> {
  const text = readFileSync(join(projectDir, "Pulumi.yaml"), "utf8");
  const { name, config = {} } = parse(text, { customTags: engineTags, merge: true }) as ProjectFile;
  return Object.fromEntries(
    Object.entries(config)
      .filter(([, declaration]) => declaration.default !== undefined)
      .map(([key, declaration]) => [key.includes(":") ? key : `${name}:${key}`, rawValue(declaration.default)]),
  );
}
