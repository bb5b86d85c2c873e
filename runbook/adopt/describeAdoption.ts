import type { AdoptDocument } from "../documents/adopt";

/** What an adoption would do, for people. */
export function describeAdoption(told: AdoptDocument): string {
  const conflicts = told.settings.filter(({ isConflict }) => isConflict);
  return [
    `service ${told.service} in cluster ${told.cluster} runs ${told.revision}; stack ${told.stack} takes it over as it is.`,
    ...(told.settings.length === 0
      ? ["Its config describes that already."]
      : [`Pulumi.${fileStem(told.stack)}.yaml will be:`, indented(told.config ?? "")]),
    ...section("What the file says now and what will take its place:", conflicts.map(conflictLine)),
    ...section(
      "Imports into the stack's state:",
      told.imports.map(({ type, name, id }) => `${name} (${type}${id === undefined ? "" : `, ${id}`})`),
    ),
    ...told.notes,
    "Nothing is written to AWS, and no task is restarted.",
  ].join("\n");
}

/** All that keeps a service from being taken over. */
export const describeRefusals = ({ service, cluster, refusals }: AdoptDocument): string =>
  [
    `service ${service} in cluster ${cluster} cannot be taken over as it is:`,
    ...refusals.map((refusal) => `  - ${refusal}`),
    "Nothing was changed.",
  ].join("\n");

const fileStem = (stack: string) => stack.slice(stack.lastIndexOf("/") + 1);

/** A list of secrets shows its names in the config above; a value that looks like a credential shows nowhere. */
function conflictLine({ setting, from, to, change }: AdoptDocument["settings"][number]): string {
  if (change === "removed") return `${setting}: ${from ?? "(not shown)"} is taken away`;
  if (from === undefined && to === undefined) return `${setting}: another value (not shown)`;
  return `${setting}: ${from ?? "(not shown)"} → ${to ?? "(not shown)"}`;
}

const section = (head: string, lines: string[]) =>
  lines.length === 0 ? [] : [head, ...lines.map((line) => `  ${line}`)];

const indented = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
