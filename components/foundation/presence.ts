import type { Clients } from "../../account/clients";
import { describePlace, type Place } from "../../account/existing";
import { lookUpCluster } from "../../account/lookups/cluster";
import { lookUpRepository } from "../../account/lookups/image";
import { lookUpLoadBalancer } from "../../account/lookups/loadBalancer";
import { lookUpRole } from "../../account/lookups/role";
import { lookUpSecretState } from "../../account/lookups/secrets";
import { lookUpTargetGroup } from "../../account/lookups/targetGroup";
import { isThere } from "../../account/problem";
import type { Presence } from "./ownership";
import type { Thing } from "./things";

/** Asks AWS whether it has something of a thing's name. */
export function presenceIn(clients: Clients, place: Place): (thing: Thing) => Promise<Presence> {
  const where = () => Promise.resolve(describePlace(place));
  const lookUps: Record<Exclude<Thing["kind"], "secret" | "network">, (name: string) => Promise<unknown>> = {
    cluster: (name) => lookUpCluster(clients, name, where),
    role: (name) => lookUpRole(clients, name, "executionRole", where),
    repository: (name) => lookUpRepository(clients, name, { place: Promise.resolve(place) }),
    "load balancer": (name) => lookUpLoadBalancer(clients, name, where),
    "target group": (name) => lookUpTargetGroup(clients, name, "", where),
  };
  return async ({ kind, name }) => {
    if (name === undefined || kind === "network") return undefined;
    if (kind === "secret") return lookUpSecretState(clients, name, where);
    return (await isThere(lookUps[kind](name))) ? "there" : undefined;
  };
}
