import { parseEcrReference } from "../../account/imageReference";
import type { Place } from "../../account/existing";
import type { Settings } from "../../settings/types";

interface Statement {
  Sid: string;
  Action: string[];
  Resource: string | string[];
}

const policy = (statements: (Statement | undefined)[]): string | undefined => {
  const given = statements.filter((statement) => statement !== undefined);
  if (given.length === 0) return undefined;
  const Statement = given.map((statement) => ({ ...statement, Effect: "Allow" }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
};

/** Lets ECS start tasks with a role. `sourceAccount`: only for tasks of this account. */
export function trustPolicy(sourceAccount?: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        ...(sourceAccount !== undefined && { Condition: { StringEquals: { "aws:SourceAccount": sourceAccount } } }),
      },
    ],
  });
}

/**
 * What ECS itself needs to start the tasks: their images and their logs. Secrets are in a policy of the service, for exactly those
 * that its revisions use. Source: "Amazon ECS task execution IAM role", Amazon ECS Developer Guide.
 */
export function executionPolicy(services: Settings[], place: Place): string | undefined {
  const repositories = unique(services.flatMap((settings) => repositoryArns(settings, place)));
  const logGroups = unique(services.flatMap(({ logs, names }) => (logs.mode === "none" ? [] : names.logGroup)));
  const { partition, region, accountId } = place;
  return policy([
    // ECR knows no resource for this one.
    repositories.length > 0
      ? { Sid: "LogInToRegistry", Action: ["ecr:GetAuthorizationToken"], Resource: "*" }
      : undefined,
    repositories.length > 0
      ? {
          Sid: "PullImages",
          Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
          Resource: repositories,
        }
      : undefined,
    logGroups.length === 0
      ? undefined
      : {
          Sid: "WriteLogs",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          // The ending stands for the streams of the one group.
          Resource: oneOrMore(
            logGroups.map((name) => `arn:${partition}:logs:${region}:${accountId}:log-group:${name}:*`),
          ),
        },
  ]);
}

const unique = (texts: string[]): string[] => [...new Set(texts)].sort();

const oneOrMore = (resources: string[]): string | string[] => (resources.length === 1 ? resources.join() : resources);

/** The app's own repository, and those of this or other accounts that containers name. */
function repositoryArns({ image, sidecars, foundation }: Settings, { partition, region, accountId }: Place): string[] {
  const usesOwn = foundation.makes.repository || (image.kind !== "reference" && image.kind !== "pinned");
  const references = [
    ...(image.kind === "reference" || image.kind === "pinned" ? [image.reference] : []),
    ...sidecars.map((sidecar) => sidecar.image),
  ];
  const named = references.flatMap((reference) => {
    const parts = parseEcrReference(reference);
    return parts === undefined
      ? []
      : `arn:${partition}:ecr:${parts.region}:${parts.registryId}:repository/${parts.repository}`;
  });
  const own = `arn:${partition}:ecr:${region}:${accountId}:repository/${foundation.repository}`;
  return [...(usesOwn ? [own] : []), ...named];
}

/**
 * What the app itself may do: nothing, until somebody gives its role more. `aws ecs execute-command` talks through the app's role.
 * Source: "Monitor Amazon ECS containers with ECS Exec", Amazon ECS Developer Guide; these actions know no resource.
 */
export function taskPolicy(services: Pick<Settings, "enableExecuteCommand">[]): string | undefined {
  if (!services.some(({ enableExecuteCommand }) => enableExecuteCommand)) return undefined;
  const actions = ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"];
  return policy([{ Sid: "ExecuteCommand", Action: actions.map((action) => `ssmmessages:${action}`), Resource: "*" }]);
}
