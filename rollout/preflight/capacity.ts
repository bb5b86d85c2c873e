import type { LiveService } from "../../account/lookups/liveService";
import { removeCommand } from "../../settings/commands";
import type { Settings } from "../../settings/types";
import { allWell, asking, checking, problem, warning, type Findings, type Subject } from "./findings";

/** What a rollout needs for a while beside what runs. */
export interface Surge {
  tasks: number;
  vCpu: number;
}

/**
 * The most that ECS may start beside what runs: before the first old task has gone, or before the last one has.
 * Source: "Deploy Amazon ECS services by replacing tasks", Amazon ECS Developer Guide: the upper limit is rounded down.
 */
export function surgeOf(
  settings: Pick<Settings, "size" | "desiredCount" | "autoscaling" | "deployment">,
  live?: LiveService,
): Surge {
  const desired = settings.desiredCount ?? Math.max(live?.desiredCount ?? 1, settings.autoscaling?.min ?? 0);
  const running = live?.desiredCount ?? 0;
  const newVCpu = settings.size.cpu / 1024;
  if (running === 0) return { tasks: desired, vCpu: desired * newVCpu };
  const oldVCpu = vCpuOf(live);
  const most = Math.max(desired, Math.floor((desired * settings.deployment.maximumPercent) / 100));
  const tasks = Math.max(0, most - running);
  const atFirst = tasks * newVCpu;
  const atLast = desired * newVCpu + Math.min(running, most - desired) * oldVCpu - running * oldVCpu;
  return { tasks, vCpu: Math.max(0, atFirst, atLast) };
}

/** vCPU of one task of the running revision. */
const vCpuOf = (live?: LiveService) => Number(live?.taskDefinition?.cpu ?? 0) / 1024;

/** Source: Service Quotas of AWS Fargate; its usage metrics have the same two classes. */
const quotas = {
  FARGATE: { name: "Fargate On-Demand vCPU resource count", code: "L-3032A538", usageClass: "Standard/OnDemand" },
  FARGATE_SPOT: { name: "Fargate Spot vCPU resource count", code: "L-36FBB829", usageClass: "Standard/Spot" },
};

type Quota = (typeof quotas)[keyof typeof quotas];

/** @param usedVCpu by the whole account; undefined when no metric tells. */
export function judgeQuota(surge: Surge, quota: Quota, allowedVCpu: number, usedVCpu: number | undefined): Findings {
  const needed = (usedVCpu ?? 0) + surge.vCpu;
  if (needed <= allowedVCpu) return allWell;
  const used = usedVCpu === undefined ? "" : `, of which ${usedVCpu} are used`;
  return warning(
    `the rollout needs ${surge.vCpu} vCPU more for a while, but the quota "${quota.name}" is ${allowedVCpu}${used}: tasks will ` +
      `wait for capacity (aws service-quotas request-service-quota-increase --service-code fargate --quota-code ${quota.code} ` +
      `--desired-value ${Math.ceil(needed)})`,
  );
}

/** Room for the surge that a bigger cpu (or a new service) makes, in the account's quota. */
export async function checkQuota({ settings, existing, clients }: Subject): Promise<Findings> {
  const surge = surgeOf(settings, existing.service);
  const isBigger = settings.size.cpu / 1024 > vCpuOf(existing.service);
  if (!isBigger || surge.vCpu === 0) return allWell;
  const providers = settings.capacityProviders.filter(({ weight, base = 0 }) => weight + base > 0);
  if (providers.length > 1) {
    return warning(
      "the vCPU quota could not be checked: how many tasks go to which capacity provider is not known before",
    );
  }
  const quota = quotas[providers[0]?.name === "FARGATE_SPOT" ? "FARGATE_SPOT" : "FARGATE"];
  return checking(`the quota "${quota.name}"`, async () => {
    const [allowed, used] = await Promise.all([allowedVCpu(clients, quota), usedVCpu(clients, quota)]);
    return allowed === undefined ? allWell : judgeQuota(surge, quota, allowed, used);
  });
}

async function allowedVCpu(clients: Subject["clients"], { code }: Quota): Promise<number | undefined> {
  const serviceQuotas = await clients.serviceQuotas();
  const { Quota } = await asking("servicequotas:GetServiceQuota", (options) =>
    serviceQuotas.getServiceQuota({ ServiceCode: "fargate", QuotaCode: code }, options),
  );
  return Quota?.Value;
}

const usageMinutes = 15;

/** The account's latest figure. Source: "AWS Fargate usage metrics", Amazon ECS Developer Guide. */
async function usedVCpu(clients: Subject["clients"], { usageClass }: Quota): Promise<number | undefined> {
  const cloudWatch = await clients.cloudWatch();
  const now = Date.now();
  const { Datapoints = [] } = await asking("cloudwatch:GetMetricStatistics", (options) =>
    cloudWatch.getMetricStatistics(
      {
        Namespace: "AWS/Usage",
        MetricName: "ResourceCount",
        Dimensions: [
          { Name: "Service", Value: "Fargate" },
          { Name: "Type", Value: "Resource" },
          { Name: "Resource", Value: "vCPU" },
          { Name: "Class", Value: usageClass },
        ],
        StartTime: new Date(now - usageMinutes * 60_000),
        EndTime: new Date(now),
        Period: 60,
        Statistics: ["Maximum"],
      },
      options,
    ),
  );
  const inOrder = Datapoints.toSorted((a, b) => Number(a.Timestamp) - Number(b.Timestamp));
  return inOrder.at(-1)?.Maximum;
}

/** Capacity providers that the service uses belong to its cluster. */
export async function checkCapacityProviders({ settings, clients }: Subject): Promise<Findings> {
  const used = settings.capacityProviders.map(({ name }) => name);
  if (used.length === 0) return allWell;
  const { cluster } = settings.names;
  return checking(`capacity providers of cluster "${cluster}"`, async () => {
    const ecs = await clients.ecs();
    const { clusters = [] } = await asking("ecs:DescribeClusters", (options) =>
      ecs.describeClusters({ clusters: [cluster] }, options),
    );
    const [found] = clusters;
    if (found === undefined) return allWell;
    const strategy = (found.defaultCapacityProviderStrategy ?? []).map(
      ({ capacityProvider, weight = 0, base = 0 }) =>
        `capacityProvider=${capacityProvider},weight=${weight},base=${base}`,
    );
    return judgeCapacityProviders(cluster, used, found.capacityProviders ?? [], strategy);
  });
}

/** @param strategy the cluster's default one, in the notation of the AWS CLI. */
export function judgeCapacityProviders(
  cluster: string,
  used: string[],
  attached: string[],
  strategy: string[],
): Findings {
  const missing = used.filter((name) => !attached.includes(name));
  if (missing.length === 0) return allWell;
  return problem(
    `capacity provider ${missing.join(", ")} is not one of cluster "${cluster}", which has ${attached.join(", ") || "none"}: add it ` +
      `(aws ecs put-cluster-capacity-providers --cluster ${cluster} --capacity-providers ${[...attached, ...missing].join(" ")} ` +
      `--default-capacity-provider-strategy ${strategy.join(" ") || "[]"}) or do without ` +
      `(${removeCommand(["capacityProviders", missing[0] ?? ""])})`,
  );
}
