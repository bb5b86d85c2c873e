import { rmSync } from "node:fs";
import { join } from "node:path";
import { ECS } from "@aws-sdk/client-ecs";
import { clientConfig } from "../../../sandbox/aws/awsAccount";
import { sandboxEnvironment } from "../../../sandbox/environment";
import { sandboxDir } from "../../../sandbox/paths";
import { run, type Finished } from "../../../sandbox/run";
import { startSession, type Session } from "../../../sandbox/session";
import { removeStackFile } from "../../../sandbox/stackFile";

let made = 0;

/** One stack with a local AWS of its own, driven as a user drives it. */
export class TestStack {
  readonly env: NodeJS.ProcessEnv;

  private constructor(
    readonly name: string,
    private readonly dir: string,
    private readonly session: Session,
  ) {
    this.env = sandboxEnvironment(session.variables, process.env);
  }

  static async start(): Promise<TestStack> {
    const name = `sandbox-test-${process.pid}-${++made}`;
    const dir = join(sandboxDir, name);
    return new TestStack(name, dir, await startSession({ dir, stack: name, progress: () => undefined }));
  }

  async stop(): Promise<void> {
    await this.session.stop();
    rmSync(this.dir, { recursive: true, force: true });
    removeStackFile(this.name);
  }

  get endpoint(): string {
    return this.session.variables.endpoint;
  }

  /** Runs `pulumi …` to its end, whatever its exit code. */
  pulumi(...args: string[]): Promise<Finished> {
    return run(["pulumi", ...args, "--non-interactive"], { env: this.env, mayFail: true });
  }

  up(...args: string[]): Promise<Finished> {
    return this.pulumi("up", "--yes", "--skip-preview", ...args);
  }

  preview(...args: string[]): Promise<Finished> {
    return this.pulumi("preview", ...args);
  }

  async set(key: string, value: string, ...flags: string[]): Promise<void> {
    await run(["pulumi", "config", "set", ...flags, key, value], { env: this.env });
  }

  /** Results of the stack's updates, newest first. */
  async history(): Promise<{ kind: string; result: string }[]> {
    const { stdout } = await this.pulumi("stack", "history", "--json");
    return JSON.parse(stdout) as { kind: string; result: string }[];
  }

  ecs(): ECS {
    return new ECS(clientConfig(this.endpoint, this.session.variables.region));
  }
}
