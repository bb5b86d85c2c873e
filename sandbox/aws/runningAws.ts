import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { LocalAws, LocalAwsOptions } from ".";
import { clientConfig, clientEnvironment, sandboxAccount } from "./awsAccount";
import { seed } from "./seed";

/** A local AWS that somebody else has started: what it lacks of production's account is added, unless it is to be empty. */
export async function useRunning(endpoint: string, { isEmpty = false, progress }: LocalAwsOptions): Promise<LocalAws> {
  const { region } = sandboxAccount;
  progress(`using the local AWS at ${endpoint}`);
  const { Account = "" } = await new STSClient(clientConfig(endpoint, region)).send(new GetCallerIdentityCommand({}));
  const account = { region, accountId: Account };
  if (!isEmpty) await seed(endpoint, account);
  return {
    ...account,
    endpoint,
    env: clientEnvironment(endpoint, region),
    reset: () => Promise.reject(new Error(`The local AWS at ${endpoint} (SANDBOX_AWS_ENDPOINT) is not ours to reset.`)),
    stop: () => Promise.resolve(),
  };
}
