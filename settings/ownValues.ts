import { removeCommand, setCommand } from "./commands";
import { declared } from "./declared";
import type { Fields } from "./readFields";
import type { Report } from "./report";

/** A stack's config as the engine hands it to a program. */
export interface StackConfig {
  project: string;
  /** Without the organization. */
  stack: string;
  /** Of one of several services: its key in the setting `services`, whose entry is then among the values; see `serviceConfigs`. */
  serviceKey?: string;
  /** By qualified key (`agenticmem:cpu`), each as plain text or as the JSON of a list or map, the defaults of `Pulumi.yaml` among them. */
  values: Record<string, string>;
  /** Qualified keys that hold a secret, or have one inside. */
  secretKeys: string[];
}

/**
 * The project's own settings. One that was set with `--secret` is refused unread: its value would end in plain text in the
 * task definition.
 */
export function ownValues({ project, values, secretKeys }: StackConfig, report: Report): Record<string, string> {
  const prefix = `${project}:`;
  const settingOf = (key: string) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []);
  const secret = new Set(secretKeys.flatMap(settingOf));
  for (const setting of [...secret].sort()) {
    const field = (declared as Fields)[setting];
    const path = field?.hasEntries === true ? [setting, "<name>"] : [setting];
    report.problem(
      [setting],
      `${setting} is set with --secret, but would stand in plain text in the task definition: use Secrets Manager for the value ` +
        `and name it in secrets (${removeCommand(path)})`,
    );
  }
  const own = Object.entries(values)
    .flatMap(([key, value]) => settingOf(key).map((setting): [string, string] => [setting, value]))
    .filter(([setting]) => !secret.has(setting));
  const read = Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1)));
  for (const [setting, { allowed }] of Object.entries(declared)) {
    if (secret.has(setting) || Object.hasOwn(read, setting)) continue;
    const fix = setCommand([setting], "<value>");
    report.problem([setting], `${setting} has no value, nor a default in Pulumi.yaml: use ${allowed} (${fix})`);
  }
  return read;
}
