import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { parseDocument } from "yaml";
import { endpointServices } from "../../../account/clients";
import { askFor } from "../../../components/askedRevision";
import { openStack } from "../../../runbook/openStack";
import { runbook } from "../../../runbook/runbook";
import type { Surroundings } from "../../../runbook/surroundings";
import type { LocalAws } from "../../../sandbox/aws";
import { projectDir } from "../../../sandbox/paths";
import { settledService } from "../../../sandbox/settled";

/** What a command printed, and how it ended. */
export interface Printed {
  exitCode: number;
  stdout: string;
  stderr: string;
}

const cluster = "agenticmem-cluster";
const service = "agenticmem-service";

/** The names that production's config stands for. */
export const names = { cluster, service, family: "agenticmem-task" };

/** A project folder with one stack, whose `aws:*` config points at a local AWS; commands run in this process. */
export class Project {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), "runbook-")));
  readonly stackFile = join(this.dir, "Pulumi.test.yaml");
  /** Which of several services is opened and deployed here; commands are told by their options. */
  serviceKey: string | undefined;
  /** Answers to what commands ask; without one, no terminal is there. */
  answers: boolean[] = [];
  questions: string[] = [];
  /** What is typed where nothing is shown, or piped in; undefined: Ctrl-C. */
  unseen: string | Uint8Array | undefined = "";

  constructor({ endpoint, region, accountId }: Pick<LocalAws, "endpoint" | "region" | "accountId">) {
    cpSync(join(projectDir, "Pulumi.yaml"), join(this.dir, "Pulumi.yaml"));
    const document = parseDocument(readFileSync(join(projectDir, "Pulumi.prod.yaml"), "utf8"));
    const endpoints = Object.fromEntries(endpointServices.map((name) => [name, endpoint]));
    const aws = {
      region,
      accessKey: "test",
      secretKey: "test",
      endpoints: [endpoints],
      allowedAccountIds: [accountId],
    };
    for (const [key, value] of Object.entries(aws))
      document.setIn(["config", `aws:${key}`], document.createNode(value));
    writeFileSync(this.stackFile, document.toString({ lineWidth: 0 }));
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Changes the stack's file; undefined takes a setting away. */
  set(setting: string, value: unknown): void {
    const document = parseDocument(readFileSync(this.stackFile, "utf8"));
    const path = ["config", setting.includes(":") ? setting : `agenticmem:${setting}`];
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, document.createNode(value));
    writeFileSync(this.stackFile, document.toString({ lineWidth: 0 }));
  }

  /** Runs `npm run runbook -- …`. */
  async run(...args: string[]): Promise<Printed> {
    const { surroundings, printed } = this.surroundings();
    const exitCode = await runbook(args, surroundings);
    return { exitCode, ...printed() };
  }

  /** Runs it, and ends it as Ctrl-C does once it has said something on stderr. */
  async runUntilCtrlC(said: RegExp, ...args: string[]): Promise<Printed> {
    const others = process.listeners("SIGINT");
    const { surroundings, printed } = this.surroundings();
    const running = runbook(args, surroundings);
    await until(() => Promise.resolve(said.test(printed().stderr)));
    // Whoever runs the tests is not to hear of it.
    const own = process.listeners("SIGINT").filter((listener) => !others.includes(listener));
    for (const listener of own) listener("SIGINT");
    return { exitCode: await running, ...printed() };
  }

  /** What a command finds around it here, and what it has printed. */
  surroundings(): { surroundings: Surroundings; printed: () => { stdout: string; stderr: string } } {
    const [stdout, stderr] = [new Text(), new Text()];
    return {
      surroundings: {
        projectDir: this.dir,
        // No engine, and no stack that was selected by whoever runs the tests.
        env: { PULUMI_HOME: join(this.dir, "home"), PATH: "" },
        stdout,
        stderr,
        isTerminal: this.answers.length > 0,
        ask: (question) => {
          this.questions.push(question);
          return Promise.resolve(this.answers.shift() ?? false);
        },
        readUnseen: (question) => {
          this.questions.push(question);
          return Promise.resolve(this.unseen === undefined ? undefined : Buffer.from(this.unseen));
        },
      },
      printed: () => ({ stdout: stdout.text, stderr: stderr.text }),
    };
  }

  open() {
    return openStack(this.surroundings().surroundings, undefined, this.serviceKey);
  }

  /** Registers the revision that the stack asks for, as `pulumi up` does; gives its ARN. */
  async register(): Promise<string> {
    const { settings, aws, clients } = this.open();
    const { rendered } = await askFor(settings, aws, clients);
    const ecs = await clients.ecs();
    return (await ecs.registerTaskDefinition(rendered)).taskDefinition?.taskDefinitionArn ?? "";
  }

  /** Puts a revision on the service (default: a new one of what the stack asks for), making that when there is none. */
  async deploy(revision?: string): Promise<string> {
    const { settings, aws, clients } = this.open();
    const [taskDefinition, { existing }] = [revision ?? (await this.register()), await askFor(settings, aws, clients)];
    const ecs = await clients.ecs();
    if (existing.service !== undefined) {
      await ecs.updateService({ cluster, service: settings.names.service, taskDefinition });
      return taskDefinition;
    }
    await ecs.createService({
      cluster,
      serviceName: settings.names.service,
      taskDefinition,
      desiredCount: settings.desiredCount ?? 1,
      launchType: "FARGATE",
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: existing.network.subnetIds,
          securityGroups: existing.network.securityGroupIds,
        },
      },
      loadBalancers: settings.targetGroups.map(({ portName, port }) => ({
        targetGroupArn: existing.targetGroupArns[portName],
        containerName: settings.container.name,
        containerPort: port,
      })),
      healthCheckGracePeriodSeconds: settings.deployment.healthCheckGracePeriodSeconds,
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    });
    return taskDefinition;
  }

  /** Waits until the service has one deployment, and that is complete and has all its tasks. */
  async settled(): Promise<void> {
    const { settings, clients } = this.open();
    await settledService(await clients.ecs(), { cluster, service: settings.names.service });
  }
}

class Text extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Waits for a condition, asked for ten times a second; fails after a limit far above what it takes. */
export async function until(condition: () => Promise<boolean>, limitSeconds = 60): Promise<void> {
  const end = performance.now() + limitSeconds * 1_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`did not come true within ${limitSeconds} s`);
    await sleep(100);
  }
}
