/** Which account the local AWS plays. */
export interface AwsAccount {
  region: string;
  accountId: string;
}

/** The account of the sandbox: production's region, and the account id of AWS's own examples. */
export const sandboxAccount: AwsAccount = { region: "us-west-2", accountId: "123456789012" };

/** Where an SDK client finds the local AWS; the credentials are no secret, and nothing checks them. */
export const clientConfig = (endpoint: string, region: string) => ({
  endpoint,
  region,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

/**
 * What any AWS client needs in its environment to work with the local AWS and nothing else. To be laid over the
 * environment that a command would inherit: what is undefined here (every other `AWS_…` variable, such as a profile, a role
 * or an endpoint of a single service) has to be absent, which is how Node starts a process with it.
 */
export function clientEnvironment(
  endpoint: string,
  region: string,
  inherited: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const usersOwn = Object.keys(inherited).filter((name) => name.startsWith("AWS_"));
  const withoutProxy = [inherited.NO_PROXY ?? inherited.no_proxy, "127.0.0.1"].filter(Boolean).join(",");
  return {
    ...Object.fromEntries(usersOwn.map((name) => [name, undefined])),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
    NO_PROXY: withoutProxy,
    no_proxy: withoutProxy,
  };
}
