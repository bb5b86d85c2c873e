import type { AwsConfig } from "../awsConfig";
import type { Clients } from "../clients";
import type { Place } from "../existing";
import { AccountProblem, errorCode } from "../problem";

/** Finds out whose account the credentials open, and refuses one that the stack does not allow. */
export async function lookUpPlace(config: AwsConfig, clients: Clients): Promise<Place> {
  const { region } = config;
  if (region === undefined) {
    throw new AccountProblem("no AWS region is set (pulumi config set aws:region us-west-2)");
  }
  const identity = await callerIdentity(clients);
  const [, partition = "aws", , , accountId = ""] = identity.split(":");
  if (config.allowedAccountIds.length > 0 && !config.allowedAccountIds.includes(accountId)) {
    throw new AccountProblem(
      `these credentials open account ${accountId}, but the stack allows only ${config.allowedAccountIds.join(", ")}: ` +
        "use other credentials (AWS_PROFILE, or pulumi config set aws:profile <name>)",
    );
  }
  return { accountId, region, partition };
}

async function callerIdentity(clients: Clients): Promise<string> {
  try {
    const { Arn } = await (await clients.sts()).getCallerIdentity();
    return Arn ?? "";
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new AccountProblem(
      `AWS does not accept the credentials (${errorCode(error)}: ${message}): ` +
        "set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or pulumi config set aws:profile <name>",
    );
  }
}
