import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import { differencesBetween } from "../diff/differences";
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
      properties: differing.flatMap((name) => {
        const [from, to] = [(oldState?.outputs ?? oldState?.inputs)?.[name], newState?.inputs?.[name]];
        const inside = name === "containerDefinitions" ? fieldsThatDiffer(from, to) : [];
        return inside.length > 0 ? inside : [{ name, ...shown("from", from), ...shown("to", to) }];
      }),
    }));
}

/** Of containers, by name alone: their values may be nobody's business. */
function fieldsThatDiffer(from: unknown, to: unknown): { name: string }[] {
  const [live, asked] = [from, to].map(containersIn);
  if (live === undefined || asked === undefined) return [];
  const differences = differencesBetween({ containerDefinitions: live }, { containerDefinitions: asked });
  return differences.map(({ path }) => ({ name: path.join(".") }));
}

function containersIn(value: unknown): ContainerDefinition[] | undefined {
  try {
    const parsed: unknown = JSON.parse(String(value));
    return Array.isArray(parsed) ? (parsed as ContainerDefinition[]) : undefined;
  } catch {
    return undefined;
  }
}

/** What the engine writes for a value that only the update will know. Source: `UnknownStringValue`, sdk/go/common/resource/plugin of pulumi/pulumi. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** `diff` shows what differs inside, without the values that are nobody's business. */
const longestShown = 100;

function shown<Key extends "from" | "to">(key: Key, value: unknown): Partial<Record<Key, string>> {
  const text = value === unknown ? "(known after the update)" : JSON.stringify(value);
  return text === undefined || text.length > longestShown ? {} : ({ [key]: text } as Record<Key, string>);
}

/** A difference in one line. */
export function differenceLine({ resource, op, properties }: Difference): string {
  const parts = properties.map(({ name, from, to }) =>
    from === undefined && to === undefined ? name : `${name} ${from ?? "none"}→${to ?? "none"}`,
  );
  return `${resource}: ${op}${parts.length > 0 ? ` (${parts.join(", ")})` : ""}`;
}
