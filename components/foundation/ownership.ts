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
      return `${where} exists already, and the stack's state does not have it: use what there is (${existing}), or another name (${thing.rename}); if an update that was killed had made it, pulumi refresh offers to take it in`;
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
  const all = [...problems, ...renamed(settings, recorded), ...laidOutAnew(settings, recorded)];
  if (all.length > 0) throw new AccountError(all);
}

/** What is in a secret or a repository does not come along when that is made under another name. */
function renamed(settings: Settings, recorded: RecordedResource[]): string[] {
  return thingsOf(settings).flatMap(({ part, kind, type, name: wanted }) => {
    if ((part !== "secret" && part !== "repository") || !settings.foundation.makes[part]) return [];
    return recorded
      .filter((resource) => resource.type === type && resource.outputs.name !== wanted)
      .map(({ outputs }) => {
        const name = String(outputs.name);
        const content = part === "secret" ? "all its values" : "all its images";
        return (
          `${inWords(kind, name)} was made by this stack, and with the name ${wanted} this update would delete it with ${content}: keep the ` +
          `name (${setCommand([part], name)}), or use a stack of its own for another one`
        );
      });
  });
}

/** Bits of a public subnet's block, where awsx gives a network no private ones. */
const publicAlonePrefix = 17;

/** Subnets of another layout lie over the present ones: AWS would refuse them in the middle of the update. */
function laidOutAnew({ foundation }: Settings, recorded: RecordedResource[]): string[] {
  const subnets = recorded.filter(({ type }) => type === "aws:ec2/subnet:Subnet").map(({ outputs }) => outputs);
  if (!foundation.makes.network || subnets.length === 0) return [];
  const hasPrivate = subnets.some(({ mapPublicIpOnLaunch }) => mapPublicIpOnLaunch !== true);
  const isPublicAlone =
    !hasPrivate && subnets.some(({ cidrBlock }) => String(cidrBlock).endsWith(`/${publicAlonePrefix}`));
  const wantsPrivate = foundation.natGateways !== "none";
  if (wantsPrivate ? !isPublicAlone : !hasPrivate) return [];
  return [
    `foundation.natGateways ${foundation.natGateways} would lay the subnets of the network out anew, where tasks and load balancer are in the ` +
      `present ones: keep ${wantsPrivate ? "none" : "single or onePerZone"} ` +
      `(${setCommand(["foundation", "natGateways"], wantsPrivate ? "none" : "single")}), or use a stack of its own for another network`,
  ];
}

/** Ids of the security groups that the stack has made for tasks or a load balancer and makes no more. */
export function goneSecurityGroups({ foundation: { makes } }: Settings, recorded: RecordedResource[]): string[] {
  if (makes.network || makes.loadBalancer) return [];
  return recorded
    .filter(({ type }) => type === "aws:ec2/securityGroup:SecurityGroup")
    .map(({ outputs }) => String(outputs.arn).split("/").at(-1) ?? "");
}
