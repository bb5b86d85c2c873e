import { text, type Behaviour, type Property } from "../../properties";
import { jsonDocument } from "../../jsonDocument";
import { canonicalJson, isValues, textOf, type Value } from "../../values";

/** A property that holds a policy in JSON, under Terraform's name for it; another spelling of the same policy is no difference. */
export function policyText(name: string, behaviour: Behaviour = {}): Property {
  return text({
    json: true,
    check: (policy) => (jsonDocument(policy) === undefined ? `"${name}" contains an invalid JSON policy` : undefined),
    equivalent: (state, input) => isSamePolicy(textOf(state), textOf(input)),
    ...behaviour,
  });
}

/** The program's text while AWS reports a policy that means the same, else AWS's. */
export function policyToKeep(reported: string, known: Value | undefined): string {
  const text = textOf(known);
  return text !== undefined && isSamePolicy(reported, text) ? text : reported;
}

/** IAM tells neither `"a"` from `["a"]` nor one order of a list from another. */
function isSamePolicy(one: string | undefined, other: string | undefined): boolean {
  return normalised(one) === normalised(other);
}

function normalised(policy: string | undefined): string | undefined {
  const document = jsonDocument(policy);
  if (document === undefined) return policy;
  return canonicalJson(withSortedLists(document));
}

function withSortedLists(value: Value | undefined): Value {
  if (Array.isArray(value)) {
    const elements = value.map(withSortedLists);
    if (elements.length === 1) return elements[0] ?? null;
    return elements.sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  }
  if (!isValues(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withSortedLists(part)]));
}
