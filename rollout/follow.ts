import { findCauses, type Cause } from "./causes";
import { isComplete, judge, type Expected, type Followed, type Verdict } from "./judge";
import { primaryOf, type Observation, type ServiceView, type StoppedTaskView } from "./observation";
import { progressLine } from "./progressLine";

/** What the follower needs from the outside world. */
export interface World {
  observe(wantsDetails: (service: ServiceView) => boolean): Promise<Observation>;
  /** Stops a service deployment and rolls it back; false without the permission, or when there is nothing to go back to. */
  stop(serviceDeploymentArn: string): Promise<boolean>;
  sleep(ms: number): Promise<void>;
  /** Milliseconds that only ever grow; not a time of day. */
  elapsedMs(): number;
  /** Called with one line when something has changed. */
  progress(line: string): void;
  /** True for an error that asking again will not cure. */
  isFinal(error: unknown): boolean;
}

export interface Patience {
  timeoutMs: number;
  /** Stop a rollout whose attempts all ended for a definite cause. */
  failFast: boolean;
  onTimeout: "leave" | "rollback";
}

export interface Outcome {
  verdict:
    | Exclude<Verdict, { kind: "waiting" }>
    | { kind: "red"; followed: Followed; why: "timeout" | "not started" | "hopeless"; detail: string };
  causes: Cause[];
  /** What was done or could not be done about it: sentences. */
  notes: string[];
  last?: Observation;
}

/** How long an update may stay invisible in ECS's answers: eventual consistency takes seconds, not minutes. */
const appearsWithinMs = 60_000;

/** Follows one deployment to its end, judges it, and collects on the way why its tasks stopped: ECS forgets that. */
export async function follow(expected: Expected, patience: Patience, world: World): Promise<Outcome> {
  return new Follower(expected, patience, world).toTheEnd();
}

class Follower {
  private followed: Followed = { contradictions: 0 };
  private last: Observation | undefined;
  private readonly stopped = new Map<string, StoppedTaskView>();
  private readonly events = new Map<string, string>();
  private earlierEventIds: Set<string> | undefined;
  private readonly notes: string[] = [];
  private stopTried = false;
  private line = "";
  private seenSignature = "";

  constructor(
    private readonly expected: Expected,
    private readonly patience: Patience,
    private readonly world: World,
  ) {}

  async toTheEnd(): Promise<Outcome> {
    const start = this.world.elapsedMs();
    for (let round = 0; ; round++) {
      const verdict = await this.look(round);
      if (verdict !== undefined) return this.outcome(verdict);
      const waitedMs = this.world.elapsedMs() - start;
      if (this.followed.deploymentId === undefined && this.last !== undefined && waitedMs > appearsWithinMs) {
        return this.outcome(this.red("not started", "ECS shows no deployment of the revision"));
      }
      if (waitedMs > this.patience.timeoutMs) return this.outcome(await this.timedOut());
      await this.world.sleep(pauseMs(round));
    }
  }

  private async look(round: number): Promise<Outcome["verdict"] | undefined> {
    try {
      this.last = await this.world.observe((service) => this.wantsDetails(service, round));
      this.collect(this.last);
      const verdict = judge(this.expected, this.followed, this.last);
      this.followed = verdict.followed;
      if (verdict.kind !== "waiting") return verdict;
      this.report(progressLine(this.followed, this.last));
      return await this.giveUpIfHopeless();
    } catch (error) {
      if (this.world.isFinal(error)) throw error;
      this.report(`AWS did not answer, asking again: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  /** Details cost four calls: asked for when the counts have changed, when it looks complete, and now and then. */
  private wantsDetails(service: ServiceView, round: number): boolean {
    const signature = JSON.stringify([service.desiredCount, service.deployments]);
    const changed = signature !== this.seenSignature;
    this.seenSignature = signature;
    const primary = primaryOf(service);
    return changed || round % 5 === 0 || (primary !== undefined && isComplete(primary, service));
  }

  private collect({ service, details }: Observation): void {
    this.earlierEventIds ??= new Set(this.expected.earlierEventIds);
    for (const { id, message } of service.events) {
      if (!this.earlierEventIds.has(id)) this.events.set(id, message);
    }
    for (const task of details?.stopped ?? []) {
      if (task.revisionArn === this.expected.revisionArn) this.stopped.set(task.arn, task);
    }
  }

  private causes(): Cause[] {
    const events = [...this.events.values()].map((message) => ({ message }));
    return findCauses([...this.stopped.values()], events);
  }

  private async giveUpIfHopeless(): Promise<Outcome["verdict"] | undefined> {
    const own = this.last?.service.deployments.find(({ id }) => id === this.followed.deploymentId);
    if (!this.patience.failFast || this.stopTried || own === undefined || own.runningCount > 0) return undefined;
    const causes = this.causes();
    if (causes.length === 0 || !causes.every(({ definite }) => definite)) return undefined;

    this.stopTried = true;
    if (await this.rollBack()) {
      this.notes.push("The rollout was stopped at once, since trying again could not help.");
      return undefined;
    }
    if (this.expected.previousRevisionArn === undefined) {
      return this.red("hopeless", "no task can start, and there is no earlier revision to go back to");
    }
    this.notes.push(
      "The rollout was hopeless early on, but could not be stopped: ecs:ListServiceDeployments and ecs:StopServiceDeployment are needed for that.",
    );
    return undefined;
  }

  private async timedOut(): Promise<Outcome["verdict"]> {
    const minutes = Math.round(this.patience.timeoutMs / 60_000);
    if (this.patience.onTimeout === "leave") {
      this.notes.push("ECS goes on with the rollout; the next pulumi up follows it to its end.");
    } else {
      this.notes.push((await this.rollBack()) ? "It was stopped and is rolled back." : "It could not be stopped.");
    }
    return this.red("timeout", `not complete after ${minutes} minutes`);
  }

  private async rollBack(): Promise<boolean> {
    const records = this.last?.details?.serviceDeployments ?? [];
    const record = records.find(({ deploymentId }) => deploymentId === this.followed.deploymentId);
    return record !== undefined && (await this.world.stop(record.arn));
  }

  private red(why: "timeout" | "not started" | "hopeless", detail: string): Outcome["verdict"] {
    return { kind: "red", followed: this.followed, why, detail };
  }

  private outcome(verdict: Outcome["verdict"]): Outcome {
    return { verdict, causes: this.causes(), notes: this.notes, last: this.last };
  }

  private report(line: string): void {
    if (line !== this.line) this.world.progress(line);
    this.line = line;
  }
}

/** Often at first, when most happens, then less: about 25 rounds in the first minute, 12 in each later one. */
function pauseMs(round: number): number {
  if (round < 10) return 1_000;
  return round < 25 ? 3_000 : 5_000;
}
