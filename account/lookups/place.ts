import type { AwsConfig } from "../awsConfig";
import type { Clients } from "../clients";
import type { Place } from "../existing";
import { AccountProblem, reasonOf } from "../problem";

/** The stack's region, the environment's, or the profile's; AWS is not asked. */
export async function lookUpRegion({ region }: AwsConfig, clients: Clients): Promise<string> {
  if (region !== undefined) return region;
  const sts = await clients.sts();
  return sts.config.region().catch(() => {
    throw new AccountProblem("no AWS region is set (pulumi config set aws:region us-west-2)");
  });
}

/** Finds out whose account the credentials open, and refuses one that the stack does not allow. */
export async function lookUpPlace(config: AwsConfig, region: string, clients: Clients): Promise<Place> {
  const { allowedAccountIds: allowed, forbiddenAccountIds: forbidden } = config;
  const identity = await callerIdentity(clients);
  const [, partition = "aws", , , accountId = ""] = identity.split(":");
  const rule =
    allowed.length > 0 && !allowed.includes(accountId)
      ? `allows only ${allowed.join(", ")}`
      : forbidden.includes(accountId)
        ? "forbids it"
        : undefined;
  if (rule !== undefined) {
    throw new AccountProblem(
      `these credentials open account ${accountId}, but the stack ${rule}: ` +
        "use other credentials (AWS_PROFILE, or pulumi config set aws:profile <name>)",
      true,
    );
  }
  return { accountId, region, partition };
}

async function callerIdentity(clients: Clients): Promise<string> {
  try {
    const { Arn } = await (await clients.sts()).getCallerIdentity();
    return Arn ?? "";
  } catch (error) {
    if (isUnanswered(error)) {
      throw new AccountProblem(
        `AWS cannot be reached (${reasonOf(error)}): check the network, and what ` +
          "`pulumi config get aws:endpoints` and AWS_ENDPOINT_URL say, if they are set",
        true,
      );
    }
    throw new AccountProblem(
      `AWS does not accept the credentials (${reasonOf(error)}): ` +
        "set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or pulumi config set aws:profile <name>",
      true,
    );
  }
}

/** The SDK notes on the error of a call how often it tried, and the status of the answer if there was one. */
function isUnanswered(error: unknown): boolean {
  const { $metadata: metadata } = error as { $metadata?: { attempts?: number; httpStatusCode?: number } };
  return metadata?.attempts !== undefined && metadata.httpStatusCode === undefined;
}
