import type {
  ContainerDefinition,
  RegisterTaskDefinitionCommandInput,
  Service,
  TaskDefinition,
} from "@aws-sdk/client-ecs";
import { withDefaults } from "../../../sandbox/ecs/taskDefinitionDefaults";
import type { Live } from "../../../runbook/adopt/live/live";

/** Where a made-up service runs. */
export interface Somewhere {
  partition: string;
  region: string;
  /** Of ECR's hosts there. */
  dnsSuffix: string;
}

export const oregon: Somewhere = { partition: "aws", region: "us-west-2", dnsSuffix: "amazonaws.com" };

const accountId = "111122223333";

/** Plain data of the runbook's service as AWS describes it, for what the local AWS cannot be asked to make. */
export function liveData({ partition, region, dnsSuffix }: Somewhere = oregon): Live {
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  const role = (name: string) => `arn:${partition}:iam::${accountId}:role/${name}`;
  const secretArn = arn("secretsmanager", "secret:agenticmem/prod/env-AbCdEf");
  const repositoryUri = `${accountId}.dkr.ecr.${region}.${dnsSuffix}/agenticmem`;
  const roles = {
    "ecsTaskExecutionRole-agenticmem": role("ecsTaskExecutionRole-agenticmem"),
    "ecsTaskRole-agenticmem": role("ecsTaskRole-agenticmem"),
  };
  const revision = described({
    family: "agenticmem-task",
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "1024",
    memory: "4096",
    executionRoleArn: roles["ecsTaskExecutionRole-agenticmem"],
    taskRoleArn: roles["ecsTaskRole-agenticmem"],
    containerDefinitions: [
      {
        name: "agenticmem",
        image: `${repositoryUri}:latest`,
        portMappings: [{ name: "api", containerPort: 8081 }],
        secrets: [{ name: "OPENAI_API_KEY", valueFrom: `${secretArn}:OPENAI_API_KEY::` }],
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": "/ecs/agenticmem",
            "awslogs-region": region,
            "awslogs-stream-prefix": "ecs",
          },
        },
      },
    ],
  });
  const taskDefinitionArn = arn("ecs", "task-definition/agenticmem-task:7");
  return {
    place: { accountId, region, partition },
    service: {
      serviceArn: arn("ecs", "service/agenticmem-cluster/agenticmem-service"),
      serviceName: "agenticmem-service",
      clusterArn: arn("ecs", "cluster/agenticmem-cluster"),
      status: "ACTIVE",
      desiredCount: 2,
      runningCount: 2,
      pendingCount: 0,
      launchType: "FARGATE",
      platformVersion: "LATEST",
      taskDefinition: taskDefinitionArn,
      deploymentController: { type: "ECS" },
      schedulingStrategy: "REPLICA",
      availabilityZoneRebalancing: "ENABLED",
      enableECSManagedTags: true,
      propagateTags: "SERVICE",
      deploymentConfiguration: {
        deploymentCircuitBreaker: { enable: true, rollback: true },
        maximumPercent: 200,
        minimumHealthyPercent: 100,
        strategy: "ROLLING",
      },
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ["subnet-11111111"],
          securityGroups: ["sg-11111111"],
          assignPublicIp: "DISABLED",
        },
      },
      loadBalancers: [
        {
          targetGroupArn: arn("elasticloadbalancing", "targetgroup/agenticmem-api-tg/0123456789abcdef"),
          containerName: "agenticmem",
          containerPort: 8081,
        },
      ],
      healthCheckGracePeriodSeconds: 0,
      deployments: [
        { id: "ecs-svc/1", status: "PRIMARY", rolloutState: "COMPLETED", taskDefinition: taskDefinitionArn },
      ],
    },
    revision: { ...revision, taskDefinitionArn, revision: 7 },
    revisionTags: {},
    logGroup: { name: "/ecs/agenticmem", retentionDays: 30, class: "STANDARD", deletionProtection: false, tags: {} },
    roles,
    repositoryUri,
    secrets: {
      [secretArn]: {
        name: "agenticmem/prod/env",
        arn: secretArn,
        currentVersionId: "11111111-1111-1111-1111-111111111111",
        rotationEnabled: false,
      },
    },
    missing: [],
  };
}

/** A registration as ECS describes it. */
export const described = (request: RegisterTaskDefinitionCommandInput): TaskDefinition =>
  ({ ...withDefaults(request), status: "ACTIVE" }) as unknown as TaskDefinition;

export const ofService =
  (changes: Partial<Service>) =>
  (live: Live): Live => ({ ...live, service: { ...live.service, ...changes } });

export const ofRevision =
  (changes: Partial<TaskDefinition>) =>
  (live: Live): Live => ({ ...live, revision: { ...live.revision, ...changes } });

export const ofDeployment =
  (changes: NonNullable<Service["deployments"]>[number]) =>
  (live: Live): Live =>
    ofService({ deployments: [{ ...live.service.deployments?.[0], ...changes }] })(live);

/** The app's container alone. */
export const ofContainer =
  (changes: Partial<ContainerDefinition>) =>
  (live: Live): Live => {
    const [main, ...others] = live.revision.containerDefinitions ?? [];
    return ofRevision({ containerDefinitions: [{ ...main, ...changes }, ...others] })(live);
  };
