import { describePlace } from "../../account/existing";
import { lookUpLiveService, type LiveService } from "../../account/lookups/liveService";
import { revisionName } from "../../rollout/observation";
import { describePins } from "../../settings/describePins";
import type { Settings } from "../../settings/types";
import type { Answer } from "../answer";
import type { DiffDocument } from "../documents/diff";
import { exitCodes } from "../exitCodes";
import { inAllowedAccount, type OpenStack } from "../openStack";
import { note, type Surroundings } from "../surroundings";
import { colourFor } from "../text/colour";
import { differencesBetween, type Difference } from "./differences";
import { serviceDifferences } from "./serviceDifferences";
import { shown } from "./shown";
import { lookUpWanted, type Wanted } from "./wanted";
import { inWords } from "./words";

export async function diffAnswer(stack: OpenStack, surroundings: Surroundings): Promise<Answer> {
  const { settings, clients } = stack;
  const { cluster, service } = settings.names;
  const [live, wanted] = await inAllowedAccount(stack, () => {
    const lookedUp = lookUpLiveService(clients, cluster, service, async () => describePlace(await stack.place()));
    return Promise.all([lookedUp, lookUpWanted(stack, lookedUp)]);
  });
  for (const pin of describePins(settings)) note(surroundings, pin);
  const differences = live === undefined ? undefined : differencesOf(stack, live, wanted);
  const isSame = differences?.length === 0;
  return {
    exitCode: isSame ? exitCodes.fine : exitCodes.notFine,
    document: {
      service,
      cluster,
      revision: live === undefined ? null : revisionName(live.taskDefinitionArn),
      isSame,
      differences: differences?.map(inDocument) ?? [],
    } satisfies DiffDocument,
    text:
      live === undefined || differences === undefined
        ? `service ${service} in cluster ${cluster} does not exist: all of it is new (pulumi up makes it)`
        : isSame
          ? `no difference: service ${service} is on ${revisionName(live.taskDefinitionArn)}, which is what the stack asks for`
          : [
              `service ${service} is on ${revisionName(live.taskDefinitionArn)}; pulumi up changes ${fields(differences.length)}:`,
              ...differences.map(colouredIn(surroundings, settings, wanted)),
            ].join("\n"),
  };
}

/** A line of the text, in the colour of its kind. */
export function colouredIn(
  { stdout }: Surroundings,
  { container }: Pick<Settings, "container">,
  { image }: Wanted,
): (difference: Difference) => string {
  const paint = colourFor(stdout);
  const colours = { added: "green", removed: "red", changed: "yellow" } as const;
  return (difference) => {
    const words = inWords(difference, { mainContainer: container.name, askedImage: image.asked });
    return `  ${paint(colours[difference.kind], words)}`;
  };
}

export const fields = (count: number): string => (count === 1 ? "1 field" : `${count} fields`);

/** Of the revision, then of the service around it. A revision that was deleted differs in everything. */
export function differencesOf(
  { settings }: Pick<OpenStack, "settings">,
  live: LiveService,
  wanted: Wanted,
): Difference[] {
  return [
    ...differencesBetween(live.taskDefinition ?? {}, wanted.definition),
    ...serviceDifferences(settings, live.description),
  ];
}

export function inDocument(difference: Difference): DiffDocument["differences"][number] {
  const { path, kind, live, wanted } = shown(difference);
  return { path: path.join("."), kind, live: live ?? null, wanted: wanted ?? null };
}
