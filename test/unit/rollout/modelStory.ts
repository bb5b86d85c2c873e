import assert from "node:assert/strict";
import { RolloutError } from "../../../rollout/rolloutError";
import type { ContainerBehaviour } from "../../../sandbox/ecs/behaviour";
import type { ModelOptions } from "../../../sandbox/ecs/world";
import type { DeploymentSettings } from "../../../settings/types";
import { VirtualAws } from "../../sandbox/ecs/virtualAws";
import { ModelClients } from "./modelClients";

/** An update of a service on the model of ECS, and what happens meanwhile. */
export interface Story {
  options?: Partial<ModelOptions>;
  service?: Parameters<VirtualAws["create"]>[1];
  settings?: Partial<DeploymentSettings>;
  /** What the update changes; default: to a new revision with this container. */
  behaviour?: ContainerBehaviour;
  container?: Parameters<VirtualAws["register"]>[1];
  update?: (aws: VirtualAws) => Promise<Record<string, unknown>>;
  /** Once the update is made. */
  after?: (world: ModelClients) => void;
  /** What others do, at so many seconds after the update. */
  at?: [seconds: number, what: (world: ModelClients) => unknown][];
}

/** A service that runs revision 1, then one update through the hooks, as the engine calls them. */
export async function update(story: Story) {
  const aws = new VirtualAws(story.options);
  await aws.create(await aws.register(), story.service);
  await aws.settled();
  const world = new ModelClients(aws);
  const before = await aws.service();
  const { rollout, said, progress } = world.rollout(story.settings);
  await rollout.beforeServiceChange();
  const changes = (await story.update?.(aws)) ?? {
    taskDefinition: await aws.register(story.behaviour, story.container),
  };
  await aws.update(changes);
  const oldInputs = { taskDefinition: before.taskDefinition, desiredCount: before.desiredCount };
  const newInputs = { ...oldInputs, ...changes };
  // The provider reads them back at once, and may be answered with what was before.
  const change = { newInputs, oldInputs, newOutputs: oldInputs };
  story.after?.(world);

  const start = world.seconds;
  const advance = aws.clock.advance.bind(aws.clock);
  const due = [...(story.at ?? [])];
  aws.clock.advance = async (ms: number) => {
    await advance(ms);
    while (due[0] !== undefined && world.seconds - start >= due[0][0]) await due.shift()![1](world);
  };
  const error = await rollout.afterServiceChange(change).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  aws.clock.advance = advance;
  assert.deepEqual(aws.errors, []);
  return { aws, world, said, progress, error, seconds: world.seconds - start, revisionArn: newInputs.taskDefinition };
}

export async function assertGreen(story: Story) {
  const run = await update(story);
  assert.equal(run.error, undefined, String(run.error));
  assert.match(run.said[0] ?? "", /runs: deployment complete/);
  assert.equal((await run.aws.service()).taskDefinition, run.revisionArn);
  assert.equal((await run.aws.deployments()).length, 1);
  return run;
}

export async function assertRed(story: Story, ...texts: RegExp[]) {
  const run = await update(story);
  assert.ok(run.error instanceof RolloutError, String(run.error));
  const { message } = run.error;
  assert.ok(message.split("\n").length <= 25);
  for (const text of texts) assert.match(message, text);
  return { ...run, message };
}

export const crashing: ContainerBehaviour = {
  exit: { code: 1, afterSeconds: 5, log: ["starting", "Error: no database"] },
};
