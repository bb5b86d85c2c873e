import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";

/** What the program's own resources in the same account look like; the benchmark writes it into the config. */
interface Like {
  cluster: string;
  cpu: string;
  memory: string;
  executionRole: string;
  taskRole: string;
  containerDefinitions: string;
  subnets: string[];
  securityGroups: string[];
  loadBalancers: { targetGroupArn: string; containerName: string; containerPort: number }[];
}

const like = new pulumi.Config().requireObject<Like>("like");

const taskDefinition = new aws.ecs.TaskDefinition("bench-task", {
  family: "bench-task",
  cpu: like.cpu,
  memory: like.memory,
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  executionRoleArn: like.executionRole,
  taskRoleArn: like.taskRole,
  containerDefinitions: like.containerDefinitions,
});

const service = new aws.ecs.Service("bench-service", {
  name: "bench-service",
  cluster: like.cluster,
  taskDefinition: taskDefinition.arn,
  desiredCount: 1,
  launchType: "FARGATE",
  networkConfiguration: { subnets: like.subnets, securityGroups: like.securityGroups },
  loadBalancers: like.loadBalancers,
  deploymentCircuitBreaker: { enable: true, rollback: true },
});

export const serviceArn = service.id;
export const revisionArn = taskDefinition.arn;
