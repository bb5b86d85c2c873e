import assert from "node:assert/strict";
import { after, afterEach, before } from "mocha";
import { startProvider, type RunningProvider } from "../../sandbox/provider";
import { useLocalAws } from "./awsFixture";
import { TestEngine, urnOf, type Json } from "./providerFixture";

/** A resource as the engine keeps it. */
export interface Resource {
  urn: string;
  id: string;
  state: Json;
  inputs: Json;
}

/** The provider on a local AWS of its own; what a test has created through it is deleted after the test, last first. */
export class LocalProvider {
  private engine!: TestEngine;
  private provider!: RunningProvider;
  private made: Resource[] = [];

  constructor(private readonly used: ReturnType<typeof useLocalAws>) {}

  get aws() {
    return this.used.aws;
  }

  /** For clients of the AWS SDK. */
  get config() {
    return this.used.config;
  }

  async start(): Promise<void> {
    this.provider = await startProvider({ env: { ...process.env, ...this.aws.env }, announce: () => undefined });
    this.engine = new TestEngine(this.provider.port);
    await this.engine.configure();
  }

  async stop(): Promise<void> {
    this.engine.close();
    await this.provider.stop();
  }

  /** What an update does with a new resource: checks the program's arguments, then creates. */
  async create(type: string, args: Json): Promise<Resource> {
    const urn = urnOf(type);
    const { inputs, failures } = await this.engine.check(urn, args);
    assert.deepEqual(failures, []);
    const { id, state } = await this.engine.create(urn, inputs);
    const resource = { urn, id, state, inputs };
    this.made.push(resource);
    return resource;
  }

  /** What the provider says is wrong with a program's arguments. */
  async failures(type: string, args: Json): Promise<string[]> {
    return (await this.engine.check(urnOf(type), args)).failures;
  }

  /** The difference between a program's arguments and a resource. */
  async diff({ urn, state, inputs }: Resource, args: Json) {
    return this.engine.diff(urn, state, (await this.engine.check(urn, args, inputs)).inputs);
  }

  /** Reading finds what creating said, and neither the same program nor a refresh has anything to do. */
  async expectNoDiff(resource: Resource, args: Json): Promise<void> {
    const { urn, id, state, inputs } = resource;
    assert.deepEqual((await this.diff(resource, args)).detailed, {});
    const read = await this.engine.read(urn, id, state, inputs);
    assert.deepEqual(read, { id, state, inputs });
  }

  /** Changes a resource in place, and expects just these properties to differ before and none after. */
  async update(resource: Resource, args: Json, expected: string[]): Promise<void> {
    const difference = await this.diff(resource, args);
    assert.deepEqual(Object.keys(difference.detailed).sort(), expected.sort());
    assert.deepEqual(difference.replaces, []);
    resource.inputs = (await this.engine.check(resource.urn, args, resource.inputs)).inputs;
    resource.state = await this.engine.update(resource.urn, resource.id, resource.state, resource.inputs);
    await this.expectNoDiff(resource, args);
  }

  /** What a refresh finds; undefined when the resource is gone. */
  async read({ urn, id, state, inputs }: Resource): Promise<{ state: Json; inputs: Json } | undefined> {
    const read = await this.engine.read(urn, id, state, inputs);
    return read.id === "" ? undefined : read;
  }

  /** What an import finds. */
  import(type: string, id: string) {
    return this.engine.read(urnOf(type), id);
  }

  async delete({ urn, id, state }: Resource): Promise<void> {
    await this.engine.delete(urn, id, state);
  }

  async deleteAll(): Promise<void> {
    for (const resource of this.made.splice(0).reverse()) await this.delete(resource);
  }
}

export function useLocalProvider(): LocalProvider {
  const provider = new LocalProvider(useLocalAws());
  before(() => provider.start());
  after(() => provider.stop());
  afterEach(() => provider.deleteAll());
  return provider;
}
