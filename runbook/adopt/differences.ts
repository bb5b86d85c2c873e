import type { PreviewStep } from "./previewStack";

/** What a preview would change in AWS or in the state. */
export interface Difference {
  resource: string;
  op: string;
  properties: { name: string; from?: string; to?: string }[];
}

/** What `pulumi up` would do, a difference for each resource that it would touch. */
export function differencesIn(steps: PreviewStep[]): Difference[] {
  return steps
    .filter(({ op }) => op !== "same")
    .map(({ op, urn, differing, oldState, newState }) => ({
      resource: urn.slice(urn.lastIndexOf("::") + 2),
      op,
      properties: differing.map((name) => ({
        name,
        ...shown("from", (oldState?.outputs ?? oldState?.inputs)?.[name]),
        ...shown("to", newState?.inputs?.[name]),
      })),
    }));
}

/** `diff` shows what differs inside, without the values that are nobody's business. */
const longestShown = 100;

function shown<Key extends "from" | "to">(key: Key, value: unknown): Partial<Record<Key, string>> {
  const text = JSON.stringify(value);
  return text === undefined || text.length > longestShown ? {} : ({ [key]: text } as Record<Key, string>);
}

/** A difference in one line. */
export function differenceLine({ resource, op, properties }: Difference): string {
  const parts = properties.map(({ name, from, to }) =>
    from === undefined && to === undefined ? name : `${name} ${from ?? "none"}→${to ?? "none"}`,
  );
  return `${resource}: ${op}${parts.length > 0 ? ` (${parts.join(", ")})` : ""}`;
}
