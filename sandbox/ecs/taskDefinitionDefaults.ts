import type * as sdk from "@aws-sdk/client-ecs";
import { parseCpu, parseMemory } from "./fargateSizes";
import type { ContainerDefinition } from "./state";
import type { Wire } from "./wire";

type Request = Omit<Wire<sdk.RegisterTaskDefinitionRequest>, "tags">;

/** A checked request as DescribeTaskDefinition gives it back: with the values that ECS fills in. */
export function withDefaults(request: Request) {
  const containerDefinitions = (request.containerDefinitions ?? []).map(containerWithDefaults);
  const fargate = request.requiresCompatibilities?.includes("FARGATE") ?? false;
  return {
    ...request,
    containerDefinitions,
    networkMode: request.networkMode ?? ("bridge" as const),
    volumes: request.volumes ?? [],
    placementConstraints: request.placementConstraints ?? [],
    requiresCompatibilities: request.requiresCompatibilities ?? [],
    compatibilities: fargate ? ["EC2" as const, "FARGATE" as const] : ["EC2" as const],
    requiresAttributes: attributes(request).map((name) => ({ name })),
    ...(request.cpu !== undefined && { cpu: String(parseCpu(request.cpu)) }),
    ...(request.memory !== undefined && { memory: String(parseMemory(request.memory)) }),
    enableFaultInjection: request.enableFaultInjection ?? false,
  };
}

function containerWithDefaults(container: Wire<sdk.ContainerDefinition>): ContainerDefinition {
  const { healthCheck } = container;
  return {
    ...container,
    name: container.name ?? "",
    image: container.image ?? "",
    cpu: container.cpu ?? 0,
    essential: container.essential ?? true,
    portMappings: (container.portMappings ?? []).map((mapping) => ({
      ...mapping,
      ...(mapping.containerPort !== undefined && { hostPort: mapping.hostPort ?? mapping.containerPort }),
      protocol: mapping.protocol ?? "tcp",
    })),
    environment: container.environment ?? [],
    mountPoints: container.mountPoints ?? [],
    volumesFrom: container.volumesFrom ?? [],
    systemControls: container.systemControls ?? [],
    ...(healthCheck && { healthCheck: { interval: 30, timeout: 5, retries: 3, ...healthCheck } }),
  };
}

/** The agent capabilities that the task definition needs, as ECS names them. */
function attributes(request: Request): string[] {
  const containers = request.containerDefinitions ?? [];
  const found: Record<string, boolean> = {
    "com.amazonaws.ecs.capability.docker-remote-api.1.18": true,
    "com.amazonaws.ecs.capability.docker-remote-api.1.24": containers.some((each) => each.healthCheck),
    "com.amazonaws.ecs.capability.ecr-auth": containers.some((each) => each.image?.includes(".dkr.ecr.")),
    "com.amazonaws.ecs.capability.logging-driver.awslogs": containers.some(
      (each) => each.logConfiguration?.logDriver === "awslogs",
    ),
    "com.amazonaws.ecs.capability.task-iam-role": request.taskRoleArn !== undefined,
    "ecs.capability.container-health-check": containers.some((each) => each.healthCheck),
    "ecs.capability.execution-role-awslogs": request.executionRoleArn !== undefined,
    "ecs.capability.execution-role-ecr-pull": request.executionRoleArn !== undefined,
    "ecs.capability.secrets.asm.environment-variables": containers.some((each) =>
      each.secrets?.some(({ valueFrom }) => valueFrom?.includes(":secretsmanager:")),
    ),
    "ecs.capability.secrets.ssm.environment-variables": containers.some((each) =>
      each.secrets?.some(({ valueFrom }) => !valueFrom?.includes(":secretsmanager:")),
    ),
    "ecs.capability.task-eni": request.networkMode === "awsvpc",
  };
  return Object.keys(found).filter((name) => found[name]);
}
