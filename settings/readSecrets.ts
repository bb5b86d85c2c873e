import { z } from "zod";
import { isCredential } from "./credentials";
import { isParameterArn, isSecretArn, parseSecretReference } from "./arns";
import { formatPath, removeCommand, setCommand, type SettingPath } from "./commands";
import { list, map, type Field } from "./fields";
import { readFields, readKey, readRequired } from "./readFields";
import { variableName } from "./readEnvironment";
import { hidden, type Report } from "./report";
import type { SecretSetting } from "./types";

/** Secrets are a list of keys of the app's secret, or a map from variable to where its value comes from. */
export const secretOrEntriesField: Field<unknown[] | Record<string, unknown>> = {
  schema: z.union([list.schema, map.schema]),
  allowed: "a list of keys, or a map",
  fix: (path) => setCommand([...path, 0], "<KEY>"),
  isPrivate: true,
  hasEntries: true,
};

/** A secret's own name, or its whole ARN. Source for the characters: `CreateSecret`, Secrets Manager API reference. */
export const isSecretName = (name: string): boolean =>
  !isCredential(name) && (/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name) || isSecretArn(name));

const entryFields = {
  secret: {
    schema: z.string().refine(isSecretName),
    allowed: "the name or the ARN of a secret in Secrets Manager, the key apart from it",
    fix: (path: SettingPath) => setCommand(path, "<secret name>"),
    isPrivate: true,
  },
  key: {
    schema: z.string().refine((key) => /^[^:]+$/.test(key) && !isCredential(key)),
    allowed: "a key of the secret's JSON object, without colons",
    fix: (path: SettingPath) => setCommand(path, "<key>"),
    isPrivate: true,
  },
};

const entryForms = "{key}, {secret}, {secret, key}, or the ARN of a secret or an SSM parameter";

/** Nothing given here is ever shown: it may be the secret value itself, put in the wrong place. */
export function readSecrets(
  given: unknown[] | Record<string, unknown>,
  path: SettingPath,
  appSecret: string,
  report: Report,
): SecretSetting[] {
  return Array.isArray(given)
    ? readKeys(given, path, appSecret, report)
    : Object.keys(given).flatMap((variable) => {
        const place = [...path, variable];
        if (!readKey(variableName, place, report)) return [];
        const source = readSource(given[variable], place, appSecret, report);
        return source === undefined ? [] : [{ variable, source }];
      });
}

function readKeys(keys: unknown[], path: SettingPath, appSecret: string, report: Report): SecretSetting[] {
  const seen = new Set<string>();
  const read = keys.flatMap((item, index): SecretSetting[] => {
    const place = [...path, index];
    const key = readRequired(keyName, item, place, report);
    if (key === undefined) return [];
    if (seen.has(key)) {
      report.problem(
        place,
        `${formatPath(place)} ${key} is in the list already: use each key once (${removeCommand(place)})`,
      );
      return [];
    }
    seen.add(key);
    return [{ variable: key, source: { kind: "secret", secret: appSecret, key } }];
  });
  return read.sort((a, b) => (a.variable < b.variable ? -1 : 1));
}

const keyName: Field<string> = {
  schema: variableName.schema.refine((key) => !isCredential(key)),
  allowed: `a key of the app's secret: ${variableName.allowed}`,
  fix: (path) => setCommand(path, "<KEY>"),
  isPrivate: true,
};

function readSource(
  given: unknown,
  path: SettingPath,
  appSecret: string,
  report: Report,
): SecretSetting["source"] | undefined {
  if (typeof given === "string") return readArn(given, path, report);
  const isMap = given !== null && typeof given === "object" && !Array.isArray(given);
  const entry = isMap ? readFields(entryFields, given as Record<string, unknown>, path, report) : {};
  if (report.mentions(...path)) return undefined;
  if (entry.secret === undefined && entry.key === undefined) {
    report.invalid(path, hidden, { allowed: entryForms, fix: setCommand([...path, "key"], "<key>") });
    return undefined;
  }
  return { kind: "secret", secret: entry.secret ?? appSecret, ...(entry.key !== undefined && { key: entry.key }) };
}

function readArn(given: string, path: SettingPath, report: Report): SecretSetting["source"] | undefined {
  if (isParameterArn(given)) return { kind: "parameter", arn: given };
  const reference = parseSecretReference(given);
  if (reference === undefined) {
    report.invalid(path, hidden, {
      allowed: `${entryForms} (with a JSON key as <ARN>:<key>::, without a version)`,
      fix: setCommand(path, "<ARN>"),
    });
    return undefined;
  }
  if (reference.stage !== "" || reference.version !== "") {
    report.problem(
      path,
      `${formatPath(path)} names a version of the secret: use <ARN>:${reference.key}::, which follows the current version, ` +
        `and pinSecretVersions to record its id (${setCommand(path, `${reference.arn}:${reference.key}::`)})`,
    );
    return undefined;
  }
  return { kind: "secret", secret: reference.arn, ...(reference.key !== "" && { key: reference.key }) };
}
