import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateServiceCommand, ECSClient, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import assert from "node:assert/strict";
import { waitUntil } from "../../sandbox/process";
import { useLocalAws } from "./awsFixture";

describe("a service in the local AWS", () => {
  const used = useLocalAws();

  it("runs: its target becomes healthy, and what it prints is in its log group", async () => {
    const { config } = used;
    const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
    const { ARN } = await new SecretsManagerClient(config).send(
      new DescribeSecretCommand({ SecretId: "agenticmem/prod/env" }),
    );
    const balancing = new ElasticLoadBalancingV2Client(config);
    const { TargetGroups: [group] = [] } = await balancing.send(
      new DescribeTargetGroupsCommand({ Names: ["agenticmem-api-tg"] }),
    );
    const targetHealth = async () =>
      (await balancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: group?.TargetGroupArn })))
        .TargetHealthDescriptions ?? [];
    const { Subnets = [] } = await new EC2Client(config).send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "default-for-az", Values: ["false"] }] }),
    );
    const ecs = new ECSClient(config);
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: "agenticmem-task",
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: "1024",
        memory: "4096",
        executionRoleArn: role("ecsTaskExecutionRole-agenticmem"),
        taskRoleArn: role("ecsTaskRole-agenticmem"),
        containerDefinitions: [
          {
            name: "agenticmem",
            image: "123456789012.dkr.ecr.us-west-2.amazonaws.com/agenticmem:latest",
            essential: true,
            portMappings: [{ containerPort: 8081, name: "api" }],
            secrets: [{ name: "OPENAI_API_KEY", valueFrom: `${ARN}:OPENAI_API_KEY::` }],
            logConfiguration: {
              logDriver: "awslogs",
              options: {
                "awslogs-group": "/ecs/agenticmem",
                "awslogs-region": "us-west-2",
                "awslogs-stream-prefix": "ecs",
              },
            },
          },
        ],
      }),
    );
    assert.deepEqual(await targetHealth(), []);
    await ecs.send(
      new CreateServiceCommand({
        cluster: "agenticmem-cluster",
        serviceName: "agenticmem-service",
        taskDefinition: "agenticmem-task",
        desiredCount: 1,
        launchType: "FARGATE",
        networkConfiguration: { awsvpcConfiguration: { subnets: Subnets.map(({ SubnetId = "" }) => SubnetId) } },
        loadBalancers: [{ targetGroupArn: group?.TargetGroupArn, containerName: "agenticmem", containerPort: 8081 }],
      }),
    );
    const target = await waitUntil("a healthy target", 20_000, async () =>
      (await targetHealth()).find(({ TargetHealth }) => TargetHealth?.State === "healthy"),
    );
    assert.match(target.Target?.Id ?? "", /^172\.31\./);
    assert.equal(target.Target?.Port, 8081);
    const { events = [] } = await new CloudWatchLogsClient(config).send(
      new FilterLogEventsCommand({ logGroupName: "/ecs/agenticmem", logStreamNamePrefix: "ecs/agenticmem/" }),
    );
    assert.deepEqual(
      events.map(({ message }) => message),
      ["agenticmem 1.1.0 listens"],
    );
  }).timeout(30_000);
});
