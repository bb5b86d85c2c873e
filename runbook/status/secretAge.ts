import type { Task, TaskDefinition } from "@aws-sdk/client-ecs";
import type { Clients } from "../../account/clients";
import type { FoundSecret } from "../../account/lookups/secrets";
import { isDenied } from "../../account/problem";
import { parseSecretReference } from "../../settings/arns";

/** A secret that has, or may have, another current version than when the revision was made. */
export interface ChangedSecret {
  name: string;
  /** Tasks that started before the current version was made, and so have an older value; undefined: it is not known. */
  olderTasks?: number;
  /** Why it is not known. */
  reason?: string;
}

/** Secrets that the revision's tasks get in their current version, and that have changed since the revision was made. */
export async function changedSecrets(
  clients: Clients,
  definition: TaskDefinition | undefined,
  tasks: Task[],
  secrets: FoundSecret[],
): Promise<ChangedSecret[]> {
  if (definition === undefined) return [];
  const changed = secrets.filter((secret) => mayHaveChanged(definition, secret));
  const told = await Promise.all(changed.map((secret) => withOlderTasks(clients, definition, tasks, secret)));
  return told.filter((secret) => secret !== undefined);
}

/** As far as the labels of its containers tell: a revision that was made without them may be of the current version. */
function mayHaveChanged(definition: TaskDefinition, secret: FoundSecret): boolean {
  return usersOf(definition, secret).some(
    ({ dockerLabels }) => versionIn(dockerLabels, secret) !== secret.currentVersionId,
  );
}

/** Containers that get whatever version is the current one when a task starts. */
const usersOf = ({ containerDefinitions = [] }: TaskDefinition, { arn }: FoundSecret) =>
  containerDefinitions.filter(({ secrets = [] }) =>
    secrets.some(({ valueFrom = "" }) => {
      const reference = parseSecretReference(valueFrom);
      return reference?.arn === arn && reference.version === "";
    }),
  );

const versionIn = (labels: Record<string, string> | undefined, { name }: FoundSecret) =>
  labels?.[`secret-version/${name}`];

async function withOlderTasks(
  clients: Clients,
  definition: TaskDefinition,
  tasks: Task[],
  secret: FoundSecret,
): Promise<ChangedSecret | undefined> {
  const { name, arn, currentVersionId } = secret;
  let createdAt: Date | undefined;
  try {
    createdAt = await creationOf(clients, arn, currentVersionId);
  } catch (error) {
    if (!isDenied(error)) throw error;
    return { name, reason: "permission for secretsmanager:ListSecretVersionIds is missing" };
  }
  if (createdAt === undefined || createdAt < (definition.registeredAt ?? new Date(0))) {
    const isLabelled = usersOf(definition, secret).some(
      ({ dockerLabels }) => versionIn(dockerLabels, secret) !== undefined,
    );
    return isLabelled ? { name, reason: "an older version was made the current one again" } : undefined;
  }
  const older = tasks.filter((task) => (task.startedAt ?? task.createdAt ?? new Date(0)) < createdAt);
  return { name, olderTasks: older.length };
}

async function creationOf(clients: Clients, SecretId: string, versionId: string): Promise<Date | undefined> {
  const [client, { paginateListSecretVersionIds }] = await Promise.all([
    clients.secretsManager(),
    import("@aws-sdk/client-secrets-manager"),
  ]);
  for await (const { Versions = [] } of paginateListSecretVersionIds({ client }, { SecretId })) {
    const found = Versions.find(({ VersionId }) => VersionId === versionId);
    if (found !== undefined) return found.CreatedDate;
  }
  return undefined;
}
