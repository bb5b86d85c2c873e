import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readSettings, SettingsError, type StackConfig } from "../../settings";

interface ProjectFile {
  name: string;
  config: Record<string, { type?: string; description: string; default: unknown }>;
}

/** `Pulumi.yaml` of this checkout; qualified keys of its config block without the project's name. */
export const projectFile = ((): ProjectFile => {
  const { name, config } = parse(readFileSync(join(__dirname, "../../Pulumi.yaml"), "utf8")) as ProjectFile;
  const plain = Object.entries(config).map(([key, value]) => [key.replace(`${name}:`, ""), value]);
  return { name, config: Object.fromEntries(plain) as ProjectFile["config"] };
})();

/** A stack that sets these settings and nothing else, as the engine hands it to the program. */
export function stackWith(
  settings: Record<string, unknown>,
  { stack = "test", secretKeys = [] as string[] } = {},
): StackConfig {
  const defaults = Object.entries(projectFile.config).map(([key, value]) => [key, value.default]);
  const all = { ...(Object.fromEntries(defaults) as Record<string, unknown>), ...settings };
  const values = Object.entries(all).map(([key, value]) => [
    `agenticmem:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { project: "agenticmem", stack, values: Object.fromEntries(values) as Record<string, string>, secretKeys };
}

export const settingsOf = (settings: Record<string, unknown>, stack = "test") =>
  readSettings(stackWith(settings, { stack })).settings;

export const warningsOf = (settings: Record<string, unknown>) => readSettings(stackWith(settings)).warnings;

/** What is wrong with a config, one sentence each; empty when it is fine. */
export function problemsOf(config: StackConfig): string[] {
  try {
    readSettings(config);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

/** Tests that each of these configs is refused with exactly this one problem, which names the command that repairs it. */
export function refuses(topic: string, cases: [settings: Record<string, unknown>, problem: string][]): void {
  describe(topic, () => {
    for (const [settings, problem] of cases) {
      const title = JSON.stringify(settings);
      it(title.length > 100 ? `${title.slice(0, 100)}…` : title, () => {
        deepEqual(problemsOf(stackWith(settings)), [problem]);
        match(problem, /: use .+\(pulumi config (set|rm) .+\)/);
      });
    }
  });
}
