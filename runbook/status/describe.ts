import type { TaskDefinition } from "@aws-sdk/client-ecs";
import type { Place } from "../../account/existing";
import { Collected } from "../../rollout/collected";
import { primaryOf, revisionName, type DeploymentView, type ServiceView } from "../../rollout/observation";
import { progressLine } from "../../rollout/progressLine";
import { unproven } from "../../rollout/serving";
import { isHealthChecked } from "../../rollout/revisions";
import { serviceDeploymentView, serviceView, taskView } from "../../rollout/views";
import { describePins } from "../../settings/describePins";
import { differencesOf, inDocument } from "../diff/answer";
import { targetGroupName } from "../diff/serviceDifferences";
import { inWords } from "../diff/words";
import type { StatusDocument } from "../documents/status";
import { alarmInDocument } from "../text/alarm";
import type { OpenStack } from "../openStack";
import type { RunningImage } from "./images";
import type { LastRollout, Look } from "./look";
import { unknownOf, valueOf } from "./part";
import { notScaled, scalingOf } from "./scaling";
import { reasonsOf, shortcomings, type Judged } from "./verdict";

/** A service that was looked at, told. */
export function describe(stack: OpenStack, place: Place, look: Look): StatusDocument {
  const { settings } = stack;
  const { live } = look;
  const service = serviceView(live.description);
  const judged = judgedOf(service, look);
  const problems = judged === undefined ? countedOnly(service) : shortcomings(judged);
  const wanted = valueOf(look.wanted);
  const differences = wanted && differencesOf(stack, live, wanted);
  const context = { mainContainer: settings.container.name, askedImage: wanted?.image.asked };
  const rollout = primaryOf(service)?.rolloutState === "IN_PROGRESS" && judged !== undefined;
  return {
    ...nameOf(stack, place),
    isFine: judged !== undefined && problems.length === 0,
    problems,
    unknown: [
      ...[
        look.tasks,
        look.targets,
        look.lastRollout,
        look.images,
        look.wanted,
        look.secrets,
        look.scaling,
        look.alarms,
      ].flatMap(unknownOf),
      ...(valueOf(look.images)?.denied ?? []).map(
        (repository) => `tags of images in repository ${repository}: permission for ecr:DescribeImages is missing`,
      ),
    ],
    notes: [...(judged === undefined ? [] : unproven(judged)), ...notScaled(settings, look.scaling)],
    revision: revisionName(live.taskDefinitionArn),
    cpu: numberOrNull(live.taskDefinition?.cpu),
    memoryMiB: numberOrNull(live.taskDefinition?.memory),
    images: imagesOf(look, settings.container.name),
    tasks: {
      desired: service.desiredCount,
      running: live.description.runningCount ?? 0,
      pending: live.description.pendingCount ?? 0,
      health: judged?.details.isHealthChecked === true ? healthOf(judged) : null,
    },
    autoscaling: scalingOf(settings, valueOf(look.scaling)),
    alarms: valueOf(look.alarms)?.map(alarmInDocument) ?? null,
    deployments: service.deployments.map(deploymentOf),
    ports: judged === undefined ? null : portsOf(judged),
    rollout: rollout ? progress(judged) : null,
    lastRollout: lastRolloutOf(valueOf(look.lastRollout)),
    differences: differences?.map(inDocument) ?? null,
    differencesInWords: differences?.map((difference) => inWords(difference, context)) ?? [],
    pins: describePins(settings),
    changedSecrets: (valueOf(look.secrets) ?? []).map(({ name, olderTasks, reason }) => ({
      name,
      olderTasks: olderTasks ?? null,
      reason: reason ?? null,
    })),
  };
}

/** There is no service. */
export function describeMissing(stack: OpenStack, place: Place): StatusDocument {
  const { cluster, service } = stack.settings.names;
  return {
    ...nameOf(stack, place),
    isFine: false,
    problems: [`service ${service} does not exist in cluster ${cluster} (pulumi up makes it)`],
    unknown: [],
    notes: [],
    revision: null,
    cpu: null,
    memoryMiB: null,
    images: [],
    tasks: null,
    autoscaling: null,
    alarms: [],
    deployments: [],
    ports: [],
    rollout: null,
    lastRollout: null,
    differences: null,
    differencesInWords: [],
    pins: describePins(stack.settings),
    changedSecrets: [],
  };
}

const nameOf = ({ name, settings: { names } }: OpenStack, { accountId, region }: Place) => ({
  stack: name,
  service: names.service,
  cluster: names.cluster,
  accountId,
  region,
});

const numberOrNull = (text: string | undefined) => (text === undefined ? null : Number(text));

const isoOrNull = (time: number | Date | undefined) => (time === undefined ? null : new Date(time).toISOString());

/** Undefined: tasks or targets are not known. */
function judgedOf(service: ServiceView, { live, tasks, targets, lastRollout }: Look): Judged | undefined {
  const [running, health] = [valueOf(tasks), valueOf(targets)];
  if (running === undefined || health === undefined) return undefined;
  const record = valueOf(lastRollout)?.record;
  return {
    service,
    details: {
      tasks: running.map(taskView),
      stopped: [],
      targets: health,
      serviceDeployments: record && [serviceDeploymentView(record)],
      isHealthChecked: isHealthChecked(live.taskDefinition),
    },
    portNames: portNamesOf(live.taskDefinition),
  };
}

const portNamesOf = ({ containerDefinitions = [] }: TaskDefinition = {}) =>
  new Map(
    containerDefinitions
      .flatMap(({ portMappings = [] }) => portMappings)
      .flatMap(({ name, containerPort = 0 }) => (name === undefined ? [] : [[containerPort, name] as const])),
  );

/** What the service alone shows. */
function countedOnly(service: ServiceView): string[] {
  const primary = primaryOf(service);
  if (primary?.rolloutState === "COMPLETED" && primary.runningCount >= service.desiredCount) return [];
  return [`${primary?.runningCount ?? 0} of ${service.desiredCount} tasks running, rollout ${primary?.rolloutState}`];
}

/** That of the app first. */
function imagesOf({ live, images }: Look, mainContainer: string): StatusDocument["images"] {
  const byRevision: RunningImage[] = (live.taskDefinition?.containerDefinitions ?? []).map((container) => ({
    container: container.name ?? "",
    reference: container.image ?? "",
  }));
  return (valueOf(images)?.images ?? byRevision)
    .map((image) => ({ ...image, digest: image.digest ?? null, tags: image.tags ?? null }))
    .sort((a, b) => Number(b.container === mainContainer) - Number(a.container === mainContainer));
}

const counted = (values: string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values.toSorted()) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

const healthOf = ({ details }: Judged) =>
  counted(details.tasks.filter(({ lastStatus }) => lastStatus === "RUNNING").map(({ health }) => health));

const deploymentOf = (deployment: DeploymentView): StatusDocument["deployments"][number] => ({
  id: deployment.id,
  status: deployment.status,
  rolloutState: deployment.rolloutState ?? null,
  reason: deployment.rolloutStateReason ?? null,
  revision: revisionName(deployment.revisionArn),
  running: deployment.runningCount,
  pending: deployment.pendingCount,
  desired: deployment.desiredCount,
  failed: deployment.failedTasks,
  since: isoOrNull(deployment.createdAt),
});

/** They say all that there is to say. */
const plainStates = new Set(["healthy", "initial", "draining"]);

const portsOf = ({ service, details, portNames }: Judged): StatusDocument["ports"] =>
  service.loadBalancers.map(({ targetGroupArn, containerPort }) => {
    const own = details.targets.filter(
      (target) => target.targetGroupArn === targetGroupArn && target.port === containerPort,
    );
    return {
      port: portNames.get(containerPort) ?? String(containerPort),
      number: containerPort,
      targetGroup: targetGroupName(targetGroupArn),
      targets: counted(own.map(({ state }) => state)),
      reasons: reasonsOf(own.filter(({ state }) => !plainStates.has(state))),
    };
  });

function progress(judged: Judged): string {
  const collected = new Collected();
  collected.add(judged);
  return progressLine(primaryOf(judged.service)?.id, judged.service, collected);
}

function lastRolloutOf(last: LastRollout | undefined): StatusDocument["lastRollout"] {
  if (last === undefined) return null;
  const { status = "", statusReason, finishedAt } = last.record;
  return {
    status,
    revision: last.revisionArn === undefined ? null : revisionName(last.revisionArn),
    reason: statusReason ?? null,
    finishedAt: isoOrNull(finishedAt),
  };
}
