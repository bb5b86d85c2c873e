import { formatPath, removeCommand, setCommand, type SettingPath } from "./commands";
import { isCredential } from "./credentials";
import type { Field } from "./fields";
import { nearestName, oneOf } from "./nearest";
import { hidden, type Report } from "./report";

export type Fields = Record<string, Field<unknown>>;

/** What a set of fields gives; a field that is not set, or reported, is undefined. */
export type Read<F extends Fields> = { [K in keyof F]?: F[K] extends Field<infer T> ? T : never };

/** One value that may be left out; reported when it is not what the field allows. */
export function readField<T>(field: Field<T>, value: unknown, path: SettingPath, report: Report): T | undefined {
  return value === undefined || value === null ? undefined : readRequired(field, value, path, report);
}

/** One value that has to be there. */
export function readRequired<T>(field: Field<T>, value: unknown, path: SettingPath, report: Report): T | undefined {
  const result = field.schema.safeParse(value);
  if (result.success) return result.data;
  const shown = field.isPrivate === true || isCredential(value) ? hidden : value;
  report.invalid(path, shown, { allowed: field.allowed, fix: field.fix(path, shown) });
  return undefined;
}

/** The last part of a path, as the name that an entry of a map has. */
export function readKey(field: Field<string>, path: SettingPath, report: Report): boolean {
  if (field.schema.safeParse(path.at(-1)).success) return true;
  const fix = field.fix(path, path.at(-1));
  report.problem(path, `${formatPath(path)} is not a valid name: use ${field.allowed} (${fix})`);
  return false;
}

/** A map with known keys; each unknown one is reported with the nearest known one. */
export function readFields<F extends Fields>(
  fields: F,
  value: Record<string, unknown>,
  path: SettingPath,
  report: Report,
): Read<F> {
  checkKnown(fields, value, path, report);
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, readField(field, value[key], [...path, key], report)]),
  ) as Read<F>;
}

/** Reports each key that is not one of the fields, with the nearest one. */
export function checkKnown(fields: Fields, value: Record<string, unknown>, path: SettingPath, report: Report): void {
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(fields, key)) reportUnknown([...path, key], fields, report);
  }
}

/** The items of a list that are what the field allows. */
export function readItems<T>(field: Field<T>, items: unknown[], path: SettingPath, report: Report): T[] {
  return items.flatMap((item, index) => readRequired(field, item, [...path, index], report) ?? []);
}

/** The value of an unknown key is not shown: it may be a credential. */
function reportUnknown(path: SettingPath, fields: Fields, report: Report): void {
  const known = Object.keys(fields);
  const nearest = nearestName(String(path.at(-1)), known);
  const remove = removeCommand(path);
  if (nearest !== undefined) {
    const place = [...path.slice(0, -1), nearest];
    const field = fields[nearest];
    const instead = field?.hasEntries === true ? field.fix(place, undefined) : setCommand(place, "<value>");
    report.problem(path, `${formatPath(path)} is not a setting: use ${nearest} (${remove}; ${instead})`);
  } else if (path.length === 1) {
    report.problem(path, `${formatPath(path)} is not a setting: use one of those in docs/settings.md (${remove})`);
  } else {
    report.problem(path, `${formatPath(path)} is not a setting: use ${oneOf(known)} (${remove})`);
  }
}
