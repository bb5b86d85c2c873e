import { isSameRevision } from "../../rollout/observation";
import { ownResources } from "./ownPart";
import type { PreviewStep } from "./previewStack";
import { resourcesOf, withResources, type StackState, type StateResource } from "./stackState";

/**
 * Arguments that AWS does not know and that an import therefore cannot find: how the provider goes about things, and in which
 * form it names them. Source: arguments without a counterpart in the AWS API, in the Terraform AWS provider's
 * `aws_ecs_service`, `aws_ecs_task_definition` and `aws_cloudwatch_log_group`.
 */
const ownSwitches: Record<string, readonly string[]> = {
  "aws:ecs/service:Service": [
    "forceDelete",
    "forceNewDeployment",
    "sigintRollback",
    "taskDefinition",
    "triggers",
    "waitForSteadyState",
  ],
  "aws:ecs/taskDefinition:TaskDefinition": ["skipDestroy", "trackLatest"],
  "aws:cloudwatch/logGroup:LogGroup": ["namePrefix", "skipDestroy"],
  "aws:iam/rolePolicy:RolePolicy": ["namePrefix"],
};

/** Fields of a resource that say what AWS has, and what belongs to the operation that wrote them. */
const asImported = new Set(["id", "inputs", "outputs", "created", "modified"]);

/**
 * The state of imported resources as an update of the program would have left it: the provider's own switches, dependencies,
 * protection and what else the program registers beside the arguments. Everything else that differs stays different.
 */
export function correctState(state: StackState, steps: PreviewStep[]): StackState {
  const registered = new Map(steps.map((step) => [step.urn, step]));
  const own = new Set(ownResources(state));
  const corrected = resourcesOf(state).map((resource) => {
    const step = own.has(resource) ? registered.get(resource.urn) : undefined;
    return step?.newState === undefined ? resource : correctResource(resource, step.newState, step.differing);
  });
  return withResources(state, dependenciesFirst(corrected));
}

function correctResource(resource: StateResource, registered: StateResource, differing: string[]): StateResource {
  const beside = Object.entries(registered).filter(([field]) => !asImported.has(field));
  const corrected: StateResource = { ...resource, ...Object.fromEntries(beside) };
  for (const property of differing.filter((name) => isOwnSwitch(resource, registered, name))) {
    corrected.inputs = changed(corrected.inputs, property, registered.inputs?.[property]);
    corrected.outputs = changed(corrected.outputs, property, registered.inputs?.[property]);
  }
  return corrected;
}

function isOwnSwitch({ type, outputs }: StateResource, { inputs }: StateResource, property: string): boolean {
  if (ownSwitches[type]?.includes(property) !== true) return false;
  // An import names the revision `family:number`, where the program has its ARN.
  return (
    property !== "taskDefinition" || isSameRevision(String(outputs?.taskDefinition), String(inputs?.taskDefinition))
  );
}

function changed(values: Record<string, unknown> = {}, name: string, value: unknown): Record<string, unknown> {
  const rest = Object.entries(values).filter(([property]) => property !== name);
  return Object.fromEntries(value === undefined ? rest : [...rest, [name, value]]);
}

/** A state names nothing that comes after it; an import leaves its resources in any order. */
function dependenciesFirst(resources: StateResource[]): StateResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const ordered = new Set<StateResource>();
  const visiting = new Set<StateResource>();
  const place = (resource: StateResource | undefined) => {
    if (resource === undefined || visiting.has(resource)) return;
    visiting.add(resource);
    const provider = resource.provider?.slice(0, resource.provider.lastIndexOf("::"));
    for (const urn of [resource.parent, provider, ...(resource.dependencies ?? [])]) place(byUrn.get(urn ?? ""));
    ordered.add(resource);
  };
  resources.forEach(place);
  return [...ordered];
}
