import type { EvaluationResult } from "@aws-sdk/client-iam";
import { allWell, asking, checking, notChecked, warning, type Findings, type Subject } from "./findings";

/**
 * Actions that IAM's simulation says are denied on all the resources asked about. What hangs on a condition that the
 * simulation was not told about counts as allowed.
 */
export function deniedActions(
  results: Pick<EvaluationResult, "EvalActionName" | "EvalDecision" | "MissingContextValues">[],
): string[] {
  const mayBeAllowed = new Set(
    results
      .filter(
        ({ EvalDecision, MissingContextValues = [] }) => EvalDecision === "allowed" || MissingContextValues.length > 0,
      )
      .map(({ EvalActionName }) => EvalActionName),
  );
  const asked = new Set(results.flatMap(({ EvalActionName }) => EvalActionName ?? []));
  return [...asked].filter((action) => !mayBeAllowed.has(action)).sort();
}

async function simulate(
  { clients }: Subject,
  PolicySourceArn: string,
  ActionNames: string[],
  ResourceArns?: string[],
): Promise<string[]> {
  const iam = await clients.iam();
  const { EvaluationResults = [] } = await asking("iam:SimulatePrincipalPolicy", (options) =>
    iam.simulatePrincipalPolicy({ PolicySourceArn, ActionNames, ResourceArns }, options),
  );
  return deniedActions(EvaluationResults);
}

/** Source: "Monitor Amazon ECS containers with ECS Exec", Amazon ECS Developer Guide. */
const execActions = [
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
];

/** The task role may do what `aws ecs execute-command` needs, when that is on. */
export async function checkExecuteCommand(subject: Subject): Promise<Findings> {
  const { settings, existing } = subject;
  if (!settings.enableExecuteCommand) return allWell;
  const { taskRole } = settings.names;
  const { taskRoleArn } = existing;
  if (taskRole === undefined || taskRoleArn === undefined) {
    return warning(
      "enableExecuteCommand is on, but taskRole is none: no command can be run in a container (pulumi config set taskRole <name>)",
    );
  }
  return checking(`what execute-command needs of task role "${taskRole}"`, async () => {
    const denied = await simulate(subject, taskRoleArn, execActions);
    if (denied.length === 0) return allWell;
    const policy = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: execActions, Resource: "*" }],
    };
    return warning(
      `enableExecuteCommand is on, but task role "${taskRole}" is not allowed ${denied.join(", ")}: no command can be run in a ` +
        `container (aws iam put-role-policy --role-name ${taskRole} --policy-name execute-command ` +
        `--policy-document '${JSON.stringify(policy)}')`,
    );
  });
}

/** A log group that this update makes is not there yet; whoever runs it should be allowed to make it. */
export async function checkLogGroup(subject: Subject, ownsLogGroup: boolean): Promise<Findings> {
  const { settings, existing } = subject;
  const { logGroup } = settings.names;
  if (existing.logGroupExists || !ownsLogGroup) return allWell;
  const created = notChecked(`log group "${logGroup}" is created by this update`);
  const caller = await callerPolicySource(subject).catch(() => undefined);
  if (caller === undefined) return created;
  const { partition, region, accountId } = existing.place;
  const arn = `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroup}`;
  // Policies name log groups with and without the ending for their streams.
  const denied = await simulate(subject, caller, ["logs:CreateLogGroup"], [arn, `${arn}:*`]).catch(() => []);
  if (denied.length === 0) return created;
  return warning(
    `log group "${logGroup}" does not exist, and ${caller} is not allowed ${denied.join(", ")}: allow it, or use a log group that ` +
      "exists (pulumi config set logGroup <name>)",
  );
}

async function callerPolicySource({ clients }: Subject): Promise<string | undefined> {
  const sts = await clients.sts();
  const { Arn = "" } = await asking("sts:GetCallerIdentity", (options) => sts.getCallerIdentity({}, options));
  return policySourceOf(Arn);
}

/** Who has the policies of a caller; undefined for root, which needs none, and for those that have no place of their own. */
export function policySourceOf(callerArn: string): string | undefined {
  const [, partition, service, , accountId, ...rest] = callerArn.split(":");
  const [kind, name] = rest.join(":").split("/");
  if (service === "iam" && kind === "user") return callerArn;
  if (service === "sts" && kind === "assumed-role") return `arn:${partition}:iam::${accountId}:role/${name}`;
  return undefined;
}
