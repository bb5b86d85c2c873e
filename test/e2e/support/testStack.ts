import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ECS, type Task } from "@aws-sdk/client-ecs";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { execa } from "execa";
import { clientConfig } from "../../../sandbox/aws/awsAccount";
import { pushImage } from "../../../sandbox/aws/pushImage";
import type { ContainerBehaviour } from "../../../sandbox/ecs/behaviour";
import { sandboxEnvironment } from "../../../sandbox/environment";
import { projectDir, sandboxDir } from "../../../sandbox/paths";
import { waitUntil } from "../../../sandbox/process";
import { run, type Finished } from "../../../sandbox/run";
import { startSession, type Session } from "../../../sandbox/session";
import { removeStackFile } from "../../../sandbox/stackFile";
import { assertRunsAsTold } from "./trueGreen";

let made = 0;

/** A finished command, with all it printed. */
export interface Said extends Finished {
  text: string;
}

/** One stack with a local AWS of its own, driven as a user drives it. */
export class TestStack {
  readonly env: NodeJS.ProcessEnv;
  readonly ecs: ECS;
  readonly secrets: SecretsManager;

  private constructor(
    readonly name: string,
    private readonly dir: string,
    private readonly session: Session,
  ) {
    const { variables } = session;
    this.env = sandboxEnvironment(variables, process.env);
    this.ecs = new ECS(clientConfig(variables.endpoint, variables.region));
    this.secrets = new SecretsManager(clientConfig(variables.endpoint, variables.region));
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
  async pulumi(...args: string[]): Promise<Said> {
    const finished = await run(["pulumi", ...args, "--non-interactive"], { env: this.env, mayFail: true });
    return { ...finished, text: `${finished.stdout}\n${finished.stderr}` };
  }

  /** An update that is green is not believed: AWS must say so too. */
  async up(...args: string[]): Promise<Said> {
    const said = await this.pulumi("up", "--yes", "--skip-preview", ...args);
    if (said.exitCode === 0) await assertRunsAsTold(this.state(), this.ecs);
    return said;
  }

  preview(...args: string[]): Promise<Said> {
    return this.pulumi("preview", "--diff", ...args);
  }

  /** Whether a preview says that there is nothing to do. */
  async hasNoChanges(): Promise<boolean> {
    return (await this.pulumi("preview", "--expect-no-changes")).exitCode === 0;
  }

  async set(key: string, value: string, ...flags: string[]): Promise<void> {
    await run(["pulumi", "config", "set", ...flags, key, value], { env: this.env });
  }

  async unset(key: string): Promise<void> {
    await run(["pulumi", "config", "rm", key], { env: this.env });
  }

  /** The stack's updates, newest first. */
  async history(): Promise<{ kind: string; result: string }[]> {
    const { stdout } = await this.pulumi("stack", "history", "--json");
    return JSON.parse(stdout) as { kind: string; result: string }[];
  }

  /** Everything that the state backend has on disk of this stack, history included. */
  state(): string {
    return readFileSync(join(this.dir, "state", ".pulumi", "stacks", "agenticmem", `${this.name}.json`), "utf8");
  }

  pushImage(tag: string, behaviour: ContainerBehaviour = {}): Promise<string> {
    return pushImage(this.endpoint, { repository: "agenticmem", tag, behaviour });
  }

  /** Starts `pulumi …` and goes on; as a user in a terminal, it can be interrupted. */
  start(...args: string[]): { pid: number; signal(name: NodeJS.Signals): void; ended: Promise<Said> } {
    const child = execa("pulumi", [...args, "--non-interactive"], {
      cwd: projectDir,
      env: this.env,
      extendEnv: false,
      stdin: "ignore",
      reject: false,
      cleanup: false,
      detached: true,
    });
    const { pid } = child;
    if (pid === undefined) throw new Error("pulumi could not be started");
    const ended = child.then(({ exitCode = -1, stdout, stderr }) => ({
      exitCode,
      stdout,
      stderr,
      text: `${stdout}\n${stderr}`,
    }));
    return { pid, signal: (name) => process.kill(pid, name), ended };
  }

  /** Starts an update to an image with a behaviour, and waits until ECS works on it. */
  async rolling(tag: string, behaviour: ContainerBehaviour) {
    await this.pushImage(tag, behaviour);
    await this.set("image", tag);
    await this.set("deployment.healthCheckGracePeriodSeconds", "3000", "--path");
    const update = this.start("up", "--yes", "--skip-preview");
    await waitUntil("the rollout to begin", 60_000, async () => {
      const { services = [] } = await this.ecs.describeServices({
        cluster: "agenticmem-cluster",
        services: ["agenticmem-service"],
      });
      return services[0]?.deployments?.some(({ rolloutState }) => rolloutState === "IN_PROGRESS") ?? false;
    });
    return update;
  }

  /** Sets options of the model of ECS; see sandbox/aws/README.md. */
  async configureEcs(options: object): Promise<void> {
    await this.control("POST", "ecs", options);
  }

  /** Makes calls to AWS fail; see sandbox/aws/README.md. */
  async addFault(fault: object): Promise<void> {
    await this.control("POST", "faults", fault);
  }

  /** Lets a policy or a scheduled action scale the service; gives its desired count then. See sandbox/aws/README.md. */
  async scale(what: { desiredCount: number; policy?: string } | { scheduledAction: string }): Promise<number> {
    const resourceId = "service/agenticmem-cluster/agenticmem-service";
    return ((await this.control("POST", "scaling", { resourceId, ...what })) as { desiredCount: number }).desiredCount;
  }

  private async control(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.endpoint}/_sandbox/${path}`, { method, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json();
  }

  /** The service's tasks that run, as AWS tells it. */
  async runningTasks(): Promise<Task[]> {
    const cluster = "agenticmem-cluster";
    const { taskArns = [] } = await this.ecs.listTasks({ cluster, serviceName: "agenticmem-service" });
    if (taskArns.length === 0) return [];
    const { tasks = [] } = await this.ecs.describeTasks({ cluster, tasks: taskArns });
    return tasks.filter(({ lastStatus }) => lastStatus === "RUNNING");
  }

  /** `family:revision` of each running task. */
  async runningRevisions(): Promise<string[]> {
    return (await this.runningTasks()).map(({ taskDefinitionArn }) => taskDefinitionArn?.split("/").at(-1) ?? "");
  }

  /** Operations that AWS was asked for since the last call of this, by name, with how often. */
  async callsSinceLast(): Promise<Record<string, number>> {
    const calls = (await this.control("GET", "calls")) as Record<string, number>;
    await this.control("DELETE", "calls");
    return calls;
  }
}
