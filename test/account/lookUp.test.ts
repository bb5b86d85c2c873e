import { deepStrictEqual as deepEqual, equal, match, ok } from "node:assert/strict";
import { heldUntil } from "../sandbox/awsFixture";
import { LocalAccount, where } from "./localAccount";

describe("looking up the account", function () {
  this.timeout(20_000);
  const account = new LocalAccount();
  afterEach(() => account.clearFaults());

  /** Those that need no answer to another one. */
  const firstCalls = {
    "ecr:DescribeImages": 1,
    "ecr:DescribeRepositories": 1,
    "ecs:DescribeClusters": 1,
    "ecs:DescribeServices": 1,
    "elasticloadbalancing:DescribeTargetGroups": 1,
    "iam:GetRole": 2,
    "logs:DescribeLogGroups": 1,
    "secretsmanager:DescribeSecret": 1,
    "sts:GetCallerIdentity": 1,
  };

  it("finds all that production's settings name", async () => {
    const found = await account.lookUp();
    deepEqual(found.place, { accountId: "123456789012", region: "us-west-2", partition: "aws" });
    equal(found.clusterArn, "arn:aws:ecs:us-west-2:123456789012:cluster/agenticmem-cluster");
    equal(found.executionRoleArn, "arn:aws:iam::123456789012:role/ecsTaskExecutionRole-agenticmem");
    equal(found.taskRoleArn, "arn:aws:iam::123456789012:role/ecsTaskRole-agenticmem");
    match(found.targetGroupArns.api ?? "", /:targetgroup\/agenticmem-api-tg\//);
    equal(found.logGroupExists, true);
    equal(found.service, undefined);
    equal(found.secretAccess, undefined);
    const secret = found.secrets["agenticmem/prod/env"];
    match(secret?.arn ?? "", /:secret:agenticmem\/prod\/env-\w{6}$/);
    ok(secret?.currentVersionId);
    equal(secret.rotationEnabled, false);
  });

  it("takes few calls, none of which writes or reads a secret's value", async () => {
    const calls = await account.callsOf(() => account.lookUp());
    // The subnets are those of the target group's VPC.
    deepEqual(calls, { ...firstCalls, "ec2:DescribeSubnets": 1 });
  });

  it("does not wait for one answer to ask the next question where it need not", async () => {
    const { network } = await heldUntil(account.endpoint, firstCalls, () => account.lookUp());
    ok(network.subnetIds.length > 0);
  });

  it("survives throttling", async () => {
    for (const action of ["sts:*", "ecs:*", "ecr:*", "iam:*", "ec2:*"]) {
      await account.fault({ action, kind: "throttle", times: 1 });
    }
    equal((await account.lookUp()).logGroupExists, true);
  });

  const missing: [setting: string, value: unknown, problem: string][] = [
    ["cluster", "none", `cluster "none" does not exist in ${where} (pulumi config set cluster <name>)`],
    [
      "executionRole",
      "nobody",
      `execution role "nobody" does not exist in ${where} (pulumi config set executionRole <name>)`,
    ],
    ["taskRole", "nobody", `task role "nobody" does not exist in ${where} (pulumi config set taskRole <name>)`],
    [
      "secret",
      "none",
      `secret "none" does not exist in ${where} (pulumi config set --plaintext secret <name>, or name another one in secrets)`,
    ],
    [
      "targetGroups",
      { api: "none" },
      `target group "none" of port "api" does not exist in ${where} (pulumi config set --path targetGroups.api <name>)`,
    ],
    [
      "image",
      "none",
      `image "agenticmem:none" does not exist in ${where} (push it, or pulumi config set image <tag, digest or whole reference>)`,
    ],
    [
      "repository",
      "none",
      `ECR repository "none" does not exist in ${where} ` +
        "(pulumi config set repository <name>, or pulumi config set image <whole reference>)",
    ],
  ];
  for (const [setting, value, problem] of missing) {
    it(`says which ${setting} is missing, where, and what to do`, () =>
      account.problems([problem], { [setting]: value }));
  }

  it("says all that is missing in one error, each once", async () => {
    const settings = missing.filter(([setting]) => setting !== "image");
    const sidecars = { proxy: { image: "public.ecr.aws/envoy:1", secrets: { A: { secret: "none", key: "a" } } } };
    await account.problems(
      settings.map(([, , problem]) => problem),
      { ...(Object.fromEntries(settings) as Record<string, unknown>), sidecars },
    );
  });

  it("tells a log group that is not there, and is not misled by a longer name", async () => {
    equal((await account.lookUp({ logGroup: "/ecs/agent" })).logGroupExists, false);
  });

  const denied: [action: string, what: string][] = [
    ["ecs:DescribeClusters", 'cluster "agenticmem-cluster"'],
    ["ecs:DescribeServices", 'service "agenticmem-service" in cluster "agenticmem-cluster"'],
    ["ecr:DescribeImages", 'image "agenticmem:latest"'],
    ["ecr:DescribeRepositories", 'ECR repository "agenticmem"'],
    ["secretsmanager:DescribeSecret", 'secret "agenticmem/prod/env"'],
    ["elasticloadbalancing:DescribeTargetGroups", 'target group "agenticmem-api-tg" of port "api"'],
    ["logs:DescribeLogGroups", 'log group "/ecs/agenticmem"'],
  ];
  for (const [action, what] of denied) {
    it(`says that ${action} is not permitted, and on what`, async () => {
      await account.fault({ action, kind: "deny" });
      await account.problems([
        `${what} cannot be looked up: permission for ${action} is missing (User: arn:aws:iam::123456789012:root is not authorized ` +
          `to perform: ${action} because no identity-based policy allows the ${action} action)`,
      ]);
    });
  }

  it("says so of each role, too", async () => {
    await account.fault({ action: "iam:GetRole", kind: "deny" });
    const reason =
      "permission for iam:GetRole is missing (User: arn:aws:iam::123456789012:root is not authorized to perform: iam:GetRole " +
      "because no identity-based policy allows the iam:GetRole action)";
    await account.problems([
      `execution role "ecsTaskExecutionRole-agenticmem" cannot be looked up: ${reason}`,
      `task role "ecsTaskRole-agenticmem" cannot be looked up: ${reason}`,
    ]);
  });

  it("refuses an account that is not allowed, or forbidden, before anything else", async () => {
    const opened = "these credentials open account 123456789012, but the stack";
    const fix = "use other credentials (AWS_PROFILE, or pulumi config set aws:profile <name>)";
    const alsoWrong = { cluster: "none", image: "running" };
    const others = { allowedAccountIds: '["999999999999", 12345678901]' };
    await account.problems([`${opened} allows only 999999999999, 012345678901: ${fix}`], alsoWrong, others);
    await account.problems([`${opened} forbids it: ${fix}`], alsoWrong, { forbiddenAccountIds: "[123456789012]" });
    await account.lookUp({}, { allowedAccountIds: "[123456789012]", forbiddenAccountIds: '["999999999999"]' });
  });

  it("says when credentials are not accepted, and nothing that follows from it", async () => {
    const error = { kind: "error", message: "The security token is invalid.", httpStatus: 403 };
    await account.fault({ action: "sts:*", code: "InvalidClientTokenId", ...error });
    await account.fault({ action: "*", code: "UnrecognizedClientException", ...error });
    await account.problems([
      "AWS does not accept the credentials (InvalidClientTokenId: The security token is invalid.): set AWS_PROFILE or " +
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or pulumi config set aws:profile <name>",
    ]);
  });

  it("says when AWS cannot be reached, and does not blame the credentials", async () => {
    const endpoints = JSON.stringify(
      Object.keys(account.awsConfig().endpoints).map((service) => ({ [service]: "http://127.0.0.1:1" })),
    );
    await account.problems(
      [
        "AWS cannot be reached (ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1): check the network, and what " +
          "`pulumi config get aws:endpoints` and AWS_ENDPOINT_URL say, if they are set",
      ],
      {},
      { endpoints, maxRetries: "0" },
    );
  });
});
