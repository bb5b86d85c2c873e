/**
 * The stack's `aws:*` config as the AWS provider takes it, so that look-ups, hooks and commands reach the same account in
 * the same way. Source: https://www.pulumi.com/registry/packages/aws/installation-configuration/
 */
export interface AwsConfig {
  region?: string;
  profile?: string;
  accessKey?: string;
  secretKey?: string;
  token?: string;
  assumeRoles: AssumeRole[];
  /** Service name in the provider's spelling (`ecs`, `elbv2`, `secretsmanager`, …) → URL. */
  endpoints: Record<string, string>;
  allowedAccountIds: string[];
  maxRetries?: number;
  sharedConfigFile?: string;
  sharedCredentialsFile?: string;
  useFipsEndpoint?: boolean;
  useDualstackEndpoint?: boolean;
}

export interface AssumeRole {
  roleArn: string;
  sessionName?: string;
  externalId?: string;
  policy?: string;
}

/** Reads the `aws:*` keys out of raw config values (plain text or JSON, as the engine hands them to a program). */
export function readAwsConfig(values: Record<string, string>, env: NodeJS.ProcessEnv): AwsConfig {
  const text = (key: string) => (values[`aws:${key}`] === "" ? undefined : values[`aws:${key}`]);
  const list = <T>(key: string): T[] => JSON.parse(text(key) ?? "[]") as T[];
  const flag = (key: string) => (text(key) === undefined ? undefined : text(key) === "true");
  const retries = text("maxRetries");
  return {
    region: text("region") ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION,
    profile: text("profile"),
    accessKey: text("accessKey"),
    secretKey: text("secretKey"),
    token: text("token"),
    assumeRoles: list<AssumeRole>("assumeRoles"),
    endpoints: Object.assign({}, ...list<Record<string, string>>("endpoints")) as Record<string, string>,
    allowedAccountIds: list<string | number>("allowedAccountIds").map(String),
    maxRetries: retries === undefined ? undefined : Number(retries),
    sharedConfigFile: list<string>("sharedConfigFiles")[0],
    sharedCredentialsFile: list<string>("sharedCredentialsFiles")[0],
    useFipsEndpoint: flag("useFipsEndpoint"),
    useDualstackEndpoint: flag("useDualstackEndpoint"),
  };
}
