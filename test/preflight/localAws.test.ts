import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import { afterEach } from "mocha";
import { readAwsConfig } from "../../account/awsConfig";
import { createClients, type Clients } from "../../account/clients";
import type { Existing } from "../../account/existing";
import { lookUp } from "../../account/lookUp";
import { renderTaskDefinition } from "../../components/taskDefinition";
import { preflight } from "../../rollout/preflight";
import { pushImage } from "../../sandbox/aws/pushImage";
import type { Settings } from "../../settings/types";
import { productionSettings } from "../component/fixtures";
import { control, useLocalAws } from "../sandbox/awsFixture";

describe("preflight in the local AWS", function () {
  this.timeout(60_000);
  const local = useLocalAws();

  function clientsAndConfig(): { clients: Clients; config: ReturnType<typeof readAwsConfig> } {
    const { endpoint, region } = local.aws;
    const services = [
      "cloudwatch",
      "ec2",
      "ecr",
      "ecs",
      "elbv2",
      "iam",
      "logs",
      "secretsmanager",
      "ssm",
      "sts",
      "kms",
      "servicequotas",
    ];
    const endpoints = JSON.stringify(services.map((service) => ({ [service]: endpoint })));
    const values = {
      "aws:endpoints": endpoints,
      "aws:region": region,
      "aws:accessKey": "test",
      "aws:secretKey": "test",
    };
    const config = readAwsConfig({ values, secretKeys: [] }, {});
    return { clients: createClients(config), config };
  }

  async function run(settings: Settings, change: (existing: Existing) => Existing = (existing) => existing) {
    const { clients, config } = clientsAndConfig();
    const existing = change(await lookUp(settings, config, clients));
    await control(local.aws.endpoint, "DELETE", "calls");
    const findings = await preflight(settings, existing, clients, { ownsLogGroup: false });
    const { answer: calls } = await control(local.aws.endpoint, "GET", "calls");
    return { findings, calls };
  }

  /** The service as if it ran already what the settings ask for. */
  const deployed = (settings: Settings) => (existing: Existing) => ({
    ...existing,
    service: {
      arn: "",
      desiredCount: 1,
      taskDefinitionArn: "",
      taskDefinition: renderTaskDefinition(settings, existing),
      description: {},
    },
  });

  const allWell = { problems: [], warnings: [], notChecked: [] };

  afterEach(() => control(local.aws.endpoint, "DELETE", "faults"));

  it("has nothing to say of the healthy account before the service is there, and only reads", async () => {
    const { findings, calls } = await run(productionSettings());
    deepEqual(findings, allWell);
    deepEqual(calls, {
      "cloudwatch:GetMetricStatistics": 1,
      "ec2:DescribeSubnets": 1,
      "ecr:BatchGetImage": 1,
      "ecr:DescribeImages": 1,
      "ecr:GetDownloadUrlForLayer": 1,
      "ecr:GetLifecyclePolicy": 1,
      "elasticloadbalancing:DescribeTargetGroups": 1,
      "iam:GetRole": 2,
      "secretsmanager:GetSecretValue": 1,
      "servicequotas:GetServiceQuota": 1,
      "unsigned:GET": 1,
    });
  });

  it("takes six calls when nothing changes", async () => {
    const settings = productionSettings();
    const { findings, calls } = await run(settings, deployed(settings));
    deepEqual(findings, allWell);
    deepEqual(calls, {
      "ec2:DescribeSubnets": 1,
      "ecr:DescribeImages": 1,
      "ecr:GetLifecyclePolicy": 1,
      "elasticloadbalancing:DescribeTargetGroups": 1,
      "iam:GetRole": 2,
    });
  });

  it("never makes a problem of what it may not ask", async () => {
    const actions = ["cloudwatch:*", "ec2:*", "ecr:*", "elasticloadbalancing:*", "iam:*", "secretsmanager:*"];
    const { clients, config } = clientsAndConfig();
    const existing = await lookUp(productionSettings(), config, clients);
    for (const action of actions) await control(local.aws.endpoint, "POST", "faults", { action, kind: "deny" });
    const refused = await preflight(productionSettings(), existing, clients, { ownsLogGroup: false });
    deepEqual(refused.problems, []);
    deepEqual(
      refused.warnings.map((text) => / could not be checked: permission for (\S+) is missing$/.exec(text)?.[1]).sort(),
      [
        "cloudwatch:GetMetricStatistics",
        "ec2:DescribeSubnets",
        "ecr:BatchGetImage",
        "ecr:DescribeImages",
        "ecr:GetLifecyclePolicy",
        "elasticloadbalancing:DescribeTargetGroups",
        "iam:GetRole",
        "iam:GetRole",
        "secretsmanager:GetSecretValue",
      ],
    );
  });

  it("finds an image for another architecture and a key that the secret lacks", async () => {
    const { container } = productionSettings();
    await pushImage(local.aws.endpoint, {
      repository: "agenticmem",
      tag: "arm",
      behaviour: { architecture: "ARM64" },
    });
    const missing = {
      variable: "X",
      source: { kind: "secret" as const, secret: "agenticmem/prod/env", key: "NOT_THERE" },
    };
    const { findings } = await run({
      ...productionSettings({ image: "arm" }),
      container: { ...container, secrets: [...container.secrets, missing] },
    });
    deepEqual(findings.warnings, []);
    deepEqual(findings.problems.length, 2);
    match(findings.problems.join("\n"), /^image "agenticmem:arm" is built for linux\/arm64, but architecture X86_64/m);
    match(findings.problems.join("\n"), /^secret "agenticmem\/prod\/env" has no key NOT_THERE, which X is to get/m);
  });
});
