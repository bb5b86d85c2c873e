import { isAwsError, wordsOfFailedCall } from "../../../account/askedFor";
import { describePlace } from "../../../account/existing";
import { lookUpCluster } from "../../../account/lookups/cluster";
import { errorCode } from "../../../account/problem";
import { Collected } from "../../../rollout/collected";
import { primaryOf, type Details, type ServiceView, type StoppedTaskView } from "../../../rollout/observation";
import { Observer } from "../../../rollout/observer";
import { Pace, pauseMs } from "../../../rollout/pace";
import { Revisions } from "../../../rollout/revisions";
import { inAllowedAccount, type OpenStack } from "../../openStack";
import { latestOf, type LiveState } from "./state";

/** Looks at a service again and again, with about as many calls as `pulumi up` makes while it follows a rollout. */
export class LiveLook {
  private readonly observer: Observer;
  private readonly collected = new Collected();
  private readonly stopped = new Map<string, StoppedTaskView>();
  private pace = new Pace();
  private details: Details | undefined;
  private primaryId: string | undefined;
  private sinceMs = 0;
  private hasLooked = false;
  private unseen = new Set<string>();

  constructor(
    private readonly stack: OpenStack,
    private readonly elapsedMs: () => number = () => performance.now(),
    private readonly now: () => number = () => Date.now(),
  ) {
    this.observer = new Observer(stack.clients, stack.settings.names, new Revisions(stack.clients));
  }

  /** How long to wait before the next look: often while a rollout is young. */
  get pauseMs(): number {
    return pauseMs(this.elapsedMs() - this.sinceMs, false);
  }

  async look(): Promise<LiveState> {
    const service = await (this.hasLooked ? this.service() : inAllowedAccount(this.stack, () => this.service()));
    this.hasLooked = true;
    if (service !== undefined) await this.lookCloser(service);
    const { cluster, service: serviceName } = this.stack.settings.names;
    const seen = { stack: this.stack.name, cluster, serviceName, service, unseen: [...this.unseen], now: this.now() };
    const state: LiveState = { ...seen, details: service && this.details, causes: [] };
    return { ...state, causes: this.collected.causesOf(latestOf(state)?.id) };
  }

  /** Undefined: there is none, in a cluster that there is. */
  private async service(): Promise<ServiceView | undefined> {
    const isMissing = (error: unknown) => errorCode(error) === "ClusterNotFoundException";
    const service = await this.observer.service().catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (service !== undefined || this.hasLooked) return service;
    const { cluster } = this.stack.settings.names;
    await lookUpCluster(this.stack.clients, cluster, async () => describePlace(await this.stack.place()));
    return undefined;
  }

  private async lookCloser(service: ServiceView): Promise<void> {
    const primary = primaryOf(service);
    if (primary?.id !== this.primaryId) {
      [this.primaryId, this.sinceMs, this.pace] = [primary?.id, this.elapsedMs(), new Pace()];
    }
    const followed = { deploymentId: primary?.id, olderIds: [], contradictions: 0 };
    if (this.pace.wantsDetails(service, followed, this.elapsedMs() - this.sinceMs)) {
      const unseen = new Set<string>();
      const details = await this.observer
        .details(service, primary?.revisionArn ?? "", (error) => void unseen.add(wordsOfFailedCall(error)))
        .catch((error: unknown) => {
          if (!isAwsError(error)) throw error;
          this.pace.missed();
          return undefined;
        });
      if (details !== undefined) this.take(service, details, unseen);
    }
    this.collected.add({ service });
  }

  private take(service: ServiceView, details: Details, unseen: Set<string>): void {
    if (details.serviceDeployments === undefined) {
      unseen.add(
        "permission for ecs:ListServiceDeployments is missing: that a deployment was rolled back may not be seen",
      );
    }
    this.unseen = unseen;
    this.collected.add({ service, details });
    for (const task of details.stopped) this.stopped.set(task.arn, task);
    this.details = { ...details, stopped: [...this.stopped.values()] };
  }
}
