import { formatPath, removeCommand } from "./commands";
import type { Report } from "./report";

/** Settings of the main container, by the field of its definition that they become. */
const fields = {
  image: "image",
  portMappings: "ports",
  environment: "environment",
  secrets: "secrets",
  healthCheck: "healthCheck",
  command: "command",
  entryPoint: "entryPoint",
  stopTimeout: "stopTimeout",
};

/** Warns of settings that say something and that an override takes the place of. */
export function checkOverrides(
  given: Record<string, unknown>,
  override: Record<string, unknown>,
  report: Report,
): void {
  for (const [field, setting] of Object.entries(fields)) {
    if (override[field] === undefined || isNothing(given[setting])) continue;
    const path = ["overrides", "container", field];
    report.warning(
      `${setting} is without effect: ${formatPath(path)} takes its place (${removeCommand(path)} lets the setting say it)`,
    );
  }
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);
}
