import type { Account } from "./account";
import { AwsError, invalidParameter } from "./awsError";
import { backdate } from "./backdate";
import { Moment, systemClock, type Clock } from "./clock";
import { carryOut } from "./effects";
import { restored } from "./monitors";
import { operations } from "./operations";
import { emptyState, type State } from "./state";
import { describeTargets, type TargetHealthDescription } from "./targets";
import { tick } from "./tick";
import { defaultOptions, type Effect, type ModelOptions, type World } from "./world";

const shortestTickMs = 20;

/** A model of ECS: its API, its service scheduler and Fargate tasks, in this process. See README.md. */
export class EcsModel {
  private readonly world: World;
  private readonly underWay = new Set<string>();
  private readonly stopTicking: () => void;
  private readonly onError: (error: unknown) => void;

  /** `onError` hears of what the account could not do; the model tries it again. */
  constructor(
    account: Account,
    options: Partial<ModelOptions> = {},
    { clock = systemClock, onError = () => undefined }: { clock?: Clock; onError?: (error: unknown) => void } = {},
  ) {
    this.onError = onError;
    const all = { ...defaultOptions, ...options };
    const moment = () => new Moment(clock.now(), all.timeScale);
    this.world = { account, state: emptyState(), options: all, staleAnswers: new Map(), moment };
    this.stopTicking = clock.every(Math.max(shortestTickMs, 1_000 / all.timeScale), () => this.tick());
  }

  /** Answers an API call; `operation` as in `X-Amz-Target` after the dot. Throws an AwsError. */
  async call(operation: string, input: unknown): Promise<object> {
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (run === undefined) throw new AwsError("UnknownOperationException", `the sandbox does not model ${operation}`);
    if (typeof input !== "object" || input === null) throw invalidParameter("The request is not a JSON object.");
    return asJson(await run(this.world, input as never));
  }

  /** What Elastic Load Balancing's DescribeTargetHealth says of the tasks registered in a target group. */
  targetHealth(targetGroupArn: string): TargetHealthDescription[] {
    return describeTargets(this.world, targetGroupArn);
  }

  /** The account's Fargate On-Demand vCPU quota; infinite where none is set. */
  get vcpuQuota(): number {
    return this.world.options.vcpuQuota;
  }

  /** Changes how the model behaves from now on; the time scale stays. */
  configure(options: Partial<Omit<ModelOptions, "timeScale">>): void {
    Object.assign(this.world.options, options);
  }

  /** Moves what has become of a service (`service/CLUSTER/NAME`) into the past, to at least so many days ago. */
  backdate(resourceId: string, days: number): void {
    backdate(this.world, resourceId, days);
  }

  /** Everything the model knows, as plain JSON. */
  snapshot(): State {
    return asJson(this.world.state);
  }

  /** Goes on from a snapshot. */
  restore(snapshot: State): void {
    const { serviceDeployments, ...rest } = structuredClone(snapshot);
    const restoredOnes = Object.entries(serviceDeployments).map(([arn, deployment]) => [arn, restored(deployment)]);
    Object.assign(this.world.state, rest, { serviceDeployments: Object.fromEntries(restoredOnes) as object });
  }

  /** Lets time stand still for good. */
  close(): void {
    this.stopTicking();
  }

  private tick(): void {
    for (const effect of tick(this.world)) void this.carryOutOnce(effect);
  }

  /** Launches and preparations are asked for at every tick until they are done. */
  private async carryOutOnce(effect: Effect): Promise<void> {
    const key = keyOf(effect);
    if (effect.kind !== "log" && this.underWay.has(key)) return;
    this.underWay.add(key);
    try {
      await carryOut(this.world, effect);
    } catch (error) {
      this.onError(error);
    } finally {
      this.underWay.delete(key);
    }
  }
}

function keyOf(effect: Effect): string {
  if (effect.kind === "launch") return effect.launchId;
  return effect.kind === "alarms" ? effect.serviceDeploymentArn : `${effect.kind} ${effect.taskArn}`;
}

/** A copy as it arrives after a journey as JSON: without undefined values. */
const asJson = <T extends object>(value: T) => JSON.parse(JSON.stringify(value)) as T;
