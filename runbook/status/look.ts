import { paginateListTasks, type ECS, type Service, type ServiceDeploymentBrief, type Task } from "@aws-sdk/client-ecs";
import { AccountProblem } from "../../account/problem";
import type { Clients } from "../../account/clients";
import { describePlace } from "../../account/existing";
import { lookUpLiveService, type LiveService } from "../../account/lookups/liveService";
import type { ScalableTarget } from "../../account/lookups/scalableTarget";
import { describeAlarms, type AlarmView } from "../../rollout/alarmViews";
import type { TargetView } from "../../rollout/observation";
import { serviceView, targetView } from "../../rollout/views";
import { lookUpWanted, problemsOf, type Wanted } from "../diff/wanted";
import type { OpenStack } from "../openStack";
import { runningImages, type RunningImages } from "./images";
import { part, valueOf, type Part } from "./part";
import { changedSecrets, type ChangedSecret } from "./secretAge";

/** What AWS says of a service at one moment, as far as it may be asked. */
export interface Look {
  live: LiveService;
  /** Those that are meant to run. */
  tasks: Part<Task[]>;
  targets: Part<TargetView[]>;
  /** The latest deployment by ECS's own record; undefined: it remembers none. */
  lastRollout: Part<LastRollout | undefined>;
  images: Part<RunningImages>;
  wanted: Part<Wanted>;
  secrets: Part<ChangedSecret[]>;
  /** Those that watch deployments of the service. */
  alarms: Part<AlarmView[]>;
  /** Undefined: nothing scales the service. Asked for only where the setting `autoscaling` is there. */
  scaling: Part<ScalableTarget | undefined>;
}

export interface LastRollout {
  record: ServiceDeploymentBrief;
  /** `family:number`; undefined: not known any more. */
  revisionArn?: string;
}

/** Asks everything side by side. Undefined: there is no service. */
export async function look(stack: OpenStack): Promise<Look | undefined> {
  const { clients, settings } = stack;
  const { cluster, service } = settings.names;
  const asked = { cluster, service };
  const live = lookUpLiveService(clients, cluster, service, async () => describePlace(await stack.place()));
  const tasks = part(
    "tasks",
    clients.ecs().then((ecs) => runningTasks(ecs, asked)),
  );
  const targets = live.then((there) => there && part("target health", targetsOf(clients, there.description)));
  const images = Promise.all([live, tasks]).then(([there, running]) =>
    part("tags of images", runningImages(clients, there?.taskDefinition, valueOf(running) ?? [])),
  );
  const lastRollout = part(
    "the last rollout",
    live.then((there) => there && lastRolloutOf(clients, asked, there.description)),
  );
  const wanted = whatIsWanted(stack, live);
  const secrets = Promise.all([live, tasks, wanted]).then(([there, running, asks]) =>
    part(
      "whether tasks have the current secrets",
      changedSecrets(clients, there?.taskDefinition, valueOf(running) ?? [], valueOf(asks)?.secrets ?? []),
    ),
  );
  const scaling = part("autoscaling", scalingOf(stack));
  const alarms = part(
    "deployment alarms",
    live.then((there) => describeAlarms(clients, there === undefined ? [] : serviceView(there.description).alarmNames)),
  );
  const parts = Promise.all([tasks, targets, images, lastRollout, wanted, secrets, scaling, alarms]);
  // Without a service, whatever else went wrong only follows from that.
  await Promise.allSettled([live, parts]);
  const there = await live;
  if (there === undefined) {
    await findCluster(stack);
    return undefined;
  }
  const [running, health, seenImages, last, asks, changed, scaled, watching] = await parts;
  return {
    live: there,
    tasks: running,
    targets: health ?? { value: [] },
    images: seenImages,
    lastRollout: last,
    wanted: asks,
    secrets: changed,
    scaling: scaled,
    alarms: watching,
  };
}

/** A cluster that does not exist is the reason why the service does not. */
async function findCluster(stack: OpenStack): Promise<void> {
  const { lookUpCluster } = await import("../../account/lookups/cluster");
  try {
    await lookUpCluster(stack.clients, stack.settings.names.cluster, async () => describePlace(await stack.place()));
  } catch (error) {
    // Without the permission to look, that there is no service is all that can be said.
    if (!(error instanceof AccountProblem && error.isRefusal)) throw error;
  }
}

async function scalingOf({ clients, settings }: OpenStack): Promise<ScalableTarget | undefined> {
  if (settings.autoscaling === undefined) return undefined;
  const { findScalableTarget } = await import("../../account/lookups/scalableTarget");
  return findScalableTarget(clients, settings.names);
}

async function whatIsWanted(stack: OpenStack, live: Promise<LiveService | undefined>): Promise<Part<Wanted>> {
  try {
    return { value: await lookUpWanted(stack, live) };
  } catch (error) {
    const problems = problemsOf(error);
    if (problems === undefined) throw error;
    return { unknown: `what the stack asks for: ${problems.join("; ")}` };
  }
}

interface Asked {
  cluster: string;
  service: string;
}

async function runningTasks(ecs: ECS, { cluster, service: serviceName }: Asked): Promise<Task[]> {
  const tasks: Task[] = [];
  // Pages have at most 100 tasks, which is what DescribeTasks takes.
  for await (const { taskArns = [] } of paginateListTasks({ client: ecs }, { cluster, serviceName })) {
    if (taskArns.length > 0) tasks.push(...((await ecs.describeTasks({ cluster, tasks: taskArns })).tasks ?? []));
  }
  return tasks;
}

async function targetsOf(clients: Clients, { loadBalancers = [] }: Service): Promise<TargetView[]> {
  const arns = [...new Set(loadBalancers.flatMap(({ targetGroupArn }) => targetGroupArn ?? []))];
  if (arns.length === 0) return [];
  const elb = await clients.elb();
  const answers = await Promise.all(
    arns.map(async (arn) => {
      const { TargetHealthDescriptions = [] } = await elb.describeTargetHealth({ TargetGroupArn: arn });
      return TargetHealthDescriptions.map((description) => targetView(arn, description));
    }),
  );
  return answers.flat();
}

async function lastRolloutOf(
  clients: Clients,
  asked: Asked,
  { deployments = [] }: Service,
): Promise<LastRollout | undefined> {
  const ecs = await clients.ecs();
  const { serviceDeployments: [record] = [] } = await ecs.listServiceDeployments({ ...asked, maxResults: 1 });
  if (record === undefined) return undefined;
  const arn = record.targetServiceRevisionArn;
  const known = deployments.find(({ id }) => id?.split("/").at(-1) === arn?.split("/").at(-1));
  if (known !== undefined || arn === undefined) return { record, revisionArn: known?.taskDefinition };
  const { serviceRevisions: [revision] = [] } = await ecs.describeServiceRevisions({ serviceRevisionArns: [arn] });
  return { record, revisionArn: revision?.taskDefinition };
}
