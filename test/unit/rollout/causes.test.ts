import assert from "node:assert/strict";
import { findCauses, inLightOfLogs } from "../../../rollout/causes";
import { exitCodeMeaning } from "../../../rollout/exitCodes";
import { kindOf, type Definite } from "../../../rollout/stopRules";
import { targetReason } from "../../../rollout/targetReasons";
import { cannotAssume, event, failedToStart, noSuchKey, stoppedTask } from "./answers";

const secretsPrefix =
  "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ";
const assumed =
  "AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/app-execution/7cb7b3bcc4b642298dc313b41fdc8d9d is not authorized to perform:";

/** What ECS writes, as in its documentation or as people quote it → what it means, what to do, and whether it is definite. */
const table: [words: string, what: RegExp, remedy: RegExp, definite: Definite][] = [
  [
    "CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref 123456789012.dkr.ecr.ap-south-1.amazonaws.com/app/api:latest: not found",
    /^the image is not in its repository$/,
    /push it, or pulumi config set image/,
    "at once",
  ],
  [
    "CannotPullContainerError: The repository with name 'app' does not exist in the registry with id '123456789012'",
    /^the image is not in its repository$/,
    /pulumi config set image/,
    "at once",
  ],
  [
    "CannotPullContainerError: Error response from daemon: manifest for app:1 not found: manifest unknown",
    /not in its repository/,
    /push/,
    "at once",
  ],
  [
    "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/library/repository:latest: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
    /not in its repository/,
    /image/,
    "at once",
  ],
  [
    "CannotPullContainerError: pull image manifest has been retried 7 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'",
    /not built for this CPU architecture/,
    /pulumi config set architecture <X86_64 or ARM64>/,
    "at once",
  ],
  [
    "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 123456789012.dkr.ecr.us-east-1.amazonaws.com/app:latest: pulling from host 123456789012.dkr.ecr.us-east-1.amazonaws.com failed with status code [manifests latest]: 403 Forbidden",
    /execution role may not pull/,
    /ecr:BatchGetImage/,
    "when repeated",
  ],
  [
    "CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref ghcr.io/some/app:latest: failed to authorize: failed to fetch anonymous token: 401 Unauthorized",
    /may not pull/,
    /ecr:/,
    "when repeated",
  ],
  [
    'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref docker.io/tryretool/backend:2.110.5: failed to do request: Head "https://registry-1.docker.io/v2/tryretool/backend/manifests/2.110.5": dial tcp 34.205.13.154:443: i/o timeout',
    /cannot reach the image's registry/,
    /NAT gateway or VPC endpoints.*pulumi config set assignPublicIp true/,
    "never",
  ],
  [
    "CannotPullContainerError: inspect image has been retried 5 time(s): 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit",
    /limits how often/,
    /ECR/,
    "never",
  ],
  [
    "CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer sha256:c0: write /x: no space left on device: unknown",
    /does not fit on the task's disk/,
    /ephemeralStorage/,
    "never",
  ],
  [noSuchKey, /^the secret has no key OPENAI_API_KEY$/, /add the key/, "at once"],
  [
    `${secretsPrefix}unable to retrieve json key API.KEY.`,
    /^the secret has no key API\.KEY$/,
    /add the key/,
    "at once",
  ],
  [
    `${secretsPrefix}unable to retrieve secret from asm: service call has been retried 1 time(s): invalid character 'p' looking for beginning of value`,
    /not a JSON object/,
    /correct/,
    "at once",
  ],
  [
    `${secretsPrefix}unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:us-west-2:123456789012:secret:app from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
    /a secret does not exist/,
    /restore it/,
    "at once",
  ],
  [
    `${secretsPrefix}unable to retrieve secret from asm: failed to fetch secret: InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.`,
    /marked for deletion/,
    /aws secretsmanager restore-secret/,
    "at once",
  ],
  [
    `${secretsPrefix}unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /app/key`,
    /an SSM parameter does not exist/,
    /create it/,
    "at once",
  ],
  [
    `${secretsPrefix}unable to retrieve secrets from ssm: Invalid parameters: [app]`,
    /an SSM parameter does not exist/,
    /create it/,
    "at once",
  ],
  [
    `${secretsPrefix}unable to retrieve secrets from ssm: service call has been retried 1 time(s): ${assumed} ssm:GetParameters on resource: arn:aws:ssm:us-east-1:123456789012:parameter/x`,
    /lacks ssm:GetParameters for a secret/,
    /pulumi config set grantSecretAccess true/,
    "when repeated",
  ],
  [
    `${secretsPrefix}unable to retrieve secret from asm: ${assumed} secretsmanager:GetSecretValue on resource: arn:x`,
    /lacks secretsmanager:GetSecretValue/,
    /grantSecretAccess/,
    "when repeated",
  ],
  [
    `${secretsPrefix}unable to retrieve ecr registry auth: service call has been retried 1 time(s): operation error ECR: GetAuthorizationToken, https response error StatusCode: 400, ${assumed} ecr:GetAuthorizationToken on resource: *`,
    /lacks ecr:GetAuthorizationToken$/,
    /AmazonECSTaskExecutionRolePolicy/,
    "when repeated",
  ],
  [
    `${secretsPrefix}unable to retrieve secret from asm: AccessDeniedException: Access to KMS is not allowed`,
    /lacks a right/,
    /ECS's words/,
    "when repeated",
  ],
  [
    `${secretsPrefix}unable to retrieve secret from asm: service call has been retried 5 time(s): failed to fetch secret arn:aws:secretsmanager:us-west-2:1:secret:x from secrets manager: RequestCanceled: request context canceled caused by: context deadline exceeded. Please check your task network configuration.`,
    /cannot reach AWS/,
    /NAT gateway/,
    "never",
  ],
  [
    "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration.",
    /cannot reach AWS/,
    /NAT gateway/,
    "never",
  ],
  [
    "ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. signal: killed",
    /cannot reach AWS/,
    /NAT/,
    "never",
  ],
  [
    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1",
    /the log group does not exist/,
    /pulumi config set logGroupMode create/,
    "when repeated",
  ],
  [
    "ECS was unable to assume the role arn:aws:iam::123456789012:role/path/my.role.",
    /^ECS cannot assume the role my\.role$/,
    /trust policy/,
    "when repeated",
  ],
  [cannotAssume, /^ECS cannot assume the role app-execution$/, /ecs-tasks\.amazonaws\.com/, "when repeated"],
  [
    "Essential container in task exited; OutOfMemoryError: Container killed due to memory usage",
    /ran out of memory/,
    /pulumi config set memory/,
    "never",
  ],
  [
    'CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: exec: "serve": executable file not found in $PATH: unknown',
    /command cannot be executed/,
    /entryPoint/,
    "at once",
  ],
  [
    "CannotStartContainerError: standard_init_linux.go:228: exec user process caused: exec format error",
    /architecture/,
    /architecture/,
    "at once",
  ],
  [
    "Task failed container health checks",
    /container's health check does not pass/,
    /healthCheck\.startPeriodSeconds/,
    "never",
  ],
  [
    "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:ap-northeast-1:1:targetgroup/public/1c38)",
    /load balancer's health check/,
    /deployment\.healthCheckGracePeriodSeconds/,
    "never",
  ],
  [
    "Capacity is unavailable at this time. Please try again later or in a different availability zone",
    /no capacity/,
    /more zones/,
    "never",
  ],
  [
    "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment disabled in subnet 'subnet-1': InsufficientFreeAddressesInSubnet",
    /no free address/,
    /larger or more subnets/,
    "never",
  ],
  [
    "You’ve reached the limit on the number of vCPUs you can run concurrently",
    /quota is used up/,
    /Service Quotas/,
    "never",
  ],
  ["The requested CPU configuration is above your limit.", /quota is used up/, /Service Quotas/, "never"],
  [
    "Timeout waiting for network interface provisioning to complete.",
    /network interface could not be made/,
    /words/,
    "never",
  ],
  [
    "was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
    /percentages leave no room/,
    /deployment\.maximumPercent 200/,
    "never",
  ],
];

describe("what ECS writes", () => {
  for (const [words, what, remedy, definite] of table) {
    it(`explains: ${words.slice(-90)}`, () => {
      const kind = kindOf(words);
      assert.match(kind?.what ?? "not explained", what);
      assert.match(kind?.remedy ?? "", remedy);
      assert.equal(kind?.definite, definite);
    });
  }
});

const found = (
  stopped: Parameters<typeof findCauses>[0]["stopped"],
  events: string[] = [],
  unhealthyTargets: string[] = [],
) => findCauses({ stopped, events, unhealthyTargets });

describe("causes", () => {
  it("are one for the same reason, whatever the task, the most frequent first", () => {
    const strange = (id: string) =>
      `Odd thing with arn:aws:ecs:us-west-2:123456789012:task/main/${id}, request 3f8b0c9e-0000-4000-8000-${id.slice(0, 12)}`;
    const causes = found([
      stoppedTask(1, { stopCode: "TaskFailedToStart", stoppedReason: strange("a".repeat(32)) }),
      failedToStart(2),
      failedToStart(3),
      failedToStart(4),
      stoppedTask(5, { stopCode: "TaskFailedToStart", stoppedReason: strange("b".repeat(32)) }),
    ]);
    assert.deepEqual(
      causes.map(({ what, tasks }) => [what, tasks]),
      [
        ["the secret has no key OPENAI_API_KEY", 3],
        ["Odd thing with … request …", 2],
      ],
    );
    assert.ok(causes.every(({ what }) => !/[0-9a-f]{32}/.test(what)));
  });

  it("are not tasks that ECS scaled in, moved or replaced", () => {
    const orderly = [
      "Scaling activity initiated by (deployment ecs-svc/1)",
      "Amazon ECS is performing maintenance on the underlying infrastructure hosting the task.",
      "Availability Zone rebalancing",
    ];
    assert.deepEqual(
      found(
        orderly.map((stoppedReason, index) =>
          stoppedTask(index, { stopCode: "ServiceSchedulerInitiated", stoppedReason }),
        ),
      ),
      [],
    );
    const failed = stoppedTask(1, {
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "Task failed container health checks",
      containers: [{ name: "app", exitCode: 137 }],
    });
    assert.deepEqual(
      found([failed]).map(({ what }) => what),
      ["the container's health check does not pass"],
    );
  });

  it("name the container that ended the task, not the sidecar that was stopped with it", () => {
    const containers = [
      { name: "proxy", exitCode: 0 },
      { name: "app", exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" },
    ];
    const [cause] = found([stoppedTask(1, { containers })]);
    assert.equal(cause?.what, "the container ran out of memory");
    assert.deepEqual(cause?.container, { name: "app", exitCode: 137 });
    assert.equal(
      cause?.words,
      "Essential container in task exited; OutOfMemoryError: Container killed due to memory usage",
    );
    assert.deepEqual(cause?.taskArns, [stoppedTask(1).arn]);
  });

  it("put exit codes in plain words", () => {
    const of = (exitCode: number) => found([stoppedTask(1, { containers: [{ name: "app", exitCode }] })])[0];
    assert.equal(of(0)?.what, "container app ended by itself, without an error (exit code 0)");
    assert.match(of(0)?.remedy ?? "", /keep running/);
    assert.equal(of(137)?.what, "container app was killed (SIGKILL), most likely out of memory (exit code 137)");
    assert.equal(of(3)?.what, "container app ended with an error of the application (exit code 3)");
    assert.equal(exitCodeMeaning(127), "has a command that does not exist in the image");
    assert.equal(exitCodeMeaning(132), "was ended by signal 4");
    assert.equal(of(1)?.definite, "never");
  });

  it("come from events where no task came to be", () => {
    const role = event(`failed to launch a task with (error ${cannotAssume}).`).message;
    const causes = found(
      [],
      [role, role, event("has started 1 tasks: (task 01).").message, event("has reached a steady state.").message],
    );
    assert.deepEqual(
      causes.map(({ what, tasks }) => [what, tasks]),
      [["ECS cannot assume the role app-execution", 0]],
    );
  });

  it("are not counted twice when an event tells of the same task", () => {
    const told = event(`was unable to place a task. Reason: ${noSuchKey}.`).message;
    assert.deepEqual(
      found([failedToStart(1)], [told, told]).map(({ tasks }) => tasks),
      [1],
    );
    const strange = failedToStart(1, "Something new");
    assert.equal(
      found([strange], ["(service app-service) was unable to place a task. Reason: Something new."]).length,
      1,
    );
  });

  it("say why targets are unhealthy, before and after ECS stops the task", () => {
    const words = [
      targetReason("Health checks failed with these codes: [503]", "Target.ResponseCodeMismatch"),
      targetReason("Health checks failed with these codes: [503]"),
    ];
    const what =
      "the load balancer's health check does not pass (Target.ResponseCodeMismatch: Health checks failed with these codes: [503])";
    const stopped = stoppedTask(1, {
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "Task failed ELB health checks in (target-group arn:aws:x)",
      containers: [{ name: "app", exitCode: 143 }],
    });
    assert.deepEqual(
      found([], [], words).map((cause) => [cause.what, cause.tasks]),
      [[what, 0]],
    );
    assert.deepEqual(
      found([stopped], [], words).map((cause) => [cause.what, cause.tasks]),
      [[what, 1]],
    );
  });

  it("name the reason code that the load balancer gives, else the one that its words stand for", () => {
    assert.equal(targetReason("Request timed out"), "Target.Timeout: Request timed out");
    assert.equal(targetReason("Health checks failed"), "Target.FailedHealthChecks: Health checks failed");
    assert.equal(targetReason("Health checks failed", "Target.Other"), "Target.Other: Health checks failed");
    assert.equal(targetReason("Something new"), "Something new");
    assert.equal(targetReason(undefined, "Target.Timeout"), "Target.Timeout");
  });

  it("see a wrong architecture in the logs, where alone Fargate tells it", () => {
    const [cause] = found([stoppedTask(1, { containers: [{ name: "app", exitCode: 255 }] })]);
    assert.ok(cause);
    assert.match(inLightOfLogs(cause, ["exec /app: exec format error"]).what, /not built for this CPU architecture/);
    assert.equal(inLightOfLogs(cause, ["Error: no database"]).what, cause.what);
  });
});
