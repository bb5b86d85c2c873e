import { primaryOf, revisionName, taskId } from "../../rollout/observation";
import type { Watched } from "../../rollout/observer";
import { targetReason } from "../../rollout/targetReasons";
import { alarmInDocument } from "../text/alarm";
import type { DiagnoseDocument } from "../documents/diagnose";
import { headlineOf, waysOf, type State } from "./diagnosis";
import type { Findings } from "./examine";
import { momentsOf } from "./moments";
import { taskLives } from "./taskLives";

const eventsShown = 5;

/** A diagnosis as programs read it. */
export function documentOf(state: State, findings: Findings, watched: Watched, stack?: string): DiagnoseDocument {
  const { service, details, latest, causes, isForgotten, logs, alarms, unseen } = findings;
  const primary = primaryOf(service);
  return {
    service: watched.service,
    cluster: watched.cluster,
    state,
    headline: headlineOf(state, findings),
    reason: latest?.outcome === "complete" ? null : (latest?.reason ?? null),
    desiredCount: service.desiredCount,
    goal: primary === undefined ? null : revisionName(primary.revisionArn),
    running: service.deployments
      .filter(({ runningCount }) => runningCount > 0)
      .map(({ revisionArn, runningCount, createdAt }) => ({
        revision: revisionName(revisionArn),
        tasks: runningCount,
        since: isoOf(createdAt),
      })),
    latest:
      latest === undefined
        ? null
        : {
            deployment: latest.id,
            revision: latest.revisionArn === undefined ? null : revisionName(latest.revisionArn),
            startedAt: isoOf(latest.startedAt),
            endedAt: isoOf(latest.endedAt),
            failedTasks: latest.failedTasks,
          },
    causes: causes.map(({ what, tasks, words, stopCode, container, taskArns: [taskArn], remedy }) => ({
      what,
      tasks,
      words,
      stopCode: stopCode ?? null,
      container: container?.name ?? null,
      exitCode: container?.exitCode ?? null,
      task: taskArn === undefined ? null : taskId(taskArn),
      remedy,
    })),
    isForgotten,
    logs: logs === undefined ? null : { ...logsOf(logs), task: taskId(logs.taskArn) },
    targets: details.targets.map(({ targetGroupArn, ip, port, state, reason, description }) => ({
      targetGroup: targetGroupArn.split("/")[1] ?? targetGroupArn,
      address: `${ip}:${port}`,
      state,
      reason: targetReason(description, reason) || null,
    })),
    alarms: alarms.map(alarmInDocument),
    events: service.events.slice(0, eventsShown).map(({ createdAt, message }) => ({ at: isoOf(createdAt), message })),
    timeline: momentsOf(service, latest).map(({ at, kind, words }) => ({
      at: new Date(at).toISOString(),
      kind,
      words,
    })),
    tasks: taskLives(details, causes, latest?.startedAt).map(({ task, revision, state, cause, ...times }) => ({
      task,
      revision,
      state,
      createdAt: isoOf(times.createdAt),
      startedAt: isoOf(times.startedAt),
      stoppedAt: isoOf(times.stoppedAt),
      cause: cause ?? null,
    })),
    unseen,
    ways: waysOf(state, findings, stack),
  };
}

const logsOf = ({ container, group, stream, lines }: NonNullable<Findings["logs"]>) => ({
  container,
  group,
  stream,
  lines,
});

const isoOf = (time: number | undefined) => (time === undefined ? null : new Date(time).toISOString());
