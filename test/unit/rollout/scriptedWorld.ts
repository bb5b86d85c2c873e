import type { World } from "../../../rollout/follow";
import type { Details, Observation, ServiceView } from "../../../rollout/observation";
import type { Stopped } from "../../../rollout/stopDeployment";
import { details } from "./answers";

/** What AWS answers from a second on; an error: no call succeeds; undefined: there is no such service. */
export type Moment = [fromSecond: number, answer: Observation | Error | undefined];

export class Denied extends Error {}

/** AWS after a script, in virtual time. */
export class ScriptedWorld implements World {
  readonly lines: string[] = [];
  /** Virtual seconds of each call of AWS. */
  readonly callsAt: number[] = [];
  readonly stopped: string[] = [];
  /** What `stop` answers, and what AWS answers from then on. */
  stopping: { answer: Stopped | Error; then?: Observation } = { answer: "stopped" };
  private now = 0;

  constructor(private moments: Moment[]) {}

  get seconds(): number {
    return this.now / 1000;
  }

  service(): Promise<ServiceView | undefined> {
    this.called(1);
    return this.answer().then((answer) => answer?.service);
  }

  /** As many calls as a service with one target group needs. */
  details(): Promise<Details> {
    this.called(5);
    return this.answer().then((answer) => answer?.details ?? details());
  }

  stop(arn: string): Promise<Stopped> {
    this.called(1);
    this.stopped.push(arn);
    const { answer, then } = this.stopping;
    if (answer instanceof Error) return Promise.reject(answer);
    if (then !== undefined)
      this.moments = [...this.moments.filter(([from]) => from <= this.seconds), [this.seconds, then]];
    return Promise.resolve(answer);
  }

  sleep(ms: number): Promise<void> {
    this.now += ms;
    return Promise.resolve();
  }

  /** Virtual second of the user's Ctrl-C. */
  interruptedAt = Infinity;
  isInterrupted = () => this.seconds >= this.interruptedAt;

  elapsedMs = () => this.now;
  progress = (line: string) => void this.lines.push(line);
  isFinal = (error: unknown) => error instanceof Denied;

  callsBetween(fromSecond: number, toSecond: number): number {
    return this.callsAt.filter((second) => second >= fromSecond && second < toSecond).length;
  }

  private answer(): Promise<Observation | undefined> {
    const answer = this.moments.findLast(([from]) => from <= this.seconds)?.[1];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }

  private called(times: number): void {
    this.callsAt.push(...Array<number>(times).fill(this.seconds));
  }
}
