import type { Clients } from "../account/clients";
import { shellWord } from "../settings/commands";
import { describeAlarms, type AlarmView } from "./alarmViews";
import { answerInTime } from "./answerInTime";
import type { Cause } from "./causes";
import type { EventView, ServiceView } from "./observation";

/** A deployment that went wrong. */
export interface Ended {
  service: ServiceView;
  /** `ecs-svc/<number>`. */
  deploymentId: string;
  /** Of ECS's own record of it; undefined: it may not be seen. */
  recordArn?: string;
}

/**
 * The alarms that made ECS fail a deployment, by its own record; where that may not be seen, those that ring now, if an event
 * says that it was an alarm. What cannot be asked for is left out.
 */
export async function rungAlarms(clients: Clients, ended: Ended): Promise<AlarmView[]> {
  const { alarmNames, events } = ended.service;
  if (alarmNames.length === 0) return [];
  const triggered = await triggeredNames(clients, ended.recordArn).catch(() => undefined);
  const isAlarm = triggered === undefined && isFailedByAlarm(events, ended.deploymentId);
  const names = triggered ?? (isAlarm ? alarmNames : []);
  const alarms = await describeAlarms(clients, names).catch(() => names.map((name): AlarmView => ({ name })));
  return isAlarm ? alarms.filter(({ state }) => state === "ALARM") : alarms;
}

async function triggeredNames(clients: Clients, recordArn: string | undefined): Promise<string[] | undefined> {
  if (recordArn === undefined) return undefined;
  const ecs = await clients.ecs();
  const { serviceDeployments: [found] = [] } = await ecs.describeServiceDeployments(
    { serviceDeploymentArns: [recordArn] },
    answerInTime(),
  );
  return found?.alarms?.triggeredAlarmNames;
}

/** In ECS's words. */
const isFailedByAlarm = (events: EventView[], deploymentId: string): boolean =>
  events.some(({ message }) => message.includes(`(deployment ${deploymentId}) deployment failed: alarm detected`));

/** Alarms as reasons why a deployment has failed. */
export const causesOfAlarms = (alarms: AlarmView[]): Cause[] =>
  alarms.map(({ name, state, watches, reason }) => ({
    what: `alarm "${name}" rang during the deployment${watches === undefined ? "" : `: ${watches}`}`,
    tasks: 0,
    words: `${reason ?? "not known"}${state === "OK" ? " (it is OK by now)" : ""}`,
    saidBy: "CloudWatch",
    taskArns: [],
    definite: "never",
    remedy:
      `look at the app's logs of that time (npm run logs -- --since 2h) and at the alarm (aws cloudwatch describe-alarm-history ` +
      `--alarm-name ${shellWord(name)})`,
  }));
