import { textsOf, type Values } from "../values";

interface KeyValueTag {
  Key: string;
  Value: string;
}

/** Tags as IAM, ECR and Secrets Manager take them; undefined without any. */
export function keyValueTags(tags: Record<string, string>): KeyValueTag[] | undefined {
  const entries = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return entries.length > 0 ? entries : undefined;
}

/** The tag properties from what those services report; AWS's own tags (`aws:…`) are not the program's. */
export function tagsFromKeyValues(tags: Partial<KeyValueTag>[] | undefined): { tags: Values; tagsAll: Values } {
  const own = (tags ?? []).filter(({ Key }) => !Key?.startsWith("aws:"));
  const values = textsOf(Object.fromEntries(own.map(({ Key = "", Value = "" }) => [Key, Value])));
  return { tags: values, tagsAll: values };
}
