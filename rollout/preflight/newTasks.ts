import type { ContainerDefinition, RegisterTaskDefinitionCommandInput, TaskDefinition } from "@aws-sdk/client-ecs";
import { isDeepStrictEqual } from "node:util";
import type { Settings } from "../../settings/types";
import type { Subject } from "./findings";

/** A revision as it is registered, with nothing in it that ECS fills in by itself. */
export type Rendered = Partial<RegisterTaskDefinitionCommandInput> & { containerDefinitions: ContainerDefinition[] };

/** Whether the setting `redeployment` asks for new tasks in place of those that run; without a record it does. */
export function isRedeployed({ redeployment }: Pick<Settings, "redeployment">, recorded: Map = {}): boolean {
  const { triggers } = recorded;
  return redeployment !== undefined && !(isMap(triggers) && triggers.redeployment === redeployment);
}

/**
 * Whether the update may start tasks, beside those that run or elsewhere. When in doubt it may.
 * @param rendered the revision that the update asks for; without it, every one counts as new.
 */
export function mayStartTasks({ settings, existing }: Omit<Subject, "clients">, rendered?: Rendered): boolean {
  const { service, network } = existing;
  const { taskDefinition: overriddenRevision, service: overriddenService } = settings.overrides;
  if (service === undefined || rendered === undefined) return true;
  if (hasEntries(overriddenRevision) || hasEntries(overriddenService)) return true;
  const live = service.description;
  const vpc = live.networkConfiguration?.awsvpcConfiguration;
  const names = (strategy: { name?: string; capacityProvider?: string }[]) =>
    strategy.map(({ name, capacityProvider }) => name ?? capacityProvider);
  return (
    (settings.desiredCount ?? settings.autoscaling?.min ?? 0) > service.desiredCount ||
    !isSameSet(network.subnetIds, vpc?.subnets) ||
    !isSameSet(network.securityGroupIds, vpc?.securityGroups) ||
    settings.assignPublicIp !== (vpc?.assignPublicIp === "ENABLED") ||
    settings.platformVersion !== live.platformVersion ||
    !isSameSet(
      Object.values(existing.targetGroupArns),
      live.loadBalancers?.map(({ targetGroupArn }) => targetGroupArn),
    ) ||
    !isSameSet(names(settings.capacityProviders), names(live.capacityProviderStrategy ?? [])) ||
    !isRegistered(rendered, service.taskDefinition)
  );
}

const hasEntries = (map: object) => Object.keys(map).length > 0;

const isSameSet = (wanted: unknown[], live: unknown[] = []) => isDeepStrictEqual(wanted.toSorted(), live.toSorted());

/** Whether a live revision is what was rendered, apart from what ECS adds. */
export function isRegistered(rendered: Rendered, live: TaskDefinition | undefined): boolean {
  return live !== undefined && isSame(rendered, withoutEcsParts(live));
}

/** What was given when a revision was registered, beside what stands in its containers. */
export const withoutEcsParts = (revision: TaskDefinition): Partial<TaskDefinition> =>
  Object.fromEntries(Object.entries(revision).filter(([key]) => !addedByEcs.has(key)));

const addedByEcs = new Set([
  "taskDefinitionArn",
  "revision",
  "status",
  "requiresAttributes",
  "compatibilities",
  "registeredAt",
  "registeredBy",
  "deregisteredAt",
]);

/** ECS may return named things in another order, and what was not given as something that says nothing. */
function isSame(wanted: unknown, live: unknown): boolean {
  if (Array.isArray(wanted) && Array.isArray(live)) {
    const one = (wanted as unknown[]).toSorted(byName);
    const other = (live as unknown[]).toSorted(byName);
    return one.length === other.length && one.every((entry, index) => isSame(entry, other[index]));
  }
  if (isMap(wanted) && isMap(live)) {
    return Object.keys({ ...wanted, ...live }).every((key) =>
      wanted[key] === undefined ? saysNothing(live[key]) : isSame(wanted[key], live[key]),
    );
  }
  return wanted === live;
}

type Map = Record<string, unknown>;

const isMap = (value: unknown): value is Map => typeof value === "object" && value !== null && !Array.isArray(value);

const nameOf = (entry: unknown) => (isMap(entry) && typeof entry.name === "string" ? entry.name : "");

const byName = (a: unknown, b: unknown) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0);

function saysNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isMap(value)) return !hasEntries(value);
  return value === undefined || value === null || value === 0 || value === false;
}
