import { answerInTime } from "../../rollout/answerInTime";
import { revisionName, type ServiceDeploymentView, type ServiceView } from "../../rollout/observation";
import type { Time } from "../../rollout/time";
import { serviceDeploymentView, serviceView } from "../../rollout/views";
import { Patience } from "../patience";
import type { Aborting } from "./abort";
import { isOver, type UnderWay } from "./underWay";

const pauseMs = 2_000;

/** How the waiting for a rollback ended, with the service as it was seen last. */
export interface End {
  how: "rolled back" | "too late" | "failed" | "not done in time" | "interrupted";
  last?: ServiceView;
}

/** Waits until ECS calls the rollback done, for a limited time. */
export async function waitForEnd(
  { clients, watched, timeoutMs, tell }: Pick<Aborting, "clients" | "watched" | "timeoutMs" | "tell">,
  { arn }: UnderWay,
  time: Time,
): Promise<End> {
  const untilMs = time.elapsedMs() + timeoutMs;
  const patience = new Patience(time, tell, true, untilMs);
  const ecs = await clients.ecs();
  const { cluster, service } = watched;
  let line = "";
  for (;;) {
    const { serviceDeployments = [] } = await patience.ask(() =>
      ecs.listServiceDeployments({ cluster, service, maxResults: 10 }, answerInTime()),
    );
    const { services: [found] = [] } = await patience.ask(() =>
      ecs.describeServices({ cluster, services: [service] }, answerInTime()),
    );
    const last = found && serviceView(found);
    const record = serviceDeployments.map(serviceDeploymentView).find((each) => each.arn === arn);
    if (record !== undefined && isOver(record)) return { how: endOf(record), last };
    if (time.isInterrupted()) return { how: "interrupted", last };
    if (time.elapsedMs() >= untilMs) return { how: "not done in time", last };
    const now = last === undefined ? "" : progressOf(last);
    if (now !== line) tell(now);
    line = now;
    await time.sleep(pauseMs);
  }
}

function endOf({ status }: ServiceDeploymentView): End["how"] {
  if (status === "SUCCESSFUL") return "too late";
  return status === "ROLLBACK_SUCCESSFUL" ? "rolled back" : "failed";
}

const progressOf = ({ deployments, desiredCount }: ServiceView) =>
  deployments
    .map(({ revisionArn, runningCount }) => `${revisionName(revisionArn)}: ${runningCount} of ${desiredCount} running`)
    .join(", ");
