import { isDeepStrictEqual } from "node:util";
import { isMap, isPair, isScalar, parse, parseDocument, YAMLMap, type Document, type Pair } from "yaml";
import { engineTags } from "../../settings/yamlTags";
import { UsageError } from "../usageError";
import { parsedValue } from "./parsedValue";
import { commentsIn, isRecord, madeNode, revised } from "./revisedNode";

/** What a setting is to be in a stack's file. */
export interface ConfigChange {
  /** As the program finds it: text, or the JSON of a list or map. */
  value: string;
  /** `Pulumi.yaml` says the same by itself: the file need not name it. */
  isDefault: boolean;
}

const reading = { customTags: engineTags, merge: true };

/**
 * The text of `Pulumi.<stack>.yaml` with some settings changed, by qualified key. Everything else keeps its place, its quotes
 * and its comments. Numbers are quoted, as `pulumi config set` writes them; lists and maps are blocks. A setting that goes back
 * to its default is taken out, unless a comment stands with it.
 */
export function editConfig(text: string, project: string, changes: Record<string, ConfigChange>): string {
  const document = parseDocument(text, reading);
  const config = configOf(document);
  const pairs = new Map(config.items.filter(isPair).map((pair) => [qualified(keyOf(pair), project), pair]));
  for (const [key, { value, isDefault }] of Object.entries(changes)) {
    const pair = pairs.get(key);
    if (isDefault && (pair === undefined || commentsIn(pair).length === 0)) {
      if (pair !== undefined) config.items.splice(config.items.indexOf(pair), 1);
    } else if (pair === undefined) {
      config.set(key, madeNode(document, parsedValue(value)));
    } else {
      pair.value = revised(document, pair.value, parsedValue(value));
    }
  }
  const edited = written(document, text);
  checkEdit(text, edited, project, changes);
  return edited;
}

function configOf(document: Document): YAMLMap {
  const config = document.get("config");
  if (isMap(config) && config.items.length > 0) return config;
  const made = new YAMLMap(document.schema);
  if (isMap(config)) made.comment = config.comment;
  document.set("config", made);
  return made;
}

const keyOf = ({ key }: Pair) => String(isScalar(key) ? key.value : key);

const qualified = (key: string, project: string) => (key.includes(":") ? key : `${project}:${key}`);

function written(document: Document, before: string): string {
  const text = document.toString({ lineWidth: 0 });
  return before.includes("\r\n") ? text.replaceAll(/\r?\n/g, "\r\n") : text;
}

/** An anchor, or a merge, can tie a setting to others in the file: rather no edit than one that changes those too. */
function checkEdit(before: string, after: string, project: string, changes: Record<string, ConfigChange>): void {
  const expected = valuesOf(before, project);
  for (const [key, { value, isDefault }] of Object.entries(changes)) {
    if (isDefault && !valuesOf(after, project).has(key)) expected.delete(key);
    else expected.set(key, parsedValue(value));
  }
  if (!isDeepStrictEqual(expected, valuesOf(after, project))) {
    throw new UsageError(
      `the stack's file ties settings together (anchors, or <<), so that ${Object.keys(changes).join(", ")} cannot be changed alone: ` +
        "write them out there. Nothing was changed.",
    );
  }
}

function valuesOf(text: string, project: string): Map<string, unknown> {
  const file = parse(text, reading) as { config?: unknown } | null;
  const config = isRecord(file?.config) ? file.config : {};
  return new Map(Object.entries(config).map(([key, value]) => [qualified(key, project), value]));
}
