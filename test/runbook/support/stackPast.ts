import { setTimeout as sleep } from "node:timers/promises";
import type { RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import { runbook } from "../../../runbook/runbook";
import { FakeEngine, type FakeUpdate } from "./fakeEngine";
import { names, type Printed, type Project } from "./project";

/** What a stack's updates have left behind, in the history and among the family's revisions; made in a moment. */
export class StackPast {
  readonly engine = new FakeEngine();
  readonly updates: FakeUpdate[] = [];

  constructor(private readonly project: Project) {}

  /** Runs `npm run runbook -- …` with an engine that knows the stack. */
  async run(...args: string[]): Promise<Printed> {
    const { surroundings, printed } = this.project.surroundings();
    const exitCode = await runbook(args, { ...surroundings, env: { ...surroundings.env, ...this.engine.env } });
    return { exitCode, ...printed() };
  }

  /** Registers a small revision; gives its number. */
  async register(change: Partial<RegisterTaskDefinitionCommandInput> = {}): Promise<number> {
    const ecs = await this.project.open().clients.ecs();
    const { taskDefinition } = await ecs.registerTaskDefinition({
      family: names.family,
      cpu: "256",
      memory: "512",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      executionRoleArn: "arn:aws:iam::123456789012:role/ecsTaskExecutionRole-agenticmem",
      containerDefinitions: [{ name: "agenticmem", image: "public.ecr.aws/nginx/nginx:1.27", essential: true }],
      ...change,
    });
    return taskDefinition?.revision ?? 0;
  }

  async registerMany(count: number): Promise<void> {
    for (let each = 0; each < count; each++) await this.register();
  }

  /** An update that registers a revision, in seconds that are its own; gives the revision's number. */
  async update(
    change: Partial<FakeUpdate> = {},
    definition: Partial<RegisterTaskDefinitionCommandInput> = {},
  ): Promise<number> {
    await nextSecond();
    const startTime = new Date();
    const number = await this.register(definition);
    const config = { cpu: definition.cpu ?? "256", memory: definition.memory ?? "512" };
    this.add({ startTime, endTime: new Date(), config, resourceChanges: { replace: 1 }, ...change });
    await nextSecond();
    return number;
  }

  /** An entry of the history, now unless it says otherwise. */
  add(change: Partial<FakeUpdate> = {}): void {
    this.updates.push({ startTime: new Date(), endTime: new Date(), ...change });
    this.engine.setHistory(this.updates);
  }

  remove(): void {
    this.engine.remove();
  }
}

/** The history tells times to the second. A timer may end a moment early, in the second that it was to see out. */
async function nextSecond(): Promise<void> {
  const second = () => Math.floor(Date.now() / 1_000);
  const began = second();
  while (second() === began) await sleep(1_000 - (Date.now() % 1_000));
}
