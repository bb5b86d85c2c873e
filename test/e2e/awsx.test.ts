import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { EC2 } from "@aws-sdk/client-ec2";
import { startLocalAws } from "../../sandbox/aws";
import { clientConfig } from "../../sandbox/aws/awsAccount";
import { startAwsx } from "../../sandbox/awsx";
import { findEngine } from "../../sandbox/engine";
import { projectDir } from "../../sandbox/paths";
import { startProvider } from "../../sandbox/provider";
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
  this.timeout(120_000);

  const cleanUps: (() => Promise<void> | void)[] = [];
  let dir: string;
  let env: NodeJS.ProcessEnv;
  let ec2: EC2;
  let processes: number[];

  before(async function () {
    this.timeout(20 * 60_000);
    const progress = (line: string) => console.error(line);
    const engine = await findEngine({ progress });
    const aws = await startLocalAws({ progress });
    cleanUps.push(() => aws.stop());
    const provider = await startProvider({ env: aws.env, announce: () => undefined });
    cleanUps.push(() => provider.stop());
    const awsx = await startAwsx({ announce: () => undefined });
    cleanUps.push(() => awsx.stop());
    ec2 = new EC2(clientConfig(aws.endpoint, aws.region));
    processes = descendantsOf(process.pid);
    dir = realpathSync(mkdtempSync(join(tmpdir(), "awsx-")));
    cleanUps.push(() => rmSync(dir, { recursive: true }));
    cpSync(join(__dirname, "awsxProgram"), dir, { recursive: true });
    symlinkSync(join(projectDir, "node_modules"), join(dir, "node_modules"));
    for (const folder of ["home", "state"]) mkdirSync(join(dir, folder));
    env = {
      ...process.env,
      ...aws.env,
      PATH: [engine.binDir, process.env.PATH ?? ""].join(delimiter),
      PULUMI_HOME: join(dir, "home"),
      PULUMI_BACKEND_URL: `file://${join(dir, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DEBUG_PROVIDERS: `aws:${provider.port},awsx:${awsx.port}`,
    };
  });

  after(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  });

  /** Runs `pulumi …` on a stack; fails unless it succeeds. */
  function pulumi(stack: string, ...args: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { cwd: dir, env: { ...env, PULUMI_STACK: stack }, maxBuffer: 50_000_000 };
      execFile("pulumi", [...args, "--non-interactive", "--color=never"], options, (error, stdout, stderr) =>
        error === null ? resolve(stdout) : reject(new Error(stdout + stderr)),
      );
    });
  }

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
