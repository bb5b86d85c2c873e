import { setCommand, type SettingPath } from "../../settings/commands";
import type { Part, Settings } from "../../settings/types";

/** A thing with a name that a part consists of. */
export interface Thing {
  part: Part;
  kind: "cluster" | "role" | "secret" | "repository" | "network" | "load balancer" | "target group";
  /** Type of its resource. */
  type: string;
  /** Undefined for a network, which has an id only. */
  name?: string;
  /** For people. */
  what: string;
  /** The command that gives it another name. */
  rename: string;
}

const types: Record<Thing["kind"], string> = {
  cluster: "aws:ecs/cluster:Cluster",
  role: "aws:iam/role:Role",
  secret: "aws:secretsmanager/secret:Secret",
  repository: "aws:ecr/repository:Repository",
  network: "aws:ec2/vpc:Vpc",
  "load balancer": "aws:lb/loadBalancer:LoadBalancer",
  "target group": "aws:lb/targetGroup:TargetGroup",
};

/** A thing for people. */
export const inWords = (kind: Thing["kind"], name: string | undefined): string =>
  name === undefined ? `the ${kind}` : `${kind === "repository" ? "ECR repository" : kind} "${name}"`;

/** What all parts consist of, made by the stack or not. */
export function thingsOf({ names, foundation, targetGroups }: Settings): Thing[] {
  const thing = (part: Part, kind: Thing["kind"], name: string | undefined, setting: SettingPath): Thing => ({
    part,
    kind,
    type: types[kind],
    name,
    what: inWords(kind, name),
    rename: setCommand(setting, "<name>"),
  });
  const role = (name: string | undefined, setting: string) =>
    name === undefined ? [] : [thing("roles", "role", name, [setting])];
  return [
    thing("cluster", "cluster", names.cluster, ["cluster"]),
    ...role(names.executionRole, "executionRole"),
    ...role(names.taskRole, "taskRole"),
    thing("secret", "secret", names.secret, ["secret"]),
    thing("repository", "repository", foundation.repository, ["repository"]),
    thing("network", "network", undefined, []),
    thing("loadBalancer", "load balancer", foundation.loadBalancer.name, ["loadBalancer", "name"]),
    ...targetGroups.map(({ portName, targetGroup }) =>
      thing("loadBalancer", "target group", targetGroup, ["targetGroups", portName]),
    ),
  ];
}
