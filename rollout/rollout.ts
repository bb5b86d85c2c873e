import type { Clients } from "../account/clients";
import { errorCode, isDenied } from "../account/problem";
import type { Settings } from "../settings/types";
import type { Cause } from "./causes";
import { follow, type Outcome, type Red } from "./follow";
import type { Expected } from "./judge";
import { logsOfFailure, withLogs } from "./lastLogs";
import { primaryOf, type ServiceView } from "./observation";
import { Observer, type Watched } from "./observer";
import { greenLine, redReport } from "./report";
import { causesOfAlarms, rungAlarms } from "./rungAlarms";
import { Revisions } from "./revisions";
import { RolloutError } from "./rolloutError";
import { startsDeployment } from "./startsDeployment";
import { stopDeployment } from "./stopDeployment";
import { realTime, type Time } from "./time";

/** Where the rollout speaks: a line that the next one replaces, or one that stays. */
export interface Voice {
  progress(line: string): void;
  verdict(line: string): void;
}

/**
 * What the engine tells a hook of the service, as far as it is believed; the names are the provider's. Its `newOutputs` are not:
 * the provider reads them back right after the change, and ECS may still answer with what was before.
 */
export interface ServiceChange {
  newInputs?: Record<string, unknown>;
  oldInputs?: Record<string, unknown>;
}

/** Errors that say that the credentials are no longer good; with those that refresh themselves the SDK never shows them. */
const expiredCodes = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "RequestExpired",
  "UnrecognizedClientException",
]);

/** Follows what an update does to the service and judges it, once per run of the program. */
export class Rollout {
  private readonly watched: Watched;
  private readonly revisions: Revisions;
  private readonly observer: Observer;
  private before: ServiceView | undefined;
  private earlierDeploymentIds: string[] = [];
  private isJudged = false;

  constructor(
    private readonly clients: Clients,
    private readonly settings: Settings,
    private readonly voice: Voice,
    private readonly startTime: () => Time = realTime,
  ) {
    this.watched = { cluster: settings.names.cluster, service: settings.names.service };
    this.revisions = new Revisions(clients);
    this.observer = new Observer(clients, this.watched, this.revisions);
  }

  /** Remembers which deployments there are before the update. */
  async beforeServiceChange(): Promise<void> {
    try {
      this.before = await this.observer.service();
      if (this.before === undefined) return;
      const records = (await this.observer.serviceDeployments()) ?? [];
      const known = [
        ...this.before.deployments.map(({ id }) => id),
        ...records.map(({ deploymentId }) => deploymentId),
      ];
      this.earlierDeploymentIds = [...new Set(known)];
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new RolloutError(`the service cannot be looked at before it is changed: ${message}. It was not changed.`);
    }
  }

  /** Follows the deployment that a change of the service has started; throws a `RolloutError` when it is red. */
  async afterServiceChange(change: ServiceChange): Promise<void> {
    const revision = change.newInputs?.taskDefinition;
    if (typeof revision !== "string") throw new Error("the engine did not say which revision the service is to run");
    const starts = startsDeployment(change);
    await this.judge(revision, { startsDeployment: starts, desiredCount: starts ? undefined : newCount(change) });
  }

  /** For every update, changed or not: what runs must be what the stack expects, also once autoscaling has its say. */
  async confirm(revisionArn: string): Promise<void> {
    if (!this.isJudged || this.settings.autoscaling !== undefined)
      await this.judge(revisionArn, { startsDeployment: false });
  }

  private async judge(revisionArn: string, change: Pick<Expected, "startsDeployment" | "desiredCount">): Promise<void> {
    this.isJudged = true;
    const expected: Expected = {
      revisionArn,
      ...change,
      earlierDeploymentIds: this.earlierDeploymentIds,
      previousRevisionArn: this.before && primaryOf(this.before)?.revisionArn,
    };
    const { timeoutMinutes, ...patience } = this.settings.deployment;
    const time = this.startTime();
    const outcome = await follow(
      expected,
      { ...patience, timeoutMs: timeoutMinutes * 60_000 },
      {
        sleep: (ms) => time.sleep(ms),
        isInterrupted: () => time.isInterrupted(),
        elapsedMs: () => time.elapsedMs(),
        service: () => this.observer.service(),
        details: (service) => this.observer.details(service, revisionArn),
        stop: (serviceDeploymentArn) => stopDeployment(this.clients, serviceDeploymentArn),
        isFinal: (error) => isDenied(error) || expiredCodes.has(errorCode(error)),
        progress: (line) => this.voice.progress(line),
      },
    ).finally(() => time.end());
    const { verdict } = outcome;
    if (verdict.kind === "red") throw new RolloutError(await this.report(expected, verdict, outcome));
    this.voice.verdict(greenLine(expected, verdict, outcome));
  }

  private async report(expected: Expected, verdict: Red, outcome: Outcome): Promise<string> {
    const { causes } = outcome;
    const { revisionArn } = expected;
    const logs = await logsOfFailure(
      this.clients,
      causes,
      async () => (await this.revisions.get(revisionArn)).containers,
    );
    const rung = await this.alarmCauses(verdict, outcome);
    return redReport(expected, verdict, { ...outcome, causes: [...rung, ...withLogs(causes, logs)] }, logs);
  }

  /** Only what ECS itself has ended can have been ended by an alarm. */
  private async alarmCauses({ why }: Red, { last, deploymentId, recordArn }: Outcome): Promise<Cause[]> {
    if (last === undefined || deploymentId === undefined || (why !== "failed" && why !== "rolled back")) return [];
    return causesOfAlarms(await rungAlarms(this.clients, { service: last, deploymentId, recordArn }));
  }
}

/** The desired count that a change sets; undefined when it leaves it as it is. */
function newCount({ newInputs, oldInputs }: ServiceChange): number | undefined {
  const count = newInputs?.desiredCount;
  return typeof count === "number" && count !== oldInputs?.desiredCount ? count : undefined;
}
