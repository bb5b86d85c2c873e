import { asking, allWell, checking, problem, sideBySide, type Findings, type Subject } from "./findings";

/** The parts of a trust policy that decide. Source: IAM, "JSON policy element reference". */
interface Statement {
  Effect?: string;
  Principal?: "*" | Record<string, string | string[]>;
  NotPrincipal?: unknown;
  Action?: string | string[];
  NotAction?: string | string[];
  Condition?: unknown;
}

const ecsTasks = "ecs-tasks.amazonaws.com";

/**
 * Whether ECS may assume a role for its tasks. What depends on a condition counts as trust, since ECS may well meet it.
 * @param policy as `GetRole` returns it: JSON, URL-encoded.
 */
export function trustsEcsTasks(policy: string): boolean {
  const { Statement: statement } = JSON.parse(decodeURIComponent(policy)) as { Statement: Statement | Statement[] };
  const about = listOf(statement).filter((candidate) => isAboutEcs(candidate) && isAboutAssuming(candidate));
  const forbidden = about.some(({ Effect, Condition }) => Effect === "Deny" && Condition === undefined);
  return !forbidden && about.some(({ Effect }) => Effect === "Allow");
}

const listOf = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

function isAboutEcs({ Principal, NotPrincipal, Effect }: Statement): boolean {
  // Everybody but somebody: only what is certain may forbid.
  if (NotPrincipal !== undefined) return Effect === "Allow";
  if (Principal === "*") return true;
  return [...listOf(Principal?.Service), ...listOf(Principal?.AWS)].some(
    (principal) => principal === "*" || principal === ecsTasks,
  );
}

function isAboutAssuming({ Action, NotAction }: Statement): boolean {
  if (NotAction !== undefined) return !listOf(NotAction).some(includesAssuming);
  return listOf(Action).some(includesAssuming);
}

/** Action names know the wildcards `*` and `?`, and no case. */
function includesAssuming(pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "i").test("sts:AssumeRole");
}

/** Both roles trust ECS, which starts no task with a role that does not. */
export function checkRoleTrust({ settings, clients }: Subject): Promise<Findings> {
  const { executionRole, taskRole } = settings.names;
  const roles = new Map<string, string>();
  if (taskRole !== undefined) roles.set(taskRole, "task role");
  if (executionRole !== undefined) roles.set(executionRole, "execution role");
  return sideBySide(
    [...roles].map(([name, kind]) =>
      checking(`the trust of ${kind} "${name}"`, async () => {
        const iam = await clients.iam();
        const { Role } = await asking("iam:GetRole", (options) => iam.getRole({ RoleName: name }, options));
        const policy = Role?.AssumeRolePolicyDocument;
        return policy === undefined || trustsEcsTasks(policy) ? allWell : distrust(kind, name);
      }),
    ),
  );
}

const distrust = (kind: string, name: string) =>
  problem(
    `${kind} "${name}" does not trust ${ecsTasks}, so ECS can start no task with it: allow that service sts:AssumeRole in its ` +
      `trust policy (aws iam update-assume-role-policy --role-name ${name} --policy-document file://trust.json)`,
  );
