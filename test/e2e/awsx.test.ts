import assert from "node:assert/strict";
import { EC2 } from "@aws-sdk/client-ec2";
import { clientConfig } from "../../sandbox/aws/awsAccount";
import { OwnProgram } from "./support/ownProgram";
import { descendantsOf } from "./support/processes";

interface Outputs {
  vpcId: string;
  subnetIds: string[];
  firstBlock: string;
  address: string;
  targetGroupArn: string;
  targetGroupVpcId: string;
  repositoryUrl: string;
}

describe("the awsx stand-in under the real engine", function () {
  this.timeout(300_000);

  let program: OwnProgram;
  let ec2: EC2;
  let processes: number[];

  before(async function () {
    this.timeout(20 * 60_000);
    program = await OwnProgram.start({ program: "awsxProgram", usesAwsx: true });
    ec2 = new EC2(clientConfig(program.aws.endpoint, program.aws.region));
    processes = descendantsOf(process.pid);
  });
  after(() => program.stop());

  const pulumi = (stack: string, ...args: string[]) => program.succeeds(stack, ...args);

  const stacks = ["one", "two"] as const;
  const onBoth = <T>(what: (stack: string) => Promise<T>) => Promise.all(stacks.map(what));

  it("makes a network, a load balancer and a repository, for two stacks at the same time", async () => {
    await onBoth((stack) => pulumi(stack, "stack", "init", stack));
    await onBoth((stack) => pulumi(stack, "up", "--yes"));
    const [one, two] = await onBoth(
      async (stack) => JSON.parse(await pulumi(stack, "stack", "output", "--json")) as Outputs,
    );
    assert.equal(one?.firstBlock, "10.0.0.0/18");
    assert.equal(one.targetGroupVpcId, one.vpcId);
    assert.match(one.repositoryUrl, /\/awsx-one-[0-9a-f]{7}$/);
    assert.match(one.address, /^awsx-one-[0-9a-f]{7}-.*\.elb\./);
    assert.notEqual(one.vpcId, two?.vpcId);
    const { Subnets = [] } = await ec2.describeSubnets({ SubnetIds: one.subnetIds });
    const described = Subnets.map(({ VpcId, CidrBlock }) => `${VpcId} ${CidrBlock}`);
    assert.deepEqual(described.sort(), [`${one.vpcId} 10.0.192.0/18`, `${one.vpcId} 10.0.64.0/18`]);
  });

  it("finds nothing to do then", async () => {
    await onBoth((stack) => pulumi(stack, "preview", "--expect-no-changes"));
  });

  it("takes everything away again, and leaves no process behind", async () => {
    const outputs = JSON.parse(await pulumi("one", "stack", "output", "--json")) as Outputs;
    await onBoth((stack) => pulumi(stack, "destroy", "--yes"));
    const { Vpcs = [] } = await ec2.describeVpcs({});
    assert.ok(!Vpcs.some(({ VpcId }) => VpcId === outputs.vpcId));
    assert.deepEqual(descendantsOf(process.pid), processes);
  });
});
