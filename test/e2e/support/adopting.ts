import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { readAwsConfig } from "../../../account/awsConfig";
import { createClients, type Clients } from "../../../account/clients";
import { ownResources } from "../../../runbook/adopt/ownPart";
import { exportState } from "../../../runbook/adopt/stackState";
import { adoptDocument, type AdoptDocument } from "../../../runbook/documents/adopt";
import { runbook } from "../../../runbook/runbook";
import type { Surroundings } from "../../../runbook/surroundings";
import { projectDir } from "../../../sandbox/paths";
import { TestStack } from "./testStack";

/** What a command printed, and how it ended. */
export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** A stack that takes services over, whose commands run in this process: until it stops, the stack's AWS is the process's. */
export class AdoptingStack {
  readonly clients: Clients;
  private readonly freshConfig: string;
  private readonly outerEnv = { ...process.env };

  private constructor(readonly stack: TestStack) {
    // The SDK reads its endpoint nowhere else.
    for (const [name, value] of Object.entries(stack.env)) if (name.startsWith("AWS_")) process.env[name] = value;
    this.clients = createClients(readAwsConfig({ values: { "aws:region": "us-west-2" }, secretKeys: [] }, stack.env));
    this.freshConfig = this.config;
  }

  static async start(): Promise<AdoptingStack> {
    return new AdoptingStack(await TestStack.start());
  }

  stop(): Promise<void> {
    for (const name of Object.keys(process.env).filter((each) => each.startsWith("AWS_"))) delete process.env[name];
    Object.assign(process.env, this.outerEnv);
    return this.stack.stop();
  }

  get file(): string {
    return join(projectDir, `Pulumi.${this.stack.name}.yaml`);
  }

  get config(): string {
    return readFileSync(this.file, "utf8");
  }

  /** As before the first adoption. */
  resetConfig(): void {
    writeFileSync(this.file, this.freshConfig);
  }

  async run(...args: string[]): Promise<Ran> {
    const { surroundings, printed } = this.surroundings();
    const exitCode = await runbook(args, surroundings);
    return { exitCode, ...printed };
  }

  async adopt(...args: string[]): Promise<Ran & { told: AdoptDocument }> {
    const ran = await this.run("adopt", "--yes", "--output", "json", ...args);
    if (ran.stdout === "") throw new Error(ran.stderr);
    return { ...ran, told: adoptDocument.parse(JSON.parse(ran.stdout)) };
  }

  surroundings(): { surroundings: Surroundings; printed: { stdout: string; stderr: string } } {
    const printed = { stdout: "", stderr: "" };
    const into = (name: keyof typeof printed) =>
      new Writable({ write: (chunk: Buffer, _encoding, done) => done(void (printed[name] += chunk.toString())) });
    const surroundings = {
      projectDir,
      env: this.stack.env,
      stdout: into("stdout"),
      stderr: into("stderr"),
      isTerminal: false,
      ask: () => Promise.resolve(false),
      readUnseen: () => Promise.resolve(undefined),
    };
    return { surroundings, printed };
  }

  /** The program's resources in the state. */
  async urns(): Promise<string[]> {
    const state = await exportState({ projectDir, env: this.stack.env }, this.stack.name);
    return ownResources(state).map(({ urn }) => urn);
  }

  /** Their names. */
  async owned(): Promise<string[]> {
    return (await this.urns()).map((urn) => urn.slice(urn.lastIndexOf("::") + 2));
  }

  /** Operations that AWS was asked for since the last call of this and that are not only questions. */
  async writesSinceLast(): Promise<string[]> {
    const names = Object.keys(await this.stack.callsSinceLast());
    // Registries are asked without a signature.
    return names.filter((name) => !/:(Describe|Get|List|BatchGet|Simulate)\w+$|^unsigned:GET$/.test(name));
  }
}
