import type { Existing } from "../account/existing";
import { AccountError } from "../account/accountError";
import { scalableDimension, scalableResourceId, serviceNamespace } from "../account/lookups/scalableTarget";
import { removeCommand } from "../settings/commands";
import type { Names, Settings } from "../settings/types";

export const componentType = "agenticmem:ecs:FargateService";
export const foundationType = "agenticmem:ecs:Foundation";
export const serviceType = "aws:ecs/service:Service";
export const taskDefinitionType = "aws:ecs/taskDefinition:TaskDefinition";
export const logGroupType = "aws:cloudwatch/logGroup:LogGroup";
export const scalableTargetType = "aws:appautoscaling/target:Target";
export const rolePolicyType = "aws:iam/rolePolicy:RolePolicy";
export const dashboardType = "aws:cloudwatch/dashboard:Dashboard";
export const metricAlarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

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
  /** Names of the dashboards and alarms that the stack has made; none without it. */
  ownWatches?: string[];
}

/** What is the stack's own; throws, before anything is changed, when the service or log group is somebody else's. */
export function checkOwnership(
  settings: Settings,
  existing: Pick<Existing, "service" | "logGroupExists" | "place" | "scalableTarget">,
  recorded: RecordedResource[],
): Ownership {
  const { names, logs } = settings;
  const owns = (type: string, name: string) =>
    recorded.some((resource) => resource.type === type && resource.outputs.name === name);

  const problems: string[] = [];
  if (existing.service !== undefined && !owns(serviceType, names.service)) {
    problems.push(
      `service "${names.service}" already runs in cluster "${names.cluster}", but this stack did not make it: ` +
        (settings.serviceKey === undefined ? "take it over as it is (npm run adopt), or " : "") +
        "use another name (pulumi config set service <name>)",
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
  const { scalableTarget } = existing;
  if (scalableTarget !== undefined && !ownsScalableTarget(settings, recorded)) {
    problems.push(
      `service "${names.service}" in cluster "${names.cluster}" is scaled already (${scalableTarget.min} to ${scalableTarget.max} tasks), but not by ` +
        `this stack: leave it to whoever does (${removeCommand(["autoscaling"])}), or end that, with all its policies and scheduled ` +
        `actions, and let this stack do it (${deregisterCommand(names)})`,
    );
  }
  if (problems.length > 0) throw new AccountError(problems);
  // Once made by the stack, the log group stays the stack's: a changed mode must not delete what was logged.
  const created = logs.mode === "create" || (logs.mode === "auto" && !existing.logGroupExists);
  return {
    ownsLogGroup: ownLogGroup || created,
    recordedService: recorded.find(({ type }) => type === serviceType)?.outputs,
    ownWatches: recorded.flatMap(({ type, outputs }) => {
      if (type === dashboardType) return [String(outputs.dashboardName)];
      return type === metricAlarmType ? [String(outputs.name)] : [];
    }),
  };
}

/** What scales the service, as far as it was there at the last update, is the stack's. */
export const ownsScalableTarget = ({ names }: Settings, recorded: RecordedResource[]) =>
  recorded.some(({ type, outputs }) => type === scalableTargetType && outputs.resourceId === scalableResourceId(names));

const deregisterCommand = (names: Names) =>
  `aws application-autoscaling deregister-scalable-target --service-namespace ${serviceNamespace} ` +
  `--scalable-dimension ${scalableDimension} --resource-id ${scalableResourceId(names)}`;
