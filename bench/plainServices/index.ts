import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";

/** What the program's own services look like; the benchmark writes it into the config. */
interface Like {
  count: number;
  cluster: string;
  executionRole: string;
  taskRole: string;
  containerDefinitions: string;
  subnets: string[];
  securityGroups: string[];
}

const like = new pulumi.Config().requireObject<Like>("like");

for (let number = 1; number <= like.count; number++) {
  const name = `bench-${like.count}-${number}`;
  const logGroup = new cloudwatch.LogGroup(`${name}-logs`, { name: `/ecs/${name}`, retentionInDays: 30 });
  const taskDefinition = new ecs.TaskDefinition(`${name}-task`, {
    family: `${name}-task`,
    cpu: "256",
    memory: "512",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    executionRoleArn: like.executionRole,
    taskRoleArn: like.taskRole,
    containerDefinitions: like.containerDefinitions,
  });
  new ecs.Service(
    `${name}-service`,
    {
      name: `${name}-service`,
      cluster: like.cluster,
      taskDefinition: taskDefinition.arn,
      desiredCount: 0,
      launchType: "FARGATE",
      networkConfiguration: { subnets: like.subnets, securityGroups: like.securityGroups },
      deploymentCircuitBreaker: { enable: true, rollback: true },
    },
    { dependsOn: [logGroup] },
  );
}
