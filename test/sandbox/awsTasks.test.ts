import * as balancing from "@aws-sdk/client-elastic-load-balancing-v2";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as iam from "@aws-sdk/client-iam";
import * as kms from "@aws-sdk/client-kms";
import * as secrets from "@aws-sdk/client-secrets-manager";
import * as ssm from "@aws-sdk/client-ssm";
import assert from "node:assert/strict";
import { ecsAccount } from "../../sandbox/aws/account";
import { pushImage } from "../../sandbox/aws/pushImage";
import type { Account } from "../../sandbox/ecs/account";
import { useLocalAws } from "./awsFixture";

const executionRole = "arn:aws:iam::123456789012:role/ecsTaskExecutionRole-agenticmem";
const registry = "123456789012.dkr.ecr.us-west-2.amazonaws.com";
const unable =
  "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ";

describe("what a task finds in the local AWS", () => {
  const used = useLocalAws();
  let account: Account;
  let secretArn: string;
  before(async () => {
    account = ecsAccount(used.aws.endpoint, used.aws);
    const client = new secrets.SecretsManagerClient(used.config);
    secretArn = (await client.send(new secrets.DescribeSecretCommand({ SecretId: "agenticmem/prod/env" }))).ARN ?? "";
  });

  describe("images", () => {
    it("pulls by tag and by digest, with the behaviour that was pushed", async () => {
      const behaviour = { exit: { code: 1, afterSeconds: 5, log: ["boom"] } };
      const digest = await pushImage(used.aws.endpoint, { repository: "agenticmem", tag: "broken", behaviour });
      const expected = { digest, behaviour: { architecture: "X86_64", ...behaviour } };
      assert.deepEqual(await account.pullImage(`${registry}/agenticmem:broken`, executionRole), expected);
      assert.deepEqual(await account.pullImage(`${registry}/agenticmem@${digest}`, executionRole), expected);
    });

    it("takes the tag latest when none is given", async () => {
      const named = await account.pullImage(`${registry}/agenticmem:latest`, executionRole);
      assert.deepEqual(await account.pullImage(`${registry}/agenticmem`, executionRole), named);
    });

    for (const image of [`${registry}/agenticmem:nope`, `${registry}/nowhere:latest`]) {
      it(`cannot pull ${image}, in ECS's words`, async () => {
        assert.deepEqual(await account.pullImage(image, executionRole), {
          cannotPull:
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): " +
            `failed to resolve ref ${image}: ${image}: not found`,
        });
      });
    }

    it("cannot pull without the right to log in to the registry", async () => {
      const pulled = await account.pullImage(
        `${registry}/agenticmem:latest`,
        "arn:aws:iam::123456789012:role/ecsTaskRole-agenticmem",
      );
      assert.match("cannotPull" in pulled ? pulled.cannotPull : "", /AccessDenied.*ecr:GetAuthorizationToken/);
    });

    it("gives an image of another registry always the same digest", async () => {
      const first = await account.pullImage("public.ecr.aws/nginx/nginx:1.27");
      assert.match("digest" in first ? first.digest : "", /^sha256:[0-9a-f]{64}$/);
      assert.deepEqual(await account.pullImage("public.ecr.aws/nginx/nginx:1.27"), first);
      assert.notDeepEqual(await account.pullImage("public.ecr.aws/nginx/nginx:1.28"), first);
    });
  });

  describe("secrets", () => {
    const failed = (reason: string) =>
      `${unable}unable to retrieve secret from asm: service call has been retried 1 time(s): ${reason}`;

    it("has a key of the secret, and the whole secret", async () => {
      assert.equal(await account.resolveSecret(`${secretArn}:OPENAI_API_KEY::`, executionRole), undefined);
      assert.equal(await account.resolveSecret(secretArn, executionRole), undefined);
      assert.equal(await account.resolveSecret(`${secretArn}:OPENAI_API_KEY:AWSCURRENT:`, executionRole), undefined);
    });

    it("misses a key", async () => {
      assert.equal(
        await account.resolveSecret(`${secretArn}:NOPE::`, executionRole),
        failed("retrieved secret from Secrets Manager did not contain json key NOPE"),
      );
    });

    it("misses a secret that the role may read", async () => {
      await allow(used.config, "secretsmanager:GetSecretValue", "*");
      const arn = secretArn.replace(/env-.*$/, "gone-AbCdEf");
      assert.equal(
        await account.resolveSecret(`${arn}:KEY::`, executionRole),
        failed(
          `failed to fetch secret ${arn} from secrets manager: ` +
            "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
        ),
      );
    });

    it("misses a secret that is being deleted", async () => {
      const client = new secrets.SecretsManagerClient(used.config);
      const { ARN = "" } = await client.send(new secrets.CreateSecretCommand({ Name: "going", SecretString: "{}" }));
      await client.send(new secrets.DeleteSecretCommand({ SecretId: ARN }));
      assert.match((await account.resolveSecret(ARN, executionRole)) ?? "", /InvalidRequestException: .*deletion/);
    });

    it("is not allowed to read another secret", async () => {
      const reason = await account.resolveSecret(secretArn, "arn:aws:iam::123456789012:role/ecsTaskRole-agenticmem");
      assert.match(
        reason ?? "",
        /AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role\/ecsTaskRole-agenticmem\/task is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:.* because no identity-based policy allows/,
      );
    });

    it("needs the right to decrypt with a customer-managed key", async () => {
      const { KeyMetadata } = await new kms.KMSClient(used.config).send(new kms.CreateKeyCommand({}));
      const { ARN = "" } = await new secrets.SecretsManagerClient(used.config).send(
        new secrets.CreateSecretCommand({ Name: "own-key", SecretString: "{}", KmsKeyId: KeyMetadata?.KeyId }),
      );
      assert.match((await account.resolveSecret(ARN, executionRole)) ?? "", /Access to KMS is not allowed/);
      await allow(used.config, "kms:Decrypt", KeyMetadata?.Arn ?? "");
      assert.equal(await account.resolveSecret(ARN, executionRole), undefined);
    });

    it("has parameters by ARN and by name, when the role may read them", async () => {
      const client = new ssm.SSMClient(used.config);
      await client.send(new ssm.PutParameterCommand({ Name: "/app/key", Value: "v", Type: "SecureString" }));
      await client.send(new ssm.PutParameterCommand({ Name: "plain", Value: "v", Type: "String" }));
      const prefix = "arn:aws:ssm:us-west-2:123456789012:parameter";
      assert.match(
        (await account.resolveSecret(`${prefix}/app/key`, executionRole)) ?? "",
        /AccessDenied.*ssm:GetParameters/,
      );
      await allow(used.config, "ssm:GetParameters", "*");
      for (const valueFrom of [`${prefix}/app/key`, `${prefix}/plain`, "/app/key", "plain"])
        assert.equal(await account.resolveSecret(valueFrom, executionRole), undefined, valueFrom);
      assert.match(
        (await account.resolveSecret(`${prefix}/app/nope`, executionRole)) ?? "",
        /unable to retrieve secrets from ssm: .*invalid ssm parameters: \/app\/nope/,
      );
    });
  });

  describe("roles", () => {
    const words =
      /^ECS was unable to assume the role 'arn:aws:iam::123456789012:role\/.*' that was provided for this task\./;

    it("can be assumed when ECS tasks are trusted", async () => {
      assert.equal(await account.assumeRole(executionRole), undefined);
    });

    it("cannot be assumed when they do not exist or trust somebody else", async () => {
      assert.match((await account.assumeRole("arn:aws:iam::123456789012:role/nope")) ?? "", words);
      const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
      await new iam.IAMClient(used.config).send(
        new iam.CreateRoleCommand({
          RoleName: "untrusting",
          AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
        }),
      );
      assert.match((await account.assumeRole("arn:aws:iam::123456789012:role/untrusting")) ?? "", words);
    });
  });

  it("writes log lines into a stream that it makes", async () => {
    const stream = "ecs/agenticmem/0123";
    await account.putLog("/ecs/agenticmem", stream, [{ timestamp: Date.now(), message: "one" }]);
    await account.putLog("/ecs/agenticmem", stream, [{ timestamp: Date.now(), message: "two" }]);
    const { events = [] } = await new logs.CloudWatchLogsClient(used.config).send(
      new logs.GetLogEventsCommand({ logGroupName: "/ecs/agenticmem", logStreamName: stream, startFromHead: true }),
    );
    assert.deepEqual(
      events.map(({ message }) => message),
      ["one", "two"],
    );
  });

  it("knows which log groups there are", async () => {
    assert.equal(await account.logGroupExists("/ecs/agenticmem"), true);
    assert.equal(await account.logGroupExists("/ecs/agent"), false);
    await account.createLogGroup("/ecs/new");
    await account.createLogGroup("/ecs/new");
    assert.equal(await account.logGroupExists("/ecs/new"), true);
  });

  it("knows target groups, subnets and security groups, and which do not exist", async () => {
    const client = new balancing.ElasticLoadBalancingV2Client(used.config);
    const { TargetGroups: [group] = [] } = await client.send(
      new balancing.DescribeTargetGroupsCommand({ Names: ["agenticmem-api-tg"] }),
    );
    assert.deepEqual(await account.targetGroup(group?.TargetGroupArn ?? ""), {
      targetType: "ip",
      hasLoadBalancer: true,
      deregistrationDelaySeconds: 300,
      healthyThreshold: 5,
      unhealthyThreshold: 2,
      intervalSeconds: 30,
    });
    assert.equal(await account.targetGroup(`${group?.TargetGroupArn}x`), undefined);
    assert.deepEqual(await account.subnet("subnet-00000001"), {
      availabilityZone: "us-west-2a",
      cidrBlock: "172.31.0.0/20",
      freeAddresses: 4091,
    });
    assert.equal(await account.subnet("subnet-0123456789abcdef0"), undefined);
    assert.equal(await account.securityGroupExists("sg-00000001"), true);
    assert.equal(await account.securityGroupExists("sg-0a1b2c3d4e5f67890"), false);
  });
});

/** Gives the execution role one more right. */
async function allow(config: iam.IAMClientConfig, Action: string, Resource: string): Promise<void> {
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] };
  await new iam.IAMClient(config).send(
    new iam.PutRolePolicyCommand({
      RoleName: "ecsTaskExecutionRole-agenticmem",
      PolicyName: Action.replace(":", "-"),
      PolicyDocument: JSON.stringify(document),
    }),
  );
}
