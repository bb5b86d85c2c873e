/** Something in the account that is missing or cannot be looked up: a sentence for the user, never a stack trace. */
export class AccountProblem extends Error {}

/** What was looked for, in words, and the setting that names it. */
export interface Wanted {
  /** For example `cluster "agenticmem-cluster"`. */
  what: string;
  /** For example `account 123456789012, region us-west-2`. */
  where: string;
  /** For example `pulumi config set cluster <name>`. */
  fix: string;
  /** The IAM action the look-up needs, for example `ecs:DescribeClusters`. */
  action: string;
}

export function missing({ what, where, fix }: Wanted): AccountProblem {
  return new AccountProblem(`${what} does not exist in ${where} (${fix})`);
}

/** Error codes with which AWS's services say that a thing is not there. */
const notFoundCodes = new Set([
  "NoSuchEntity",
  "NoSuchEntityException",
  "ResourceNotFoundException",
  "ImageNotFoundException",
  "RepositoryNotFoundException",
  "TargetGroupNotFound",
  "TargetGroupNotFoundException",
  "ClusterNotFoundException",
  "ServiceNotFoundException",
  "ParameterNotFound",
]);

const deniedCodes = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "UnauthorizedException",
  "NotAuthorized",
]);

export const isNotFound = (error: unknown): boolean => notFoundCodes.has(errorCode(error));

export const isDenied = (error: unknown): boolean => deniedCodes.has(errorCode(error));

/** AWS's error code, for example `AccessDeniedException`; empty for what is not an error. */
export function errorCode(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** Turns what a look-up threw into a sentence: missing, not permitted, or failed for another reason. */
export function explain(error: unknown, wanted: Wanted): AccountProblem {
  if (error instanceof AccountProblem) return error;
  if (isNotFound(error)) return missing(wanted);
  const message = error instanceof Error ? error.message : String(error);
  if (isDenied(error)) {
    return new AccountProblem(
      `${wanted.what} cannot be looked up: permission for ${wanted.action} is missing (${message})`,
    );
  }
  return new AccountProblem(`${wanted.what} cannot be looked up in ${wanted.where}: ${errorCode(error)}: ${message}`);
}

/** Runs a look-up and words whatever goes wrong. */
export async function looking<T>(wanted: Wanted, lookUp: () => Promise<T | undefined>): Promise<T> {
  let found: T | undefined;
  try {
    found = await lookUp();
  } catch (error) {
    throw explain(error, wanted);
  }
  if (found === undefined) throw missing(wanted);
  return found;
}
