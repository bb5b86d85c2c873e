import { setTimeout as sleep } from "node:timers/promises";
import type { Clients } from "../account/clients";
import { isDenied } from "../account/problem";
import type { Settings } from "../settings/types";
import { follow } from "./follow";
import type { Expected } from "./judge";
import { primaryOf, type ServiceView } from "./observation";
import { observe, observeService, type Watched } from "./observe";
import { greenLine, redReport } from "./report";
import { RolloutError } from "./rolloutError";
import { stopDeployment } from "./stopDeployment";
import { startsDeployment } from "./startsDeployment";

/** Where the rollout speaks: a line that the next one replaces, or one that stays. */
export interface Voice {
  progress(line: string): void;
  verdict(line: string): void;
}

/** What the engine tells a hook of the service; the names are the provider's. */
interface ServiceChange {
  newInputs?: Record<string, unknown>;
  oldInputs?: Record<string, unknown>;
  newOutputs?: Record<string, unknown>;
}

/** Follows what an update does to the service and judges it, once per run of the program. */
export class Rollout {
  private readonly watched: Watched;
  private before: ServiceView | undefined;
  private judged = false;

  constructor(
    private readonly clients: Clients,
    private readonly settings: Settings,
    private readonly voice: Voice,
  ) {
    this.watched = { cluster: settings.names.cluster, service: settings.names.service };
  }

  /** Remembers which deployments there are before the update. */
  async beforeServiceChange(): Promise<void> {
    this.before = await observeService(this.clients, this.watched);
  }

  /** Follows the deployment that a change of the service has started; throws a `RolloutError` when it is red. */
  async afterServiceChange(change: ServiceChange): Promise<void> {
    await this.judge(String(change.newOutputs?.taskDefinition), startsDeployment(change));
  }

  /** For every update, changed or not: what runs must be what the stack expects. */
  async confirm(revisionArn: string): Promise<void> {
    if (!this.judged) await this.judge(revisionArn, false);
  }

  private async judge(revisionArn: string, startsDeployment: boolean): Promise<void> {
    this.judged = true;
    const previous = this.before && primaryOf(this.before);
    const expected: Expected = {
      revisionArn,
      startsDeployment,
      earlierDeploymentIds: this.before?.deployments.map(({ id }) => id) ?? [],
      earlierEventIds: this.before?.events.map(({ id }) => id) ?? [],
      previousRevisionArn: previous?.revisionArn,
      hasHealthCheck: [this.settings.container, ...this.settings.sidecars].some(({ healthCheck }) => healthCheck),
    };
    const { timeoutMinutes, failFast, onTimeout } = this.settings.deployment;
    const { verdict, last, ...story } = await follow(
      expected,
      { timeoutMs: timeoutMinutes * 60_000, failFast, onTimeout },
      {
        observe: (wantsDetails) => observe(this.clients, this.watched, wantsDetails),
        stop: (serviceDeploymentArn) => stopDeployment(this.clients, serviceDeploymentArn),
        sleep: (ms) => sleep(ms),
        elapsedMs: () => performance.now(),
        progress: (line) => this.voice.progress(line),
        isFinal: isDenied,
      },
    );
    if (verdict.kind === "red") throw new RolloutError(redReport(expected, verdict, last, story));
    this.voice.verdict(greenLine(expected, verdict, last));
  }
}
