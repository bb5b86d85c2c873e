import { AwsError } from "../ecs/awsError";
import { EcsServices, type EcsApi } from "./ecsServices";
import { validation } from "./errors";
import { operations } from "./operations";
import { emptyState, type State } from "./state";
import { trigger, triggerSchema, type Triggered } from "./triggers";
import type { World } from "./world";

/** A model of Application Auto Scaling for the services of ECS in one region. See README.md. */
export class ScalingModel {
  private readonly world: World;

  constructor(account: World["account"], ecs: EcsApi) {
    this.world = { account, state: emptyState(), services: new EcsServices(ecs) };
  }

  /** Answers an API call; `operation` as in `X-Amz-Target` after the dot. Throws an AwsError. */
  async call(operation: string, input: unknown): Promise<object> {
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (run === undefined) throw new AwsError("UnknownOperationException", `the sandbox does not model ${operation}`);
    if (typeof input !== "object" || input === null) throw validation("The request is not a JSON object.");
    return structuredClone(await run(this.world, input as never));
  }

  /** Lets a policy or a scheduled action of a target scale its service now. Throws when `request` is no trigger. */
  async trigger(request: unknown): Promise<Triggered> {
    return structuredClone(await trigger(this.world, triggerSchema.parse(request)));
  }

  /** Everything the model knows, as plain JSON. */
  snapshot(): State {
    return structuredClone(this.world.state);
  }

  /** Goes on from a snapshot. */
  restore(snapshot: State): void {
    Object.assign(this.world.state, structuredClone(snapshot));
  }

  /** It has nothing that runs by itself. */
  close(): void {}
}
