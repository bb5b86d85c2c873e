/** Something in the account that is missing or cannot be looked up: a sentence for the user, never a stack trace. */
export class AccountProblem extends Error {
  constructor(
    message: string,
    /** AWS refused, or could not be asked: that something is missing is not known. */
    readonly isRefusal = false,
  ) {
    super(message);
  }
}

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

/** Where a look-up looks; it is known only once AWS has said whose account this is, which look-ups do not wait for. */
export type Where = () => Promise<string>;

/** What a look-up in progress wants. */
export type Sought = Omit<Wanted, "where"> & { where: Where };

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
  "LoadBalancerNotFound",
  "LoadBalancerNotFoundException",
  "ClusterNotFoundException",
  "ServiceNotFoundException",
  "ParameterNotFound",
  // KMS.
  "NotFoundException",
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

/** AWS's error code, for example `AccessDeniedException`, or Node's, such as `ECONNREFUSED`; empty for what is not an error. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const { name, code } = error as NodeJS.ErrnoException;
  return (name === "Error" || name === "AggregateError") && code !== undefined ? code : name;
}

/** Code and message, as far as there are. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return [errorCode(error), message].filter((part) => part !== "").join(": ");
}

/** Turns what a look-up threw into a sentence: missing, not permitted, or failed for another reason. */
export function explain(error: unknown, wanted: Wanted): AccountProblem {
  if (error instanceof AccountProblem) return error;
  if (isNotFound(error)) return missing(wanted);
  if (isDenied(error)) {
    const message = error instanceof Error ? error.message : "";
    return new AccountProblem(
      `${wanted.what} cannot be looked up: permission for ${wanted.action} is missing (${message})`,
      true,
    );
  }
  return new AccountProblem(`${wanted.what} cannot be looked up in ${wanted.where}: ${reasonOf(error)}`, true);
}

/** Runs a look-up, for which a missing thing is an answer, and words whatever else goes wrong. */
export async function lookingFor<T>(sought: Sought, lookUp: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await lookUp();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw explain(error, { ...sought, where: await sought.where() });
  }
}

/** Runs a look-up and words whatever goes wrong. */
export async function looking<T>(sought: Sought, lookUp: () => Promise<T | undefined>): Promise<T> {
  const found = await lookingFor(sought, lookUp);
  if (found === undefined) throw missing({ ...sought, where: await sought.where() });
  return found;
}

/** Whether a look-up finds something. What AWS refuses to tell is still thrown. */
export async function isThere(lookUp: Promise<unknown>): Promise<boolean> {
  try {
    await lookUp;
    return true;
  } catch (error) {
    if (error instanceof AccountProblem && !error.isRefusal) return false;
    throw error;
  }
}
