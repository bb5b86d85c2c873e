import { canonicalJson, isValues, textOf, type Value, type Values } from "../values";

/** What ECS assumes in a health check where nothing is given. */
const healthCheckDefaults = { interval: 30, retries: 3, timeout: 5 };

/** The container definitions in a text, or what is wrong with it. */
export function parseContainerDefinitions(json: string): Values[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    return `ECS Task Definition container_definitions is invalid: Error decoding JSON: ${(error as Error).message}`;
  }
  if (!Array.isArray(parsed))
    return "ECS Task Definition container_definitions is invalid: Error decoding JSON: not a list";
  const containers = parsed as Value[];
  const wrong = containers.findIndex((container) => !isValues(container) || Object.keys(container).length === 0);
  if (wrong >= 0)
    return `ECS Task Definition container_definitions is invalid: invalid container definition supplied at index (${wrong})`;
  return containers.filter(isValues);
}

/** The text the state holds: what AWS reports, in an order that never changes; a `cpu` of 0 is none. */
export function containerDefinitionsText(containers: readonly object[]): string {
  return canonicalJson(containers.map((container) => inOrder(container as Values)).sort(byName));
}

/** Whether two texts register the same containers: the order of what has names, and what ECS fills in, means nothing. */
export function areSameContainers(one: string, other: string, networkMode: string | undefined): boolean {
  return reduced(one, networkMode) === reduced(other, networkMode);
}

function reduced(json: string, networkMode: string | undefined): string {
  const containers = parseContainerDefinitions(json);
  if (typeof containers === "string") return json;
  return canonicalJson(containers.map((container) => reducedContainer(inOrder(container), networkMode)).sort(byName));
}

function reducedContainer(container: Values, networkMode: string | undefined): Values {
  const result: Values = { essential: true, ...withoutNothing(container) };
  if (isValues(result.healthCheck)) result.healthCheck = { ...healthCheckDefaults, ...result.healthCheck };
  if (Array.isArray(result.portMappings)) {
    result.portMappings = result.portMappings.filter(isValues).map((mapping) => reducedPort(mapping, networkMode));
  }
  return result;
}

function reducedPort(mapping: Values, networkMode: string | undefined): Values {
  const result = { ...mapping };
  if (result.protocol === "tcp") delete result.protocol;
  if (result.hostPort === 0) delete result.hostPort;
  if (networkMode === "awsvpc") result.hostPort ??= result.containerPort;
  return result;
}

/** Without nulls and empty lists; those that AWS reports come from nothing. */
function withoutNothing(container: Values): Values {
  return Object.fromEntries(
    Object.entries(container).filter(
      ([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

function inOrder(container: Values): Values {
  const result = { ...container };
  if (result.cpu === 0) delete result.cpu;
  for (const list of ["environment", "secrets"]) {
    const entries = result[list];
    if (Array.isArray(entries)) result[list] = entries.filter(isValues).sort(byName);
  }
  return result;
}

function byName(one: Values, other: Values): number {
  const [a, b] = [textOf(one.name) ?? "", textOf(other.name) ?? ""];
  return a < b ? -1 : a > b ? 1 : 0;
}
