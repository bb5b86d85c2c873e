import { formatPath, removeCommand, setCommand } from "./commands";
import { programText, type Field } from "./fields";
import { readField, readKey } from "./readFields";
import type { Report } from "./report";
import { z } from "zod";

/** Source for the limits: `Tag`, Amazon ECS API reference. */
const mostTags = 50;

const characters = "letters, digits, spaces and _.:/=+-@";

const tagKey: Field<string> = {
  schema: z.string().regex(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu),
  allowed: `1 to 128 ${characters}, not starting with aws:`,
  fix: (path) => removeCommand(path),
};

const tagValue: Field<string> = {
  schema: programText.schema.refine((value) => /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)),
  allowed: `up to 256 ${characters}`,
  fix: (path) => setCommand(path, "<text>"),
};

export function readTags(given: Record<string, unknown>, report: Report): Record<string, string> {
  const keys = Object.keys(given);
  if (keys.length > mostTags) {
    const fix = removeCommand(["tags", keys[mostTags] ?? ""]);
    report.problem(["tags"], `tags has ${keys.length} entries: use at most ${mostTags} (${fix})`);
  }
  return Object.fromEntries(
    keys.flatMap((key) => {
      const path = ["tags", key];
      if (!readKey(tagKey, path, report)) return [];
      if (given[key] === null) {
        report.problem(path, `${formatPath(path)} has no value: use text, also empty (${setCommand(path, "")})`);
        return [];
      }
      const value = readField(tagValue, given[key], path, report);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
