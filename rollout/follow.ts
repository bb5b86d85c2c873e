import type { Cause } from "./causes";
import { Collected } from "./collected";
import { isHopeless } from "./giveUp";
import { judge, nothingFollowed, type Expected, type Followed, type Verdict } from "./judge";
import {
  deploymentOf,
  isSameRevision,
  primaryOf,
  type Details,
  type EventView,
  type ServiceDeploymentView,
  type ServiceView,
} from "./observation";
import { Pace, pauseMs } from "./pace";
import { progressLine } from "./progressLine";
import type { Stopped } from "./stopDeployment";

/** What the follower needs from the outside world. */
export interface World {
  /** Undefined when there is no such service. */
  service(): Promise<ServiceView | undefined>;
  details(service: ServiceView): Promise<Details>;
  /** Stops a service deployment and rolls it back. */
  stop(serviceDeploymentArn: string): Promise<Stopped>;
  /** True for an error that asking again will not cure. */
  isFinal(error: unknown): boolean;
  /** Wakes up early when the user interrupts. */
  sleep(ms: number): Promise<void>;
  isInterrupted(): boolean;
  /** Milliseconds that only ever grow; not a time of day. */
  elapsedMs(): number;
  /** Called with one line when something has changed. */
  progress(line: string): void;
}

export interface Patience {
  timeoutMs: number;
  /** Do not wait for the end of a rollout that this update has started and that cannot succeed. */
  failFast: boolean;
  /** A deployment that fails is rolled back: what ends early then is stopped, else it is only told. */
  rollback: boolean;
  onTimeout: "leave" | "rollback";
}

/** Where following ends; the last ones are not read from one answer of AWS. */
export type Red = { kind: "red"; detail: string } & {
  why: Extract<Verdict, { kind: "red" }>["why"] | "timeout" | "not started" | "hopeless" | "untold" | "interrupted";
};
export type Green = Extract<Verdict, { kind: "green" }>;

export interface Outcome {
  verdict: Green | Red;
  /** Undefined when no deployment of the revision was seen. */
  deploymentId?: string;
  /** ARN of ECS's own record of it; undefined: it was not seen. */
  recordArn?: string;
  causes: Cause[];
  /** Of the followed deployment, newest first. */
  events: EventView[];
  /** What was done or could not be done: sentences. */
  notes: string[];
  last?: ServiceView;
}

/** How long an update may stay invisible in ECS's answers: eventual consistency takes seconds, not minutes. */
const appearsWithinMs = 60_000;
/** With a longer one between two answers, the connection was lost. */
const longestGapMs = 6_000;

/** Follows one deployment to its end, judges it, and collects on the way why its tasks stopped. */
export async function follow(expected: Expected, patience: Patience, world: World): Promise<Outcome> {
  return new Follower(expected, patience, world).toTheEnd();
}

class Follower {
  private followed: Followed;
  private last: ServiceView | undefined;
  private readonly startMs: number;
  private lastAnswerMs: number | undefined;
  /** Time during which AWS has answered: without that of a lost connection. */
  private answeringMs = 0;
  private readonly collected = new Collected();
  private readonly pace = new Pace();
  private readonly notes = new Set<string>();
  private mayStop: boolean;
  private isCountSeen = false;
  private line = "";

  constructor(
    private readonly expected: Expected,
    private readonly patience: Patience,
    private readonly world: World,
  ) {
    this.followed = nothingFollowed(expected);
    this.startMs = world.elapsedMs();
    this.mayStop = patience.failFast && expected.startsDeployment;
  }

  async toTheEnd(): Promise<Outcome> {
    for (;;) {
      const verdict = (await this.tryToLook()) ?? this.interrupted() ?? this.neverStarted() ?? (await this.timedOut());
      if (verdict !== undefined) return this.outcome(verdict);
      await this.world.sleep(pauseMs(this.waitedMs(), this.followed.contradictions > 0));
    }
  }

  private async tryToLook(): Promise<Green | Red | undefined> {
    try {
      return await this.look();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (this.world.isFinal(error)) return { kind: "red", why: "untold", detail: message };
      this.report(`AWS did not answer, asking again: ${message}`);
      return undefined;
    }
  }

  private async look(): Promise<Green | Red | undefined> {
    const service = await this.world.service();
    const nowMs = this.world.elapsedMs();
    this.answeringMs += Math.min(nowMs - (this.lastAnswerMs ?? nowMs), longestGapMs);
    this.lastAnswerMs = nowMs;
    this.last = service;
    if (service === undefined || this.showsFormerCount(service)) return undefined;

    const isWorthDetails = this.pace.wantsDetails(service, this.followed, this.waitedMs());
    const details = isWorthDetails ? await this.details(service) : undefined;
    this.collected.add({ service, details });
    const { followed, verdict } = judge(this.expected, this.followed, { service, details });
    this.followed = followed;
    if (verdict.kind !== "waiting") return verdict;
    this.report(progressLine(followed.deploymentId, service, this.collected));
    return this.giveUpIfHopeless(service);
  }

  /** Whether an answer is from before the change, as far as the desired count tells; somebody else may have set it again. */
  private showsFormerCount({ desiredCount }: ServiceView): boolean {
    const asked = this.expected.desiredCount;
    this.isCountSeen ||= asked === undefined || desiredCount === asked;
    if (this.isCountSeen || this.answeringMs > appearsWithinMs) return false;
    this.report(`waiting for ECS to show desired count ${asked}`);
    return true;
  }

  /** What the service alone shows is judged even when the details cannot be had. */
  private async details(service: ServiceView): Promise<Details | undefined> {
    try {
      const details = await this.world.details(service);
      if (details.serviceDeployments === undefined) {
        this.notes.add(
          "Judged without ECS's own record of the deployment: ecs:ListServiceDeployments is not permitted.",
        );
      }
      return details;
    } catch (error) {
      if (this.world.isFinal(error)) throw error;
      this.pace.missed();
      return undefined;
    }
  }

  private async giveUpIfHopeless(service: ServiceView): Promise<Red | undefined> {
    const { deploymentId } = this.followed;
    const own = deploymentOf(service, deploymentId);
    if (!this.mayStop || own === undefined) return undefined;
    if (!isHopeless(this.collected.causesOf(deploymentId), own, this.waitedMs())) return undefined;
    const isFirst = this.expected.previousRevisionArn === undefined;
    if (isFirst || !this.patience.rollback) {
      const why = isFirst
        ? "There is no earlier revision to go back to"
        : "Rolling back is turned off (deployment.rollback)";
      this.notes.add(`${why}: ECS goes on trying.`);
      return { kind: "red", why: "hopeless", detail: "every attempt ends the same way" };
    }
    const stopped = await this.rollBack();
    this.mayStop = false;
    this.notes.add(
      {
        stopped: "The deployment was stopped and is rolled back, since trying again could not help.",
        denied:
          "That it cannot succeed was certain earlier; ecs:ListServiceDeployments and ecs:StopServiceDeployment are needed to stop it then.",
        impossible: "That it cannot succeed was certain earlier, but ECS would not stop it.",
      }[stopped],
    );
    return undefined;
  }

  private interrupted(): Red | undefined {
    if (!this.world.isInterrupted()) return undefined;
    this.notes.add("ECS goes on with the rollout; the next pulumi up follows it to its end.");
    return { kind: "red", why: "interrupted", detail: "this program was asked to stop" };
  }

  /** ECS shows nothing of what was asked for, although there was time enough. */
  private neverStarted(): Red | undefined {
    if (this.followed.deploymentId !== undefined || this.answeringMs <= appearsWithinMs) return undefined;
    const primary = this.last && primaryOf(this.last);
    if (primary === undefined) return { kind: "red", why: "not started", detail: "the service does not exist" };
    if (isSameRevision(primary.revisionArn, this.expected.revisionArn) && this.followed.olderIds.length > 0) {
      this.notes.add("ECS has not started a deployment for this change.");
      this.followed = { ...this.followed, olderIds: [] };
      return undefined;
    }
    return { kind: "red", why: "not started", detail: primary.rolloutStateReason ?? "ECS shows no deployment of it" };
  }

  private async timedOut(): Promise<Red | undefined> {
    if (this.waitedMs() <= this.patience.timeoutMs) return undefined;
    if (this.patience.onTimeout === "leave") {
      this.notes.add("ECS goes on with the rollout; the next pulumi up follows it to its end.");
    } else {
      const stopped = await this.rollBack().catch(() => "impossible");
      this.notes.add(stopped === "stopped" ? "It was stopped and is rolled back." : "It could not be stopped.");
    }
    const minutes = Math.round(this.patience.timeoutMs / 60_000);
    return { kind: "red", why: "timeout", detail: `not complete after ${minutes} minute${minutes === 1 ? "" : "s"}` };
  }

  private async rollBack(): Promise<Stopped> {
    if (this.collected.details?.serviceDeployments === undefined) return "denied";
    const record = this.record();
    return record === undefined ? "impossible" : this.world.stop(record.arn);
  }

  private record(): ServiceDeploymentView | undefined {
    const records = this.collected.details?.serviceDeployments;
    return records?.find(({ deploymentId }) => deploymentId === this.followed.deploymentId);
  }

  private outcome(verdict: Green | Red): Outcome {
    const { deploymentId } = this.followed;
    return {
      verdict,
      deploymentId,
      recordArn: this.record()?.arn,
      causes: this.collected.causesOf(deploymentId),
      events: this.collected.eventsOf(deploymentId),
      notes: [...this.notes],
      last: this.last,
    };
  }

  private waitedMs = () => this.world.elapsedMs() - this.startMs;

  private report(line: string): void {
    if (line !== this.line) this.world.progress(line);
    this.line = line;
  }
}
