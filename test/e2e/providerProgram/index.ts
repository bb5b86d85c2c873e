import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const account = "123456789012";
const executionRole = "ecsTaskExecutionRole-agenticmem";
const name = `agenticmem-${pulumi.getStack()}`;

const logs = new cloudwatch.LogGroup("logs", {
  name: `/ecs/${name}`,
  retentionInDays: config.requireNumber("days"),
  tags: { app: "agenticmem" },
});

const access = new iam.RolePolicy("access", {
  role: executionRole,
  policy: config.require("token") === "none" ? policy("none") : config.requireSecret("token").apply(policy),
});

const revision = new ecs.TaskDefinition("revision", {
  family: name,
  cpu: config.require("cpu"),
  memory: "1024",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  executionRoleArn: `arn:aws:iam::${account}:role/${executionRole}`,
  containerDefinitions: logs.name.apply((group) => JSON.stringify([container(group)])),
});

const service = new ecs.Service(
  "service",
  {
    name,
    cluster: `arn:aws:ecs:us-west-2:${account}:cluster/agenticmem-cluster`,
    taskDefinition: revision.arn,
    desiredCount: config.requireNumber("tasks"),
    launchType: "FARGATE",
    networkConfiguration: { subnets: ["subnet-00000001", "subnet-00000002"], securityGroups: ["sg-00000001"] },
    deploymentCircuitBreaker: { enable: true, rollback: true },
    propagateTags: "SERVICE",
    waitForSteadyState: true,
    tags: { app: "agenticmem" },
  },
  { dependsOn: access },
);

export const revisionArn = revision.arn;
export const serviceArn = service.id;
export const policyName = access.name;

function policy(token: string): string {
  const statement = { Sid: token, Effect: "Allow", Action: "ssm:GetParameters", Resource: "*" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

function container(group: string) {
  return {
    name: "agenticmem",
    image: `${account}.dkr.ecr.us-west-2.amazonaws.com/agenticmem:latest`,
    portMappings: [{ name: "api", containerPort: 8081 }],
    environment: [
      { name: "B", value: "1" },
      { name: "A", value: "2" },
    ],
    logConfiguration: {
      logDriver: "awslogs",
      options: { "awslogs-group": group, "awslogs-region": "us-west-2", "awslogs-stream-prefix": "ecs" },
    },
  };
}
