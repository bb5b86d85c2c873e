import { isPair, isScalar, parseDocument, visit } from "yaml";
import { credentialKind, isCredential } from "../../settings/credentials";
import { engineTags } from "../../settings/yamlTags";

/** The text of a stack's file for people, where what looks like a credential is not shown. */
export function withoutCredentials(text: string): string {
  const document = parseDocument(text, { customTags: engineTags, merge: true });
  let isHidden = false;
  visit(document, {
    Scalar: (_, scalar, path) => {
      const { value } = scalar;
      const pair = path.at(-1);
      if (typeof value !== "string" || (isPair(pair) && pair.key === scalar)) return;
      const name = isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : "";
      if (!isCredential(value) && credentialKind(name, value) === undefined) return;
      scalar.value = "(not shown)";
      isHidden = true;
    },
  });
  return isHidden ? document.toString({ lineWidth: 0 }) : text;
}
