import { z } from "zod";
import { credentialKind } from "./credentials";
import { formatPath, removeCommand, setCommand, type SettingPath } from "./commands";
import { programText, type Field } from "./fields";
import { readField, readKey } from "./readFields";
import type { Report } from "./report";

/** The name of an environment variable, as programs and shells take it. */
export const variableName: Field<string> = {
  schema: z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]*$/),
  allowed: "letters, digits, _, . and -, not starting with a digit",
  fix: (path) => removeCommand(path),
};

/** Environment variables as text. A value is never shown, since it may be a credential. */
export function readEnvironment(
  given: Record<string, unknown>,
  path: SettingPath,
  report: Report,
): Record<string, string> {
  return Object.fromEntries(
    Object.keys(given).flatMap((variable) => {
      const place = [...path, variable];
      if (!readKey(variableName, place, report)) return [];
      const value = readVariable(given[variable], place, report);
      if (value === undefined) return [];
      warnAboutCredential(variable, value, place, report);
      return [[variable, value]];
    }),
  );
}

function readVariable(given: unknown, path: SettingPath, report: Report): string | undefined {
  if (given === null) {
    report.problem(path, `${formatPath(path)} has no value: use text, also empty (${setCommand(path, "")})`);
    return undefined;
  }
  if (typeof given === "number" && !Number.isInteger(given)) {
    report.warning(
      `${formatPath(path)} is a number in YAML, which forgets how it was written (1.10 becomes 1.1): quote it, or use ` +
        setCommand(path, "<text>"),
    );
  }
  return readField(programText, given, path, report);
}

function warnAboutCredential(variable: string, value: string, path: SettingPath, report: Report): void {
  const kind = credentialKind(variable, value);
  if (kind === undefined) return;
  report.warning(
    `${formatPath(path)} looks like ${kind}, and stands in plain text in the task definition: keep it in Secrets Manager and ` +
      `name it in secrets (${removeCommand(path)})`,
  );
}
