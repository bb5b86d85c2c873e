import type { ECS } from "@aws-sdk/client-ecs";
import { describePlace } from "../../account/existing";
import { lookUpRevision } from "../../account/lookups/liveService";
import type { FargateSize } from "../../settings/types";
import { liveRevision, liveService } from "../liveService";
import type { OpenStack } from "../openStack";
import { revisionName } from "../revisions/family";
import { rememberedDeployments } from "../revisions/serviceDeployments";
import { severalAtOnce } from "../revisions/severalAtOnce";
import { windowOf } from "./enough";
import { readSeries, type Point, type Window } from "./series";
import { bearingOn, sizeSince, type SizeSince } from "./sizeSince";

/** The service, and what CloudWatch has of the time in which it has had its present size. */
export interface Observed {
  service: string;
  cluster: string;
  /** `family:number`. */
  revision: string;
  size: FargateSize;
  /** What the containers have of their own. */
  reserved: FargateSize;
  isWindows: boolean;
  runningTasks: number;
  since: SizeSince;
  /** ECS may not be asked for its deployments: `since` is when the present one began. */
  isSinceGuessed: boolean;
  window: Window;
  points: Point[];
}

export async function observe(stack: OpenStack, now: number, days: number): Promise<Observed> {
  const live = await liveService(stack);
  const definition = liveRevision(live);
  const { serviceName = "", clusterArn = "", runningCount = 0, deployments = [] } = live.description;
  const clusterName = clusterArn.slice(clusterArn.lastIndexOf("/") + 1);
  const size = sizeOf(definition);
  const ecs = await stack.clients.ecs();
  const found = await sinceWhen(stack, ecs, { clusterName, serviceName }, { size, from: windowOf(now, days).from });
  const primary = deployments.find(({ status }) => status === "PRIMARY")?.createdAt;
  const since = found ?? (primary === undefined ? { kind: "not yet" } : { kind: "since", time: primary });
  const window = windowOf(now, days, since.kind === "since" ? since.time : undefined);
  const isToBeRead = since.kind !== "not yet" && window.from < window.to;
  const points = isToBeRead
    ? await readSeries(await stack.clients.cloudWatch(), { clusterName, serviceName }, window)
    : [];
  const containers = definition.containerDefinitions ?? [];
  return {
    service: serviceName,
    cluster: clusterName,
    revision: revisionName(live.taskDefinitionArn),
    size,
    reserved: {
      cpu: total(containers.map(({ cpu = 0 }) => cpu)),
      memoryMiB: total(containers.map(({ memory = 0, memoryReservation = memory }) => memoryReservation)),
    },
    isWindows: definition.runtimePlatform?.operatingSystemFamily?.startsWith("WINDOWS") ?? false,
    runningTasks: runningCount,
    since,
    isSinceGuessed: found === undefined,
    window,
    points,
  };
}

/** Undefined without the permission to ask for deployments. */
async function sinceWhen(
  stack: OpenStack,
  ecs: ECS,
  { clusterName, serviceName }: { clusterName: string; serviceName: string },
  { size, from }: { size: FargateSize; from: number },
): Promise<SizeSince | undefined> {
  const remembered = await rememberedDeployments(ecs, clusterName, serviceName);
  if (remembered === undefined) return undefined;
  const bearing = bearingOn(remembered, from);
  const names = [...new Set(bearing.map(({ revision }) => revision))];
  const where = async () => describePlace(await stack.place());
  const sizes = new Map(
    await severalAtOnce(names, async (name) => {
      const definition = await lookUpRevision(stack.clients, name, where);
      return [name, definition && sizeOf(definition)] as const;
    }),
  );
  return sizeSince(
    bearing.map((deployment) => ({ ...deployment, size: sizes.get(deployment.revision) })),
    size,
  );
}

const sizeOf = ({ cpu, memory }: { cpu?: string; memory?: string }): FargateSize => ({
  cpu: Number(cpu),
  memoryMiB: Number(memory),
});

const total = (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0);
