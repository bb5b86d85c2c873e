import { AwsError } from "../../ecs/awsError";
import type { CorrectedCall, Correction } from "./correction";

/** Roles: names and trust policies that AWS refuses, and policies that do not exist. */
export const correctIam: Correction = async (call) => {
  const parameters = new URLSearchParams(call.body.toString());
  switch (call.operation) {
    case "CreateRole":
      checkRoleName(parameters.get("RoleName") ?? "");
      return checkTrust(parameters.get("AssumeRolePolicyDocument"));
    case "UpdateAssumeRolePolicy":
      return checkTrust(parameters.get("PolicyDocument"));
    case "AttachRolePolicy":
      return checkPolicyExists(call, parameters.get("PolicyArn") ?? "");
    default:
      return undefined;
  }
};

function checkRoleName(name: string): void {
  if (/^[\w+=,.@-]{1,64}$/.test(name)) return;
  throw new AwsError(
    "ValidationError",
    `1 validation error detected: Value '${name}' at 'roleName' failed to satisfy constraint: ` +
      "Member must be 1 to 64 letters, digits and any of _+=,.@-",
  );
}

function checkTrust(document: string | null): undefined {
  const problem = trustProblem(document ?? "");
  if (problem !== undefined) throw new AwsError("MalformedPolicyDocument", problem);
}

function trustProblem(document: string): string | undefined {
  const policy = parsed(document);
  if (policy === undefined) return "This policy contains invalid Json";
  const statements = [policy.Statement ?? []].flat() as Partial<Record<string, unknown>>[];
  if (statements.length === 0) return "Syntax errors in policy.";
  for (const { Effect, Principal, NotPrincipal, Action, NotAction, Resource } of statements) {
    if (Resource !== undefined) return "Has prohibited field Resource";
    if (Effect !== "Allow" && Effect !== "Deny") return "Syntax errors in policy.";
    if (Principal === undefined && NotPrincipal === undefined) return "Missing required field Principal";
    if (Action === undefined && NotAction === undefined) return "Missing required field Action";
  }
  return undefined;
}

function parsed(document: string): { Statement?: unknown } | undefined {
  try {
    const policy: unknown = JSON.parse(document);
    return typeof policy === "object" && policy !== null ? policy : undefined;
  } catch {
    return undefined;
  }
}

/** ministack knows few of AWS's own policies: those are taken to exist. */
async function checkPolicyExists(call: CorrectedCall, arn: string): Promise<undefined> {
  if (/^arn:[\w-]+:iam::aws:policy\/./.test(arn)) return;
  const { status } = await call.askQuery("GetPolicy", { PolicyArn: arn });
  if (status === 200) return;
  throw new AwsError("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`, 404);
}
