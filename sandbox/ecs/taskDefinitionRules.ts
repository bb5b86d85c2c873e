import type * as sdk from "@aws-sdk/client-ecs";
import { clientException } from "./awsError";
import { isFargateSize, parseCpu, parseMemory } from "./fargateSizes";
import type { Wire } from "./wire";

type Request = Wire<sdk.RegisterTaskDefinitionRequest>;
type Container = Wire<sdk.ContainerDefinition>;

const namePattern = /^[A-Za-z0-9_-]+$/;
const rolePattern = /^arn:[a-z-]+:iam::\d{12}:role\/.+$/;
const largestDefinitionBytes = 64 * 1024;

/** Refuses what RegisterTaskDefinition refuses; throws a ClientException about the first fault. */
export function checkTaskDefinition(request: Request): void {
  for (const problem of problems(request)) throw clientException(problem);
}

function* problems(request: Request): Generator<string> {
  const { family, containerDefinitions: containers = [] } = request;
  if (!family) yield "Family can not be blank.";
  else if (family.length > 255) yield "Family is too long. It must be at most 255 characters.";
  else if (!namePattern.test(family)) yield "Family contains invalid characters.";
  if (containers.length === 0) yield "Container list cannot be empty.";
  if (containers.length > 10) yield "A task definition can have at most 10 containers.";
  if (Buffer.byteLength(JSON.stringify(request)) > largestDefinitionBytes)
    yield "Actual task definition size exceeds the limit of 64 KiB.";
  for (const role of [request.taskRoleArn, request.executionRoleArn])
    if (role !== undefined && !rolePattern.test(role)) yield "Role is not valid";
  for (const name of duplicates(containers.map((container) => container.name)))
    yield `Container.name should be unique: ${name} is used more than once.`;
  for (const container of containers) yield* containerProblems(request, container);
  if (!containers.some(({ essential = true }) => essential))
    yield "At least one container in the task definition must be marked as essential.";
  const ports = containers.flatMap(({ portMappings = [] }) => portMappings);
  for (const name of duplicates(ports.map((port) => port.name)))
    yield `The port name ${name} must be unique in the task.`;
  for (const port of duplicates(ports.map((each) => `${each.containerPort}/${each.protocol ?? "tcp"}`)))
    yield `The container port ${port} is mapped more than once.`;
  if (request.requiresCompatibilities?.includes("FARGATE")) yield* fargateProblems(request);
}

function* containerProblems(request: Request, container: Container): Generator<string> {
  const { name, image, environment = [], secrets = [], portMappings = [], healthCheck, dependsOn = [] } = container;
  if (!name) yield "Container.name should not be null or empty.";
  else if (!namePattern.test(name) || name.length > 255) yield "Container.name contains invalid characters.";
  if (!image) yield "Container.image should not be null or empty.";
  for (const { containerPort, hostPort } of portMappings) {
    if (containerPort !== undefined && (containerPort < 1 || containerPort > 65535))
      yield `Invalid container port ${containerPort}: it must be between 1 and 65535.`;
    if (request.networkMode === "awsvpc" && hostPort !== undefined && hostPort !== containerPort)
      yield "When networkMode=awsvpc, the host ports and container ports in port mappings must match.";
  }
  for (const variable of duplicates([...environment, ...secrets].map((each) => each.name)))
    if (secrets.some((secret) => secret.name === variable))
      yield (
        "The secret name must be unique and not shared with any new or existing environment variables set on " +
        `the container, such as '${variable}'.`
      );
  if (secrets.some(({ valueFrom }) => !valueFrom)) yield "The value of valueFrom of a secret can not be blank.";
  if (secrets.length > 0 && request.executionRoleArn === undefined)
    yield "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.";
  if (healthCheck) yield* healthCheckProblems(healthCheck);
  const others = request.containerDefinitions?.map((other) => other.name) ?? [];
  for (const { containerName } of dependsOn)
    if (containerName === name || !others.includes(containerName))
      yield `Invalid dependency of container ${name}: ${containerName}.`;
  if (container.stopTimeout !== undefined && container.stopTimeout > 120)
    yield "The stopTimeout of a container must be at most 120 seconds.";
  yield* logProblems(container);
}

function* logProblems({ logConfiguration }: Container): Generator<string> {
  if (logConfiguration?.logDriver !== "awslogs") return;
  const options = logConfiguration.options ?? {};
  const missing = ["awslogs-group", "awslogs-region", "awslogs-stream-prefix"].filter((option) => !options[option]);
  if (missing.length > 0) yield `Log driver awslogs requires options: ${missing.join(", ")}`;
}

function* healthCheckProblems(check: Wire<sdk.HealthCheck>): Generator<string> {
  if (check.command === undefined || check.command.length === 0) yield "Health check command can not be empty.";
  else if (!["CMD", "CMD-SHELL", "NONE"].includes(check.command[0]!))
    yield "Health check command must start with CMD, CMD-SHELL or NONE.";
  const limits = { interval: [5, 300], timeout: [2, 60], retries: [1, 10], startPeriod: [0, 300] } as const;
  for (const [name, [least, most]] of Object.entries(limits)) {
    const value = check[name as keyof typeof limits];
    if (value !== undefined && (value < least || value > most))
      yield `Health check ${name} must be between ${least} and ${most}.`;
  }
}

function* fargateProblems(request: Request): Generator<string> {
  const { containerDefinitions: containers = [] } = request;
  if (request.networkMode !== "awsvpc") yield "Fargate only supports network mode ‘awsvpc’.";
  if (!request.cpu) yield "Fargate requires that 'cpu' be defined at the task level.";
  if (!request.memory) yield "Fargate requires that 'memory' be defined at the task level.";
  const cpu = parseCpu(request.cpu ?? "");
  const memory = parseMemory(request.memory ?? "");
  if (Number.isNaN(cpu)) yield "Invalid 'cpu' setting for task.";
  if (Number.isNaN(memory)) yield "Invalid 'memory' setting for task.";
  if (!isFargateSize(cpu, memory))
    yield (
      `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. ` +
      "See the Amazon ECS documentation for the valid values."
    );
  if (sum(containers.map((container) => container.cpu ?? 0)) > cpu)
    yield "Total CPU of the containers exceeds the CPU of the task.";
  for (const { name, memory: hard, memoryReservation: soft } of containers) {
    if ((hard ?? 0) > memory) yield `The memory of container ${name} exceeds the memory of the task.`;
    if (hard !== undefined && soft !== undefined && soft > hard)
      yield `The memoryReservation of container ${name} must not exceed its memory.`;
  }
  if (sum(containers.map((container) => container.memoryReservation ?? 0)) > memory)
    yield "Total memoryReservation of the containers exceeds the memory of the task.";
  if (request.executionRoleArn === undefined) {
    if (containers.some(({ image }) => image?.includes(".dkr.ecr.")))
      yield "Fargate requires task definition to have execution role ARN to support ECR images.";
    if (containers.some(({ logConfiguration }) => logConfiguration?.logDriver === "awslogs"))
      yield "Fargate requires task definition to have execution role ARN to support log driver awslogs.";
  }
  const ephemeral = request.ephemeralStorage?.sizeInGiB;
  if (ephemeral !== undefined && (ephemeral < 21 || ephemeral > 200))
    yield "Ephemeral storage must be between 21 and 200 GiB.";
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

function duplicates(names: (string | undefined)[]): Set<string> {
  const defined = names.filter((name) => name !== undefined);
  return new Set(defined.filter((name, index) => defined.indexOf(name) !== index));
}
