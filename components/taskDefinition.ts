import type { ContainerDefinition, RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import type { Existing } from "../account/existing";
import type { LiveService } from "../account/lookups/liveService";
import type { FoundSecret } from "../account/lookups/secrets";
import { SettingsError } from "../settings/settingsError";
import { taskDefinitionSizeProblem } from "../settings/taskDefinitionSize";
import type { ContainerSettings, SecretSetting, Settings, SidecarSettings } from "../settings/types";
import { versionUsed } from "../account/lookups/secrets";
import { canonical } from "./canonical";
import { quickRollout } from "../rollout/quickRollout";
import { portMappings } from "./portMappings";

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

type Found = Pick<Existing, "place" | "executionRoleArn" | "taskRoleArn" | "image" | "secrets"> & {
  service?: Pick<LiveService, "taskDefinition">;
};

/**
 * The revision that the settings ask for, in canonical form: the same settings, over the same running revision, always give the
 * same bytes. Throws a
 * `SettingsError` when it is larger than ECS takes.
 */
export function renderTaskDefinition(settings: Settings, found: Found): TaskDefinition {
  const main = overridden(
    {
      ...renderContainer(settings.container, settings, found),
      stopTimeout: settings.container.stopTimeoutSeconds ?? quickStop(settings),
      image: found.image.reference,
      essential: true,
    },
    settings.overrides.container,
  );
  const rendered: TaskDefinition = canonical({
    family: settings.names.family,
    cpu: String(settings.size.cpu),
    memory: String(settings.size.memoryMiB),
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    executionRoleArn: found.executionRoleArn,
    taskRoleArn: found.taskRoleArn,
    runtimePlatform: settings.architecture && {
      cpuArchitecture: settings.architecture,
      operatingSystemFamily: "LINUX",
    },
    ephemeralStorage:
      settings.ephemeralStorageGiB === undefined ? undefined : { sizeInGiB: settings.ephemeralStorageGiB },
    containerDefinitions: [main, ...settings.sidecars.map((sidecar) => renderSidecar(sidecar, settings, found))],
  });
  const tooLarge = taskDefinitionSizeProblem(JSON.stringify(rendered));
  if (tooLarge !== undefined) throw new SettingsError([tooLarge]);
  return rendered;
}

/** Behind a load balancer of ours, a task that is told to stop has no connections any more. */
const quickStop = ({ foundation, targetGroups }: Settings) =>
  foundation.makes.loadBalancer && targetGroups.length > 0 ? quickRollout.stopTimeoutSeconds : undefined;

function renderSidecar(sidecar: SidecarSettings, settings: Settings, found: Found): ContainerDefinition {
  return overridden(
    {
      ...renderContainer(sidecar, settings, found),
      image: sidecar.image,
      essential: sidecar.essential,
      cpu: sidecar.cpu,
      memory: sidecar.memoryMiB,
      dependsOn: sidecar.dependsOn.map(({ container, condition }) => ({ containerName: container, condition })),
    },
    settings.overrides.sidecars[sidecar.name],
  );
}

/** Labels stand beside those of secret versions, without which a rotated secret would not roll out; `{}` is none at all. */
function overridden(container: ContainerDefinition, override: Partial<ContainerDefinition> = {}): ContainerDefinition {
  const { dockerLabels = {} } = override;
  const labels = Object.keys(dockerLabels).length > 0 && {
    dockerLabels: { ...container.dockerLabels, ...dockerLabels },
  };
  return { ...container, ...override, ...labels };
}

function renderContainer(container: ContainerSettings, settings: Settings, found: Found): ContainerDefinition {
  const { healthCheck } = container;
  return {
    name: container.name,
    command: container.command,
    entryPoint: container.entryPoint,
    stopTimeout: container.stopTimeoutSeconds,
    portMappings: portMappings(container, found.service?.taskDefinition),
    environment: Object.entries(container.environment)
      .map(([name, value]) => ({ name, value }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    secrets: container.secrets.map((secret) => ({
      name: secret.variable,
      valueFrom: secretReference(secret, found.secrets, settings),
    })),
    dockerLabels: settings.secretVersionLabels
      ? secretVersionLabels(container.secrets, found.secrets, settings)
      : undefined,
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
function secretReference({ source }: SecretSetting, secrets: Record<string, FoundSecret>, settings: Settings): string {
  if (source.kind === "parameter") return source.arn;
  const secret = foundSecret(source.secret, secrets);
  if (source.key === undefined && !settings.pinSecretVersions) return secret.arn;
  return `${secret.arn}:${source.key ?? ""}::${settings.pinSecretVersions ? versionUsed(secret, settings) : ""}`;
}

/** One label per secret with the id of the version it gets: a rotated secret shows as a changed revision. */
function secretVersionLabels(
  used: SecretSetting[],
  secrets: Record<string, FoundSecret>,
  settings: Settings,
): Record<string, string> {
  return Object.fromEntries(
    used.flatMap(({ source }) => {
      if (source.kind === "parameter") return [];
      const secret = foundSecret(source.secret, secrets);
      return [[`secret-version/${secret.name}`, versionUsed(secret, settings)]];
    }),
  );
}

function foundSecret(name: string, secrets: Record<string, FoundSecret>): FoundSecret {
  const secret = secrets[name];
  if (secret === undefined) throw new Error(`secret "${name}" was not looked up`);
  return secret;
}
