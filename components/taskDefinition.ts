import type { ContainerDefinition, RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import type { Existing } from "../account/existing";
import type { FoundSecret } from "../account/lookups/secrets";
import { SettingsError } from "../settings/settingsError";
import { taskDefinitionSizeProblem } from "../settings/taskDefinitionSize";
import type { ContainerSettings, SecretSetting, Settings, SidecarSettings } from "../settings/types";
import { canonical } from "./canonical";

/** A task definition as `aws ecs register-task-definition --cli-input-json` takes it. */
export type TaskDefinition = Pick<
  RegisterTaskDefinitionCommandInput,
  | "family"
  | "cpu"
  | "memory"
  | "networkMode"
  | "requiresCompatibilities"
  | "executionRoleArn"
  | "taskRoleArn"
  | "runtimePlatform"
  | "ephemeralStorage"
> & { containerDefinitions: ContainerDefinition[] };

type Found = Pick<Existing, "place" | "executionRoleArn" | "taskRoleArn" | "image" | "secrets">;

/**
 * The revision that the settings ask for, in canonical form: the same settings always give the same bytes. Throws a
 * `SettingsError` when it is larger than ECS takes.
 */
export function renderTaskDefinition(settings: Settings, found: Found): TaskDefinition {
  const main: ContainerDefinition = {
    ...renderContainer(settings.container, settings, found),
    image: found.image.reference,
    essential: true,
    ...settings.overrides.container,
  };
  const rendered: TaskDefinition = canonical({
    family: settings.names.family,
    cpu: String(settings.size.cpu),
    memory: String(settings.size.memoryMiB),
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    executionRoleArn: found.executionRoleArn,
    taskRoleArn: found.taskRoleArn,
    runtimePlatform: { cpuArchitecture: settings.architecture, operatingSystemFamily: "LINUX" },
    ephemeralStorage:
      settings.ephemeralStorageGiB === undefined ? undefined : { sizeInGiB: settings.ephemeralStorageGiB },
    containerDefinitions: [main, ...settings.sidecars.map((sidecar) => renderSidecar(sidecar, settings, found))],
  });
  const tooLarge = taskDefinitionSizeProblem(JSON.stringify(rendered));
  if (tooLarge !== undefined) throw new SettingsError([tooLarge]);
  return rendered;
}

function renderSidecar(sidecar: SidecarSettings, settings: Settings, found: Found): ContainerDefinition {
  return {
    ...renderContainer(sidecar, settings, found),
    image: sidecar.image,
    essential: sidecar.essential,
    cpu: sidecar.cpu,
    memory: sidecar.memoryMiB,
    dependsOn: sidecar.dependsOn.map(({ container, condition }) => ({ containerName: container, condition })),
  };
}

function renderContainer(container: ContainerSettings, settings: Settings, found: Found): ContainerDefinition {
  const { healthCheck } = container;
  return {
    name: container.name,
    command: container.command,
    entryPoint: container.entryPoint,
    stopTimeout: container.stopTimeoutSeconds,
    portMappings: container.ports.map(({ name, port, protocol }) => ({
      name,
      containerPort: port,
      hostPort: port,
      protocol,
    })),
    environment: Object.entries(container.environment)
      .map(([name, value]) => ({ name, value }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    secrets: container.secrets.map((secret) => ({
      name: secret.variable,
      valueFrom: secretReference(secret, found.secrets, settings.pinSecretVersions),
    })),
    dockerLabels: secretVersionLabels(container.secrets, found.secrets),
    healthCheck: healthCheck && {
      command: healthCheck.command,
      interval: healthCheck.intervalSeconds,
      timeout: healthCheck.timeoutSeconds,
      retries: healthCheck.retries,
      startPeriod: healthCheck.startPeriodSeconds,
    },
    logConfiguration:
      settings.logs.mode === "none"
        ? undefined
        : {
            logDriver: "awslogs",
            options: {
              "awslogs-group": settings.names.logGroup,
              "awslogs-region": found.place.region,
              "awslogs-stream-prefix": settings.logs.streamPrefix,
            },
          },
  };
}

/**
 * `<secret ARN>:<key>:<stage>:<version id>`, always with all its colons. Source: "Pass Secrets Manager secrets through
 * Amazon ECS environment variables", Amazon ECS Developer Guide.
 */
function secretReference(
  { source }: SecretSetting,
  secrets: Record<string, FoundSecret>,
  pinVersions: boolean,
): string {
  if (source.kind === "parameter") return source.arn;
  const secret = foundSecret(source.secret, secrets);
  if (source.key === undefined && !pinVersions) return secret.arn;
  return `${secret.arn}:${source.key ?? ""}::${pinVersions ? secret.currentVersionId : ""}`;
}

/** One label per secret with its current version id: a rotated secret shows as a changed revision. */
function secretVersionLabels(used: SecretSetting[], secrets: Record<string, FoundSecret>): Record<string, string> {
  return Object.fromEntries(
    used.flatMap(({ source }) => {
      if (source.kind === "parameter") return [];
      const secret = foundSecret(source.secret, secrets);
      return [[`secret-version/${secret.name}`, secret.currentVersionId]];
    }),
  );
}

function foundSecret(name: string, secrets: Record<string, FoundSecret>): FoundSecret {
  const secret = secrets[name];
  if (secret === undefined) throw new Error(`secret "${name}" was not looked up`);
  return secret;
}
