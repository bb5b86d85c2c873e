import { z } from "zod";
import { setCommand, type SettingPath } from "./commands";
import { nearestName, oneOf } from "./nearest";

/** One value of the config: its shape, and how to tell a user what is allowed there. */
export interface Field<T> {
  schema: z.ZodType<T>;
  /** Completes "use …". */
  allowed: string;
  /** The command that puts a legal value there, the nearest to the given one. */
  fix: (path: SettingPath, given: unknown) => string;
  /** What is given here may be a credential: it is never shown. */
  isPrivate?: boolean;
  /** A list or map, whose entries are set one by one. */
  hasEntries?: boolean;
}

const setTo =
  (suggest: (given: unknown) => string | number | boolean): Field<unknown>["fix"] =>
  (path, given) =>
    setCommand(path, suggest(given));

/** The engine hands integers over as text, and takes text for an integer where it checks one; so does this. */
export const numberOf = (value: unknown) =>
  typeof value === "string" && /^[-+]?\d+$/.test(value) ? Number(value) : value;

/** A whole number; `example` is suggested in place of what is no number. */
export function integer({ from, to, unit, example }: IntegerRange): Field<number> {
  return {
    schema: z.preprocess(numberOf, z.int().min(from).max(to)),
    allowed: `a whole number from ${from} to ${to}${unit === undefined ? "" : ` ${unit}`}`,
    fix: setTo((given) => {
      const number = numberOf(given);
      if (typeof number !== "number" || Number.isNaN(number)) return example ?? from;
      return Math.min(Math.max(Math.round(number), from), to);
    }),
  };
}

interface IntegerRange {
  from: number;
  to: number;
  unit?: string;
  example?: number;
}

/** A number that need not be whole; on the command line it is text. */
export function decimal({ from, to, unit, example }: IntegerRange & { unit: string }): Field<number> {
  const numberIn = (value: unknown) =>
    typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return {
    schema: z.preprocess(numberIn, z.number().min(from).max(to)),
    allowed: `a number from ${from} to ${to} ${unit}`,
    fix: setTo((given) => {
      const number = numberIn(given);
      return typeof number === "number" ? Math.min(Math.max(number, from), to) : (example ?? from);
    }),
  };
}

/** A field that can be switched off by name. */
export function orOff<T>(field: Field<T>): Field<T | "off"> {
  return { ...field, schema: z.union([z.literal("off"), field.schema]), allowed: `${field.allowed}, or off` };
}

export const flag: Field<boolean> = {
  schema: z.preprocess((value) => (value === "true" ? true : value === "false" ? false : value), z.boolean()),
  allowed: "true or false",
  fix: setTo((given) => ["1", "yes", "on", "enabled"].includes(String(given).toLowerCase())),
};

export function choice<const T extends string>(options: readonly T[]): Field<T> {
  return {
    schema: z.enum(options),
    allowed: oneOf(options),
    fix: setTo((given) => nearestName(String(given), options) ?? options[0] ?? ""),
  };
}

/** A number out of a list of its own. */
export function numberOutOf(options: readonly number[], { allowed, nearest }: NumberList): Field<number> {
  return {
    schema: z.preprocess(numberOf, z.literal([...options])),
    allowed,
    fix: setTo((given) => nearest(Number(given))),
  };
}

interface NumberList {
  allowed: string;
  nearest: (given: number) => number;
}

/** Text of a form; `suggest` repairs what was given, or is a placeholder. */
export function text(
  pattern: RegExp,
  { allowed, suggest }: { allowed: string; suggest: string | ((given: string) => string) },
): Field<string> {
  return {
    schema: z.string().regex(pattern),
    allowed,
    fix: setTo((given) => (typeof suggest === "string" ? suggest : suggest(String(given)))),
  };
}

/** A field for which the empty text means that it is not set. */
export function unlessEmpty<T>(field: Field<T>): Field<T | undefined> {
  const schema = z.union([z.literal("").transform(() => undefined), field.schema]);
  return { ...field, schema, allowed: `${field.allowed}, or nothing` };
}

/** A time zone by the name that it has in the IANA database. */
export const timezone: Field<string> = {
  schema: z.string().refine(isTimezone),
  allowed: "a time zone such as Europe/Berlin, or UTC",
  fix: setTo((given) => nearestName(String(given), Intl.supportedValuesOf("timeZone")) ?? "UTC"),
};

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Z]/.test(name);
  } catch {
    return false;
  }
}

/** Text whose form is checked later, when it is known what an empty one derives to. */
export const anyText = text(/^/, { allowed: "text", suggest: "<text>" });

/** Text for the program in the container; numbers and booleans of YAML become the text they were written as. */
export const programText: Field<string> = {
  schema: z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]),
  allowed: "text",
  fix: setTo(() => "<text>"),
  isPrivate: true,
};

/** A list whose items are read one by one. */
export const list: Field<unknown[]> = {
  schema: z.preprocess((value) => parsed(value) ?? [], z.array(z.unknown())),
  allowed: "a list",
  fix: (path, given) => setCommand([...path, 0], typeof given === "string" && /^[^[{]/.test(given) ? given : "<value>"),
  hasEntries: true,
};

/** A map whose entries are read one by one. */
export const map: Field<Record<string, unknown>> = {
  schema: z.preprocess((value) => parsed(value) ?? {}, z.record(z.string(), z.unknown())),
  allowed: "a map",
  fix: (path) => setCommand([...path, "<name>"], "<value>"),
  hasEntries: true,
};

/** A top-level list or map arrives as JSON text, `null` for a key with nothing after it. */
export function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value, canonically);
  } catch {
    return value;
  }
}

/** Keys sorted, so that their order never matters; numbers that JavaScript cannot hold exactly stay the text they are. */
function canonically(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value === "number") return String(value) === (context?.source ?? String(value)) ? value : context?.source;
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
