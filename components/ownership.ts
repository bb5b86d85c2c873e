import type { Existing } from "../account/existing";
import { AccountError } from "../account/accountError";
import type { Settings } from "../settings/types";

export const componentType = "agenticmem:ecs:FargateService";
export const serviceType = "aws:ecs/service:Service";
export const taskDefinitionType = "aws:ecs/taskDefinition:TaskDefinition";
export const logGroupType = "aws:cloudwatch/logGroup:LogGroup";
export const rolePolicyType = "aws:iam/rolePolicy:RolePolicy";

/** A resource as the stack's last update left it in the state. */
export interface RecordedResource {
  type: string;
  outputs: Record<string, unknown>;
}

/** What of the account the stack has made itself. */
export interface Ownership {
  /** The log group is made, or was made, by this stack. */
  ownsLogGroup: boolean;
  /** The provider's outputs of the stack's service as the last update left them; undefined before the first one. */
  recordedService?: Record<string, unknown>;
}

/** What is the stack's own; throws, before anything is changed, when the service or log group is somebody else's. */
export function checkOwnership(
  settings: Settings,
  existing: Pick<Existing, "service" | "logGroupExists" | "place">,
  recorded: RecordedResource[],
): Ownership {
  const { names, logs } = settings;
  const owns = (type: string, name: string) =>
    recorded.some((resource) => resource.type === type && resource.outputs.name === name);

  const problems: string[] = [];
  if (existing.service !== undefined && !owns(serviceType, names.service)) {
    problems.push(
      `service "${names.service}" already runs in cluster "${names.cluster}", but this stack did not make it: take it over as it ` +
        "is (npm run adopt), or use another name (pulumi config set service <name>)",
    );
  }
  const ownLogGroup = owns(logGroupType, names.logGroup);
  if (logs.mode === "create" && existing.logGroupExists && !ownLogGroup) {
    problems.push(
      `log group "${names.logGroup}" already exists, but this stack did not make it ` +
        "(pulumi config set logGroupMode existing)",
    );
  }
  if (logs.mode === "existing" && !existing.logGroupExists) {
    problems.push(`log group "${names.logGroup}" does not exist (pulumi config set logGroupMode create)`);
  }
  if (problems.length > 0) throw new AccountError(problems);
  // Once made by the stack, the log group stays the stack's: a changed mode must not delete what was logged.
  const created = logs.mode === "create" || (logs.mode === "auto" && !existing.logGroupExists);
  return {
    ownsLogGroup: ownLogGroup || created,
    recordedService: recorded.find(({ type }) => type === serviceType)?.outputs,
  };
}
