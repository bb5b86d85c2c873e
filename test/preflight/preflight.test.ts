import { deepStrictEqual as deepEqual, match, ok } from "node:assert/strict";
import type { Existing } from "../../account/existing";
import type { LiveService } from "../../account/lookups/liveService";
import { preflight } from "../../rollout/preflight";
import type { Settings } from "../../settings/types";
import {
  digest,
  otherDigest,
  productionAccount,
  productionSettings,
  repositoryUri,
  secretArn,
  targetGroupArn,
} from "../component/fixtures";
import { awsError, fakeClients, throwing, type Answers } from "./fakeClients";

const trust = encodeURIComponent(
  JSON.stringify({
    Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
  }),
);

const subnets = ["subnet-1", "subnet-2"].map((SubnetId) => ({
  SubnetId,
  VpcId: "vpc-1",
  AvailableIpAddressCount: 200,
}));

/** What AWS answers when all is well. */
const healthy: Answers = {
  "ecr.describeImages": { imageDetails: [{ imageDigest: digest, imageTags: ["latest"], imageStatus: "ACTIVE" }] },
  "ecr.batchGetImage": {
    images: [{ imageManifest: JSON.stringify({ manifests: [{ platform: { os: "linux", architecture: "amd64" } }] }) }],
  },
  "ecr.getLifecyclePolicy": throwing(awsError("LifecyclePolicyNotFoundException")),
  "iam.getRole": { Role: { AssumeRolePolicyDocument: trust } },
  "ec2.describeSubnets": { Subnets: subnets },
  "elb.describeTargetGroups": {
    TargetGroups: [
      { TargetGroupArn: targetGroupArn, TargetType: "ip", VpcId: "vpc-1", Protocol: "HTTP", LoadBalancerArns: ["arn"] },
    ],
  },
};

/** The service with the very revision that production's settings ask for. */
function runningService(image = `${repositoryUri}@${digest}`): LiveService {
  const { container, size } = productionSettings();
  const secrets = container.secrets.flatMap(({ source }) =>
    source.kind === "secret" ? [{ name: "x", valueFrom: `${secretArn}:${source.key}::` }] : [],
  );
  return {
    desiredCount: 2,
    taskDefinition: {
      cpu: String(size.cpu),
      runtimePlatform: { cpuArchitecture: "X86_64" },
      containerDefinitions: [{ name: container.name, image, secrets }],
    },
  } as LiveService;
}

async function run(given: {
  answers?: Answers;
  settings?: Partial<Settings>;
  existing?: Partial<Existing>;
  ownsLogGroup?: boolean;
}) {
  const { clients, calls } = fakeClients({ ...healthy, ...given.answers });
  const findings = await preflight(
    { ...productionSettings(), ...given.settings },
    productionAccount({ service: runningService(), ...given.existing }),
    clients,
    { ownsLogGroup: given.ownsLogGroup ?? false },
  );
  return { ...findings, calls: calls.sort() };
}

const overriding = (overrides: Partial<Settings["overrides"]>) => ({
  overrides: { ...productionSettings().overrides, ...overrides },
});

describe("preflight", () => {
  it("of an update that changes nothing is well, with six calls", async () => {
    deepEqual(await run({}), {
      problems: [],
      warnings: [],
      notChecked: [],
      calls: [
        "ec2.describeSubnets",
        "ecr.describeImages",
        "ecr.getLifecyclePolicy",
        "elb.describeTargetGroups",
        "iam.getRole",
        "iam.getRole",
      ],
    });
  });

  it("turns every refusal into a warning that names the permission, and none into a problem", async () => {
    const denied = throwing(awsError("AccessDeniedException"));
    const refused = Object.fromEntries(Object.keys(healthy).map((call) => [call, denied]));
    const { problems, warnings } = await run({ answers: refused, existing: { service: runningService("other:1") } });
    deepEqual(problems, []);
    deepEqual(warnings.map((text) => /permission for (\S+) is missing$/.exec(text)?.[1]).sort(), [
      "ec2:DescribeSubnets",
      "ecr:BatchGetImage",
      "ecr:DescribeImages",
      "ecr:GetLifecyclePolicy",
      "elasticloadbalancing:DescribeTargetGroups",
      "iam:GetRole",
      "iam:GetRole",
    ]);
  });

  it("turns other failures into warnings too", async () => {
    const answers = {
      "ec2.describeSubnets": throwing(awsError("InternalError")),
      "iam.getRole": { Role: { AssumeRolePolicyDocument: "{" } },
    };
    const { problems, warnings } = await run({ answers });
    deepEqual(problems, []);
    match(warnings.join("\n"), /^subnets and security groups could not be checked: InternalError: said AWS$/m);
    match(warnings.join("\n"), /^the trust of execution role ".+" could not be checked: SyntaxError/m);
  });

  it("reports every problem at once", async () => {
    const { problems } = await run({
      answers: {
        "ecr.describeImages": throwing(awsError("ImageNotFoundException")),
        "iam.getRole": { Role: { AssumeRolePolicyDocument: encodeURIComponent('{"Statement":[]}') } },
        "ec2.describeSubnets": { Subnets: subnets.slice(1) },
        "elb.describeTargetGroups": {
          TargetGroups: [
            { TargetGroupArn: targetGroupArn, TargetType: "instance", VpcId: "vpc-2", LoadBalancerArns: [] },
          ],
        },
      },
    });
    const expected = [
      /^image "agenticmem:latest" does not exist/,
      /^execution role ".+" does not trust/,
      /^task role ".+" does not trust/,
      /^subnet subnet-1 does not exist/,
      /^target group ".+" has targets of type instance/,
      /^target group ".+" is in VPC vpc-2/,
      /^target group ".+" belongs to no load balancer/,
    ];
    for (const pattern of expected)
      ok(
        problems.some((text) => pattern.test(text)),
        `${pattern} in ${problems.join("\n")}`,
      );
    deepEqual(problems.length, expected.length);
  });

  it("finds an image of another architecture, also where its manifest does not tell", async () => {
    const config = `data:application/json,${encodeURIComponent('{"os":"linux","architecture":"arm64"}')}`;
    const { problems } = await run({
      existing: { service: runningService(`${repositoryUri}@${otherDigest}`) },
      answers: {
        "ecr.batchGetImage": { images: [{ imageManifest: JSON.stringify({ config: { digest } }) }] },
        "ecr.getDownloadUrlForLayer": { downloadUrl: config },
      },
    });
    match(problems.join(), /^image "agenticmem:latest" is built for linux\/arm64, but architecture X86_64/);
  });

  it("warns of a life-cycle policy that takes away what runs now", async () => {
    const rules = [
      { rulePriority: 1, selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 1 } },
    ];
    const { problems, warnings } = await run({
      existing: { service: runningService(`${repositoryUri}@${otherDigest}`) },
      answers: {
        "ecr.getLifecyclePolicy": { lifecyclePolicyText: JSON.stringify({ rules }) },
        "ecr.describeImages": ({ imageIds: [id] }: { imageIds: { imageDigest: string }[] }) => ({
          imageDetails: [{ imageTags: id?.imageDigest === digest ? ["latest", "1.1.0"] : [] }],
        }),
      },
    });
    deepEqual(problems, []);
    match(warnings.join("\n"), /^rule 1 of the life-cycle policy .+ the image of the revision that runs now: [^\n]+$/);
  });

  it("looks at the quota when the tasks get more cpu", async () => {
    const { problems, warnings, calls } = await run({
      settings: { size: { cpu: 4096, memoryMiB: 8192 } },
      answers: {
        "serviceQuotas.getServiceQuota": { Quota: { Value: 8 } },
        "cloudWatch.getMetricStatistics": {
          Datapoints: [
            { Timestamp: new Date(2), Maximum: 5 },
            { Timestamp: new Date(1), Maximum: 1 },
          ],
        },
      },
    });
    deepEqual(problems, []);
    match(warnings.join(), /needs 8 vCPU more .+ is 8, of which 5 are used/);
    ok(calls.includes("cloudWatch.getMetricStatistics"));
  });

  it("looks at capacity providers, security groups, execute-command and alarms when they are used", async () => {
    const { problems, warnings } = await run({
      settings: {
        capacityProviders: [{ name: "FARGATE_SPOT", weight: 1 }],
        enableExecuteCommand: true,
        ...overriding({ service: { alarms: { alarmNames: ["errors"], enable: true } } }),
      },
      existing: { network: { subnetIds: ["subnet-1", "subnet-2"], securityGroupIds: ["sg-1"], warnings: [] } },
      answers: {
        "ecs.describeClusters": { clusters: [{ capacityProviders: ["FARGATE"] }] },
        "ec2.describeSecurityGroups": { SecurityGroups: [{ GroupId: "sg-1", VpcId: "vpc-9" }] },
        "iam.simulatePrincipalPolicy": {
          EvaluationResults: [{ EvalActionName: "ssmmessages:OpenDataChannel", EvalDecision: "implicitDeny" }],
        },
        "cloudWatch.describeAlarms": { MetricAlarms: [{ AlarmName: "errors", StateValue: "ALARM" }] },
      },
    });
    match(problems.join("\n"), /^capacity provider FARGATE_SPOT is not one of cluster/m);
    match(problems.join("\n"), /^security group sg-1 is in VPC vpc-9/m);
    deepEqual(problems.length, 2);
    match(warnings.join("\n"), /not allowed ssmmessages:OpenDataChannel: no command can be run .+put-role-policy/m);
    match(warnings.join("\n"), /^deployment alarm "errors" rings already/m);
    deepEqual(warnings.length, 2);
  });

  describe("of a log group that this update creates", () => {
    const creating = (answers: Answers) => run({ existing: { logGroupExists: false }, ownsLogGroup: true, answers });
    const caller = { "sts.getCallerIdentity": { Arn: "arn:aws:iam::111122223333:user/me" } };
    const created = 'log group "/ecs/agenticmem" is created by this update';

    it("says that it is not there yet", async () => {
      const root = await creating({ "sts.getCallerIdentity": { Arn: "arn:aws:iam::111122223333:root" } });
      deepEqual([root.problems, root.warnings, root.notChecked], [[], [], [created]]);
      const unknown = await creating({ ...caller, "iam.simulatePrincipalPolicy": throwing(awsError("AccessDenied")) });
      deepEqual([unknown.problems, unknown.warnings, unknown.notChecked], [[], [], [created]]);
    });

    it("warns when it is certain that the caller may not", async () => {
      const EvaluationResults = [{ EvalActionName: "logs:CreateLogGroup", EvalDecision: "explicitDeny" }];
      const { problems, warnings } = await creating({
        ...caller,
        "iam.simulatePrincipalPolicy": { EvaluationResults },
      });
      deepEqual(problems, []);
      match(warnings.join(), /user\/me is not allowed logs:CreateLogGroup/);
    });
  });

  it("says what it does not check: images outside ECR, and what overrides replace", async () => {
    const { problems, warnings, notChecked, calls } = await run({
      existing: { image: { reference: `nginx@${digest}`, digest, asked: "nginx", warnings: [] } },
      settings: overriding({ service: { networkConfiguration: {} } }),
    });
    deepEqual([problems, warnings], [[], []]);
    deepEqual(notChecked, [
      'image "nginx" is not in ECR',
      "subnets and security groups: overrides.service.networkConfiguration takes the settings' place",
      "target groups: overrides.service.networkConfiguration takes the settings' place",
    ]);
    deepEqual(calls, ["iam.getRole", "iam.getRole"]);
  });
});
