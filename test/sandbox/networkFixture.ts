import * as ec2 from "@aws-sdk/client-ec2";
import assert from "node:assert/strict";
import { after, afterEach, before } from "mocha";
import { startProvider, type RunningProvider } from "../../sandbox/provider";
import { useLocalAws } from "./awsFixture";
import { CallError, TestEngine, urnOf, type Json } from "./providerFixture";

export const types = {
  vpc: "aws:ec2/vpc:Vpc",
  subnet: "aws:ec2/subnet:Subnet",
  internetGateway: "aws:ec2/internetGateway:InternetGateway",
  eip: "aws:ec2/eip:Eip",
  natGateway: "aws:ec2/natGateway:NatGateway",
  routeTable: "aws:ec2/routeTable:RouteTable",
  routeTableAssociation: "aws:ec2/routeTableAssociation:RouteTableAssociation",
  route: "aws:ec2/route:Route",
  securityGroup: "aws:ec2/securityGroup:SecurityGroup",
};

export type Kind = keyof typeof types;

/** A resource as the engine keeps it. */
export interface Resource {
  kind: Kind;
  urn: string;
  id: string;
  state: Json;
  inputs: Json;
}

/** The provider on a local AWS of its own, and what the engine does with it; what a test has created is deleted after it. */
export class NetworkProvider {
  private readonly used = useLocalAws();
  private readonly made: Resource[] = [];
  private provider!: RunningProvider;
  engine!: TestEngine;
  /** Of AWS, to look behind the provider's back. */
  client!: ec2.EC2Client;

  constructor() {
    before(async () => {
      this.provider = await startProvider({ env: { ...process.env, ...this.used.aws.env }, announce: () => undefined });
      this.engine = new TestEngine(this.provider.port);
      await this.engine.configure();
      this.client = new ec2.EC2Client(this.used.config);
    });
    afterEach(async () => {
      for (const resource of this.made.splice(0).reverse()) await this.delete(resource);
    });
    after(async () => {
      this.engine.close();
      await this.provider.stop();
    });
  }

  /** What an update does with a new resource: checks the program's arguments, then creates. */
  async create(kind: Kind, args: Json): Promise<Resource> {
    const urn = urnOf(types[kind]);
    const { inputs, failures } = await this.engine.check(urn, args);
    assert.deepEqual(failures, []);
    try {
      const resource = { kind, urn, inputs, ...(await this.engine.create(urn, inputs)) };
      this.made.push(resource);
      return resource;
    } catch (error) {
      if (error instanceof CallError && error.partial !== undefined) this.made.push({ kind, urn, ...error.partial });
      throw error;
    }
  }

  createVpc = () => this.create("vpc", { cidrBlock: "10.0.0.0/16" });
  createSubnet = (vpcId: string) => this.create("subnet", { vpcId, cidrBlock: "10.0.0.0/20" });

  delete = ({ urn, id, state }: Resource) => this.engine.delete(urn, id, state);

  /** The diff of the program's arguments against a state. */
  async diff({ urn, state, inputs }: Resource, args: Json) {
    return this.engine.diff(urn, state, (await this.engine.check(urn, args, inputs)).inputs);
  }

  /** Reading finds what creating said, and neither the same program nor a refresh has anything to do. */
  async assertSettled(resource: Resource, args: Json): Promise<void> {
    const { urn, id, state, inputs } = resource;
    assert.deepEqual((await this.diff(resource, args)).detailed, {});
    assert.deepEqual(await this.engine.read(urn, id, state, inputs), { id, state, inputs });
  }

  /** Brings a resource to other arguments in place, and leaves it settled. */
  async update(resource: Resource, args: Json): Promise<Json> {
    const { urn, id } = resource;
    const { inputs } = await this.engine.check(urn, args, resource.inputs);
    assert.deepEqual((await this.engine.diff(urn, resource.state, inputs)).replaces, []);
    resource.state = await this.engine.update(urn, id, resource.state, inputs);
    resource.inputs = inputs;
    await this.assertSettled(resource, args);
    return resource.state;
  }

  /** An import finds the resource, and a program that says what it says has nothing to do. */
  async assertImported(resource: Resource, id: string, args: Json): Promise<void> {
    const read = await this.engine.read(resource.urn, id);
    assert.equal(read.id, resource.id);
    assert.deepEqual((await this.diff({ ...resource, state: read.state }, args)).detailed, {});
  }

  /** A deletion leaves nothing, and another one does no harm. */
  async assertGone(resource: Resource): Promise<void> {
    const { urn, id, state, inputs } = resource;
    await this.delete(resource);
    assert.equal((await this.engine.read(urn, id, state, inputs)).id, "");
    await this.delete(resource);
  }
}
