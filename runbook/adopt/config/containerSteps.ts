import type { ContainerDefinition, HealthCheck } from "@aws-sdk/client-ecs";
import type { Step } from "./given";

/** What the main container and the sidecars can say in settings, one by one. `secrets`: see `secretsSetting`. */
export function containerFields(
  container: ContainerDefinition,
  secrets: string[] | Record<string, unknown> | undefined,
): Record<string, unknown> {
  const { command = [], entryPoint = [], stopTimeout, environment = [] } = container;
  return {
    ports: ports(container),
    environment: Object.fromEntries(environment.map(({ name = "", value = "" }) => [name, value])),
    secrets: secrets ?? [],
    healthCheck: container.healthCheck && healthCheck(container.healthCheck),
    command,
    entryPoint,
    stopTimeout,
  };
}

/** Those of a container beside the app's. */
export function sidecarFields(
  container: ContainerDefinition,
  secrets: string[] | Record<string, unknown> | undefined,
): Record<string, unknown> {
  const { cpu, memory, dependsOn = [] } = container;
  return {
    ...containerFields(container, secrets),
    cpu: cpu === 0 ? undefined : cpu,
    memory,
    dependsOn: Object.fromEntries(dependsOn.map(({ containerName = "", condition }) => [containerName, condition])),
  };
}

/** A port without a name goes by its number. */
function ports({ portMappings = [] }: ContainerDefinition): Record<string, unknown> | undefined {
  const entries = portMappings.map(({ name, containerPort, protocol = "tcp" }) => [
    name ?? String(containerPort),
    protocol === "tcp" ? containerPort : `${containerPort}/${protocol}`,
  ]);
  const named = Object.fromEntries(entries) as Record<string, unknown>;
  return Object.keys(named).length === entries.length ? named : undefined;
}

function healthCheck({ command = [], interval = 30, timeout = 5, retries = 3, startPeriod }: HealthCheck) {
  const [kind, text = "", ...more] = command;
  const isText = kind === "CMD-SHELL" && more.length === 0;
  return {
    command: isText ? text : command,
    ...(interval !== 30 && { intervalSeconds: interval }),
    ...(timeout !== 5 && { timeoutSeconds: timeout }),
    ...(retries !== 3 && { retries }),
    ...(startPeriod !== undefined && { startPeriodSeconds: startPeriod }),
  };
}

/** One step for each field that says something; `name` is that of a sidecar. */
export function stepsOf(fields: Record<string, unknown>, name?: string): Step[] {
  return Object.entries(fields)
    .filter(([, value]) => !isNothing(value))
    .map(
      ([field, value]) =>
        (given) =>
          name === undefined ? { ...given, [field]: value } : inSidecar(given, name, { [field]: value }),
    );
}

/** The containers beside the main one, with what each must have. */
export const sidecarStep =
  ({ name = "", image, essential }: ContainerDefinition): Step =>
  (given) =>
    inSidecar(given, name, { image, ...(essential === false && { essential }) });

function inSidecar(given: Readonly<Record<string, unknown>>, name: string, fields: object) {
  const sidecars = (given.sidecars ?? {}) as Record<string, object>;
  return { ...given, sidecars: { ...sidecars, [name]: { ...sidecars[name], ...fields } } };
}

function isNothing(value: unknown): boolean {
  return value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
}
