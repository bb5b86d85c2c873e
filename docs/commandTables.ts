import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { commands } from "../runbook/commands";
import { exitCodeMeanings } from "../runbook/exitCodes";
import { table } from "./generated";

const wordOf = (name: string) => name.split(" ")[0] ?? "";

/** What each command does. */
export function renderCommandsTable(): string {
  return table([["Command", "Does"], ...commands.map(({ name, summary }) => [`\`${name}\``, summary])]);
}

/** What the exit codes of all commands say. */
export function renderExitCodes(): string {
  return table([["Exit code", "Says"], ...Object.entries(exitCodeMeanings).map(([code, meaning]) => [code, meaning])]);
}

/** What each command prints with `--output json` or `yaml`. */
export function renderResults(): string {
  return commands
    .map(({ name }) => wordOf(name))
    .filter((word) => existsSync(documentFile(word)))
    .map((word) => `### ${word}\n\n${table([["Field", "Type", "Meaning"], ...fields(schemaOf(word))])}`)
    .join("\n\n");
}

const documentFile = (word: string) => join(__dirname, "..", "runbook", "documents", `${word}.ts`);

/** Each file of `runbook/documents` exports the schema of its command's result: `statusDocument`. */
function schemaOf(word: string): JsonSchema {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const schemas = require(documentFile(word)) as Record<string, z.ZodType>;
  const schema = schemas[`${word}Document`];
  if (schema === undefined) throw new Error(`${documentFile(word)} exports no ${word}Document`);
  return z.toJSONSchema(schema) as JsonSchema;
}

interface JsonSchema {
  type?: string | string[];
  description?: string;
  enum?: unknown[];
  const?: unknown;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  required?: string[];
}

/** A line for each field, those inside after the one that they are in. */
function fields(schema: JsonSchema, path = ""): string[][] {
  const inner = schema.type === "array" ? schema.items : schema;
  const place = schema.type === "array" ? `${path}[]` : path;
  return Object.entries(inner?.properties ?? {}).flatMap(([name, field]) => {
    const own = place === "" ? name : `${place}.${name}`;
    const isOptional = !(inner?.required ?? []).includes(name);
    return [
      [`\`${own}\``, `${typeOf(field)}${isOptional ? ", optional" : ""}`, field.description ?? ""],
      ...fields(field, own),
    ];
  });
}

function typeOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(" or ");
  if (schema.type === "array") return `list of ${schema.items === undefined ? "anything" : typeOf(schema.items)}`;
  return String(schema.type ?? "anything");
}
