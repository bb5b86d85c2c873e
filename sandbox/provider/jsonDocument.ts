import { isValues, type Value, type Values } from "./values";

/** The object in a text of JSON; undefined for any other text. */
export function jsonDocument(text: string | undefined): Values | undefined {
  try {
    const document = JSON.parse(text ?? "") as Value;
    return isValues(document) ? document : undefined;
  } catch {
    return undefined;
  }
}
