import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const account = "123456789012";
const role = (name: string) => `arn:aws:iam::${account}:role/${name}`;

const logs = new cloudwatch.LogGroup("logs", { name: "/ecs/provider-test", retentionInDays: config.getNumber("days") ?? 30, tags: { a: "b" } });
const access = new iam.RolePolicy("access", {
  role: "ecsTaskExecutionRole-agenticmem",
  policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: ["*"] }] }),
});
const revision = new ecs.TaskDefinition(
  "revision",
  {
    family: "agenticmem-task",
    cpu: config.get("cpu") ?? "1024",
    memory: "4096",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    executionRoleArn: role("ecsTaskExecutionRole-agenticmem"),
    taskRoleArn: role("ecsTaskRole-agenticmem"),
    runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
    containerDefinitions: logs.name.apply((group) =>
      JSON.stringify([
        {
          name: "agenticmem",
          image: `${account}.dkr.ecr.us-west-2.amazonaws.com/agenticmem:latest`,
          essential: true,
          portMappings: [{ name: "api", containerPort: 8081, protocol: "tcp" }],
          environment: [{ name: "B", value: "1" }, { name: "A", value: "2" }],
          logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": group, "awslogs-region": "us-west-2", "awslogs-stream-prefix": "ecs" } },
        },
      ]),
    ),
  },
  { retainOnDelete: true },
);
const service = new ecs.Service("service", {
    name: "agenticmem-service",
    cluster: `arn:aws:ecs:us-west-2:${account}:cluster/agenticmem-cluster`,
    taskDefinition: revision.arn,
    desiredCount: config.getNumber("count") ?? 1,
    launchType: "FARGATE",
    platformVersion: "LATEST",
    availabilityZoneRebalancing: "ENABLED",
    networkConfiguration: { subnets: config.requireObject("subnets"), securityGroups: config.requireObject("securityGroups") },
    deploymentCircuitBreaker: { enable: true, rollback: true },
    propagateTags: "SERVICE",
    enableEcsManagedTags: true,
    waitForSteadyState: true,
    tags: { a: "b" },
  },
  { dependsOn: access },
);
export const revisionArn = revision.arn;
export const serviceArn = service.id;
