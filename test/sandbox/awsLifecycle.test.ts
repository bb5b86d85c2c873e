import { CreateClusterCommand, DescribeClustersCommand, ECSClient } from "@aws-sdk/client-ecs";
import { CreateRoleCommand, DeleteRoleCommand, GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalAws, type LocalAws } from "../../sandbox/aws";
import { clientConfig, clientEnvironment } from "../../sandbox/aws/awsAccount";
import { inventory } from "../../sandbox/demo/inventory";
import { projectDir, withTypeScript } from "../../sandbox/paths";
import { useLocalAws } from "./awsFixture";

const clients = (aws: LocalAws) => {
  const config = { ...clientConfig(aws.endpoint, aws.region), maxAttempts: 1 };
  return { ecs: new ECSClient(config), iam: new IAMClient(config) };
};
const progress = () => undefined;

describe("the life of a local AWS", function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "local-aws-test-"))));
  afterEach(() => rm(folder, { recursive: true }));

  it("keeps what was made, and what was deleted, over a stop and a start", async () => {
    const first = await startLocalAws({ stateDir: folder, progress });
    try {
      await clients(first).ecs.send(new CreateClusterCommand({ clusterName: "mine" }));
      await clients(first).iam.send(new CreateRoleCommand({ RoleName: "mine", AssumeRolePolicyDocument: trust }));
      await clients(first).iam.send(new DeleteRoleCommand({ RoleName: "ecsTaskRole-agenticmem" }));
    } finally {
      await first.stop();
    }
    await assert.rejects(fetch(first.endpoint));

    const second = await startLocalAws({ stateDir: folder, progress });
    try {
      const { clusters } = await clients(second).ecs.send(new DescribeClustersCommand({ clusters: ["mine"] }));
      assert.equal(clusters?.[0]?.status, "ACTIVE");
      await clients(second).iam.send(new GetRoleCommand({ RoleName: "mine" }));
      await assert.rejects(clients(second).iam.send(new GetRoleCommand({ RoleName: "ecsTaskRole-agenticmem" })));
    } finally {
      await second.stop();
    }
  });

  it("makes the account again where half of what was kept is lost", async () => {
    const first = await startLocalAws({ stateDir: folder, progress });
    await first.stop();
    await rm(join(folder, "ministack"), { recursive: true });
    const second = await startLocalAws({ stateDir: folder, progress });
    try {
      await clients(second).iam.send(new GetRoleCommand({ RoleName: "ecsTaskRole-agenticmem" }));
    } finally {
      await second.stop();
    }
  });

  it("goes back to the account as it was made first", async () => {
    const aws = await startLocalAws({ stateDir: folder, progress });
    try {
      await clients(aws).ecs.send(new CreateClusterCommand({ clusterName: "mine" }));
      await clients(aws).iam.send(new DeleteRoleCommand({ RoleName: "ecsTaskRole-agenticmem" }));
      await aws.reset();
      const { failures } = await clients(aws).ecs.send(new DescribeClustersCommand({ clusters: ["mine"] }));
      assert.equal(failures?.[0]?.reason, "MISSING");
      await clients(aws).iam.send(new GetRoleCommand({ RoleName: "ecsTaskRole-agenticmem" }));
    } finally {
      await aws.stop();
    }
  });

  it("has only the default network in an empty account, also after a reset and a new start", async () => {
    const defaults = [
      "VPC vpc-00000001",
      "internet gateway igw-00000001",
      "route table rtb-00000001",
      "security group default (sg-00000001)",
      ...[1, 2, 3].map((number) => `subnet subnet-0000000${number}`),
    ];
    const first = await startLocalAws({ isEmpty: true, stateDir: folder, progress });
    try {
      assert.deepEqual(await inventory(first), defaults);
      await clients(first).ecs.send(new CreateClusterCommand({ clusterName: "mine" }));
      await first.reset();
      assert.deepEqual(await inventory(first), defaults);
      await clients(first).ecs.send(new CreateClusterCommand({ clusterName: "mine" }));
    } finally {
      await first.stop();
    }

    const second = await startLocalAws({ isEmpty: true, stateDir: folder, progress });
    try {
      assert.deepEqual(await inventory(second), [...defaults, "cluster mine"].sort());
    } finally {
      await second.stop();
    }
  });

  it("runs beside another one without either knowing of the other", async () => {
    const [one, other] = await Promise.all([startLocalAws({ progress }), startLocalAws({ progress })]);
    try {
      await clients(one).ecs.send(new CreateClusterCommand({ clusterName: "mine" }));
      const { failures } = await clients(other).ecs.send(new DescribeClustersCommand({ clusters: ["mine"] }));
      assert.equal(failures?.[0]?.reason, "MISSING");
    } finally {
      await Promise.all([one.stop(), other.stop()]);
    }
  });

  it("ends with its process even when that is killed, and loses little", async () => {
    const script = `
      const { startLocalAws } = require("./sandbox/aws");
      startLocalAws({ stateDir: ${JSON.stringify(folder)}, progress() {} })
        .then(({ endpoint }) => console.log(endpoint));`;
    const owner = spawn(process.execPath, [...withTypeScript, "-e", script], {
      cwd: projectDir,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(owner.stdout, "data")) as [Buffer];
    const { iam } = clients({ endpoint: line.toString().trim(), region: "us-west-2" } as LocalAws);
    await iam.send(new CreateRoleCommand({ RoleName: "mine", AssumeRolePolicyDocument: trust }));
    owner.kill("SIGKILL");
    await once(owner, "exit");
    const next = await startLocalAws({ stateDir: folder, progress });
    try {
      await clients(next).iam.send(new GetRoleCommand({ RoleName: "mine" }));
    } finally {
      await next.stop();
    }
  });

  it("starts again only when what a killed one has left running has saved and ended", async () => {
    const lastMinistack = spawn(process.execPath, ["-e", "setTimeout(() => undefined, 1_500)"]);
    await mkdir(join(folder, "work"));
    await writeFile(join(folder, "work", "ministack-1.pid"), String(lastMinistack.pid));
    const next = await startLocalAws({ stateDir: folder, progress });
    await next.stop();
    assert.equal(lastMinistack.exitCode, 0);
  });
});

describe("SANDBOX_AWS_ENDPOINT", () => {
  const used = useLocalAws();
  afterEach(() => delete process.env.SANDBOX_AWS_ENDPOINT);

  it("names a local AWS that is used, completed and left running", async () => {
    const { iam } = clients(used.aws);
    await iam.send(new CreateRoleCommand({ RoleName: "mine", AssumeRolePolicyDocument: trust }));
    await iam.send(new DeleteRoleCommand({ RoleName: "ecsTaskRole-agenticmem" }));
    process.env.SANDBOX_AWS_ENDPOINT = used.aws.endpoint;
    await startLocalAws({ isEmpty: true, progress });
    await assert.rejects(iam.send(new GetRoleCommand({ RoleName: "ecsTaskRole-agenticmem" })));
    const same = await startLocalAws({ progress });
    assert.equal(same.endpoint, used.aws.endpoint);
    assert.equal(same.accountId, "123456789012");
    await iam.send(new GetRoleCommand({ RoleName: "ecsTaskRole-agenticmem" }));
    await assert.rejects(same.reset(), /not ours/);
    await same.stop();
    await iam.send(new GetRoleCommand({ RoleName: "mine" }));
  });
});

describe("the environment for AWS clients", () => {
  it("leaves nothing of the user's own in force", () => {
    const inherited = {
      PATH: "/bin",
      AWS_PROFILE: "production",
      AWS_SESSION_TOKEN: "t",
      AWS_ENDPOINT_URL_ECS: "https://elsewhere",
      AWS_REGION: "eu-west-1",
      NO_PROXY: "intern",
    };
    const env = { ...inherited, ...clientEnvironment("http://127.0.0.1:1", "us-west-2", inherited) };
    assert.deepEqual(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)), {
      PATH: "/bin",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_REGION: "us-west-2",
      AWS_DEFAULT_REGION: "us-west-2",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_PAGER: "",
      NO_PROXY: "intern,127.0.0.1",
      no_proxy: "intern,127.0.0.1",
    });
  });
});

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
