/** A statement of an IAM policy. Conditions are not evaluated: a statement counts as if its conditions were met. */
export interface Statement {
  Effect: "Allow" | "Deny";
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Principal?: "*" | Record<string, string | string[]>;
}

/** The statements of a policy document (JSON text). */
export function statementsOf(document: string): Statement[] {
  const { Statement: statements = [] } = JSON.parse(document) as { Statement?: Statement | Statement[] };
  return listOf(statements);
}

/** What a set of statements says of an action on a resource: an explicit deny wins over every allow. */
export function verdict(
  statements: Statement[],
  action: string,
  resource: string,
): "allowed" | "denied" | "not allowed" {
  const about = statements.filter((statement) => covers(statement, action, resource));
  if (about.some(({ Effect }) => Effect === "Deny")) return "denied";
  return about.some(({ Effect }) => Effect === "Allow") ? "allowed" : "not allowed";
}

/** Whether a trust policy (JSON text) lets a service assume the role. */
export function isTrustedBy(service: string, trustPolicy: string): boolean {
  const statements = statementsOf(trustPolicy).filter(({ Principal }) => {
    if (Principal === "*") return true;
    return listOf(Principal?.Service).includes(service);
  });
  return (
    verdict(
      statements.map((statement) => ({ ...statement, Resource: "*" })),
      "sts:AssumeRole",
      "*",
    ) === "allowed"
  );
}

function covers({ Action, NotAction, Resource, NotResource }: Statement, action: string, resource: string): boolean {
  const lowerCase = (patterns: string[]) => patterns.map((pattern) => pattern.toLowerCase());
  const matchesAction = NotAction
    ? !matchesAny(lowerCase(listOf(NotAction)), action.toLowerCase())
    : matchesAny(lowerCase(listOf(Action)), action.toLowerCase());
  const matchesResource = NotResource
    ? !matchesAny(listOf(NotResource), resource)
    : matchesAny(listOf(Resource), resource);
  return matchesAction && matchesResource;
}

const matchesAny = (patterns: string[], value: string) => patterns.some((pattern) => wildcard(pattern).test(value));

/** `*` is any text and `?` any character. */
export function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
}

const listOf = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
