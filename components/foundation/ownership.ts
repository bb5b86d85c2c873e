import { AccountError } from "../../account/accountError";
import { describePlace, type Place } from "../../account/existing";
import { setCommand } from "../../settings/commands";
import type { Settings } from "../../settings/types";
import type { RecordedResource } from "../ownership";
import { inWords, thingsOf, type Thing } from "./things";

/** How AWS has something of that name; undefined: not at all. */
export type Presence = "there" | "deleted" | undefined;

const isRecorded = ({ type, name }: Thing, recorded: RecordedResource[]) =>
  recorded.some((resource) => resource.type === type && (name === undefined || resource.outputs.name === name));

/** What the stack is to make and has not made yet. */
export const notMadeBefore = (settings: Settings, recorded: RecordedResource[]): Thing[] =>
  thingsOf(settings).filter((thing) => settings.foundation.makes[thing.part] && !isRecorded(thing, recorded));

/** Throws, before anything is changed, when something that is to be made is there already. */
export async function checkNoneIsThere(
  things: Thing[],
  presenceOf: (thing: Thing) => Promise<Presence>,
  place: Place,
): Promise<void> {
  const found = await Promise.all(things.map(async (thing) => ({ thing, presence: await presenceOf(thing) })));
  const problems = found.flatMap(({ thing, presence }) => {
    const existing = setCommand(["foundation", thing.part], "existing");
    const where = `${thing.what} in ${describePlace(place)}`;
    if (presence === "there") {
      return `${where} exists already, but this stack did not make it: use what there is (${existing}), or another name (${thing.rename})`;
    }
    if (presence === undefined) return [];
    return (
      `${where} was deleted and can still be restored, until when none of its name can be made: restore it and use it ` +
      `(aws secretsmanager restore-secret --secret-id ${thing.name}; ${existing}), or delete it for good ` +
      `(aws secretsmanager delete-secret --secret-id ${thing.name} --force-delete-without-recovery)`
    );
  });
  if (problems.length > 0) throw new AccountError(problems);
}

/** Throws when this update would delete a part because the stack is to find one, of the same name or another, instead of making it. */
export function checkNoneIsGivenUp(settings: Settings, recorded: RecordedResource[]): void {
  const given = thingsOf(settings)
    .filter(({ part }) => !settings.foundation.makes[part])
    // Without target groups, a load balancer that goes is what was asked for.
    .filter(({ part }) => part !== "loadBalancer" || settings.targetGroups.length > 0);
  const kinds = new Map(given.map(({ type, kind, part }) => [type, { kind, part }]));
  const problems = recorded.flatMap(({ type, outputs }) => {
    const { kind, part } = kinds.get(type) ?? {};
    if (kind === undefined || part === undefined) return [];
    const name = typeof outputs.name === "string" ? outputs.name : undefined;
    return (
      `${inWords(kind, name)} was made by this stack, and with foundation.${part} existing this update would delete it: keep it ` +
      `(${setCommand(["foundation", part], "create")})`
    );
  });
  if (problems.length > 0) throw new AccountError(problems);
}
