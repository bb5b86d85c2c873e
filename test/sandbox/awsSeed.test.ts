import { DescribeLogGroupsCommand, CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeSubnetsCommand, DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
} from "@aws-sdk/client-ecr";
import {
  DescribeClustersCommand,
  ECSClient,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
} from "@aws-sdk/client-ecs";
import {
  DescribeListenersCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { production } from "../../sandbox/aws/productionAccount";
import { pushImage } from "../../sandbox/aws/pushImage";
import { seed } from "../../sandbox/aws/seed";
import { useLocalAws } from "./awsFixture";

describe("the local AWS looks like the production account", () => {
  const used = useLocalAws();

  it("is the account and region that it says it is", async () => {
    const { Account } = await new STSClient(used.config).send(new GetCallerIdentityCommand({}));
    assert.equal(Account, "123456789012");
    assert.equal(used.aws.accountId, Account);
    assert.equal(used.aws.region, "us-west-2");
  });

  it("has the cluster, and neither service nor task definition", async () => {
    const ecs = new ECSClient(used.config);
    const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: ["agenticmem-cluster"] }));
    assert.deepEqual(
      clusters.map(({ status }) => status),
      ["ACTIVE"],
    );
    const { serviceArns } = await ecs.send(new ListServicesCommand({ cluster: "agenticmem-cluster" }));
    assert.deepEqual(serviceArns, []);
    assert.deepEqual((await ecs.send(new ListTaskDefinitionsCommand({}))).taskDefinitionArns, []);
  });

  it("has both roles, trusted by ECS tasks", async () => {
    const iam = new IAMClient(used.config);
    for (const RoleName of [production.executionRole, production.taskRole]) {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
      assert.match(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""), /ecs-tasks\.amazonaws\.com/);
    }
  });

  it("has the secret with the four keys, whose values say that they are not real", async () => {
    const { SecretString = "" } = await new SecretsManagerClient(used.config).send(
      new GetSecretValueCommand({ SecretId: production.secret }),
    );
    const values = JSON.parse(SecretString) as Record<string, string>;
    assert.deepEqual(Object.keys(values), [
      "OPENAI_API_KEY",
      "ANTHROPIC_API_KEY",
      "LOGIN_SUPABASE_URL",
      "LOGIN_SUPABASE_KEY",
    ]);
    for (const value of Object.values(values)) assert.match(value, /not-real$/);
  });

  it("has two releases of the image, the newer one tagged latest", async () => {
    const { imageDetails = [] } = await new ECRClient(used.config).send(
      new DescribeImagesCommand({ repositoryName: "agenticmem" }),
    );
    assert.deepEqual(imageDetails.map(({ imageTags }) => imageTags).toSorted(), [["1.0.0"], ["1.1.0", "latest"]]);
  });

  it("has a default VPC with a public and a private subnet in each of three zones", async () => {
    const ec2 = new EC2Client(used.config);
    const isDefault = [{ Name: "is-default", Values: ["true"] }];
    const { Vpcs: [vpc] = [] } = await ec2.send(new DescribeVpcsCommand({ Filters: isDefault }));
    const inVpc = [{ Name: "vpc-id", Values: [vpc?.VpcId ?? ""] }];
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters: inVpc }));
    const zones = (isPublic: boolean) =>
      Subnets.filter(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch === isPublic)
        .map(({ AvailabilityZone }) => AvailabilityZone)
        .toSorted();
    assert.deepEqual(zones(true), ["us-west-2a", "us-west-2b", "us-west-2c"]);
    assert.deepEqual(zones(false), ["us-west-2a", "us-west-2b", "us-west-2c"]);
  });

  it("has the target group for addresses, behind a listener, with AWS's deregistration delay", async () => {
    const balancing = new ElasticLoadBalancingV2Client(used.config);
    const { TargetGroups: [group] = [] } = await balancing.send(
      new DescribeTargetGroupsCommand({ Names: ["agenticmem-api-tg"] }),
    );
    assert.equal(group?.TargetType, "ip");
    assert.equal(group?.Port, 8081);
    const { Listeners: [listener] = [] } = await balancing.send(
      new DescribeListenersCommand({ LoadBalancerArn: group?.LoadBalancerArns?.[0] }),
    );
    assert.equal(listener?.DefaultActions?.[0]?.TargetGroupArn, group?.TargetGroupArn);
    const { Attributes = [] } = await balancing.send(
      new DescribeTargetGroupAttributesCommand({ TargetGroupArn: group?.TargetGroupArn }),
    );
    assert.equal(Attributes.find(({ Key }) => Key === "deregistration_delay.timeout_seconds")?.Value, "300");
  });

  it("has the log group", async () => {
    const { logGroups = [] } = await new CloudWatchLogsClient(used.config).send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: "/ecs/" }),
    );
    assert.deepEqual(
      logGroups.map(({ logGroupName }) => logGroupName),
      ["/ecs/agenticmem"],
    );
  });

  it("is not changed by making it a second time", async () => {
    const iam = new IAMClient(used.config);
    const before = await iam.send(new GetRoleCommand({ RoleName: production.taskRole }));
    await seed(used.aws.endpoint, used.aws);
    const after = await iam.send(new GetRoleCommand({ RoleName: production.taskRole }));
    assert.equal(after.Role?.RoleId, before.Role?.RoleId);
    const { Subnets = [] } = await new EC2Client(used.config).send(new DescribeSubnetsCommand({}));
    assert.equal(Subnets.length, 6);
    const { TargetGroups = [] } = await new ElasticLoadBalancingV2Client(used.config).send(
      new DescribeTargetGroupsCommand({}),
    );
    assert.equal(TargetGroups.length, 1);
  });
});

describe("pushing an image", () => {
  const used = useLocalAws();
  const repository = "agenticmem";

  it("moves the tag to a new digest each time, and leaves the old image there", async () => {
    const first = await pushImage(used.aws.endpoint, { repository, tag: "moving" });
    const second = await pushImage(used.aws.endpoint, { repository, tag: "moving" });
    assert.notEqual(first, second);
    const ecr = new ECRClient(used.config);
    const imageIds = [{ imageTag: "moving" }, { imageDigest: first }];
    const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName: repository, imageIds }));
    assert.deepEqual(
      imageDetails.map(({ imageDigest, imageTags }) => ({ imageDigest, imageTags })),
      [
        { imageDigest: second, imageTags: ["moving"] },
        { imageDigest: first, imageTags: undefined },
      ],
    );
  });

  it("gives the same content the same digest", async () => {
    const push = { repository, tag: "same", content: "one", behaviour: { exit: { code: 1, afterSeconds: 2 } } };
    assert.equal(await pushImage(used.aws.endpoint, push), await pushImage(used.aws.endpoint, push));
  });

  it("makes an image whose architecture can be read as from AWS", async () => {
    const imageDigest = await pushImage(used.aws.endpoint, {
      repository,
      tag: "arm",
      behaviour: { architecture: "ARM64" },
    });
    const ecr = new ECRClient(used.config);
    const { images = [] } = await ecr.send(
      new BatchGetImageCommand({ repositoryName: repository, imageIds: [{ imageDigest }] }),
    );
    const manifest = JSON.parse(images[0]?.imageManifest ?? "{}") as { config: { digest: string } };
    const { downloadUrl = "" } = await ecr.send(
      new GetDownloadUrlForLayerCommand({ repositoryName: repository, layerDigest: manifest.config.digest }),
    );
    const config = (await (await fetch(downloadUrl)).json()) as { architecture: string };
    assert.equal(config.architecture, "arm64");
  });

  it("says so when there is no such repository", async () => {
    await assert.rejects(
      pushImage(used.aws.endpoint, { repository: "nowhere", tag: "latest" }),
      /nowhere:latest could not be pushed/,
    );
  });
});
