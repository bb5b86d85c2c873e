import type { Existing } from "../account/existing";
import { AccountError } from "../account/lookUp";
import type { Settings } from "../settings/types";

/** A resource as the stack's last update left it in the state. */
export interface RecordedResource {
  type: string;
  outputs: Record<string, unknown>;
}

/** Whether the stack may make the service, and whether the log group is its own. Throws before anything is changed. */
export function checkOwnership(
  settings: Settings,
  existing: Pick<Existing, "service" | "logGroupExists" | "place">,
  recorded: RecordedResource[],
): { ownsLogGroup: boolean } {
  const { names, logs } = settings;
  const owns = (type: string, name: string) =>
    recorded.some((resource) => resource.type === type && resource.outputs.name === name);

  const problems: string[] = [];
  if (existing.service !== undefined && !owns("aws:ecs/service:Service", names.service)) {
    problems.push(
      `service "${names.service}" already runs in cluster "${names.cluster}", but this stack did not make it. Taking a live ` +
        "service over is a command of its own, which this version does not have yet; until then use another name " +
        "(pulumi config set service <name>)",
    );
  }
  const ownLogGroup = owns("aws:cloudwatch/logGroup:LogGroup", names.logGroup);
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
  return { ownsLogGroup: ownLogGroup || created };
}
