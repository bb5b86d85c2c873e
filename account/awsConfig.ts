import { homedir } from "node:os";
import type { StackConfig } from "../settings/ownValues";
import { AccountError } from "./accountError";
import { ConfigReader } from "./configReader";

/**
 * The stack's `aws:*` config as the AWS provider takes it, so that look-ups, hooks and commands reach the same account in
 * the same way. `skipCredentialsValidation` and `skipRequestingAccountId` are not followed: the account's id is needed.
 * Source: https://www.pulumi.com/registry/packages/aws/installation-configuration/
 */
export interface AwsConfig {
  /** Undefined: the profile's, if that has one. */
  region?: string;
  /** Only one that the stack names; `AWS_PROFILE` is left to the SDK. */
  profile?: string;
  /** Of the stack, else of the environment, which comes before `AWS_PROFILE` but after the stack's profile. */
  keys?: Keys;
  /** Likewise; never together with keys. */
  webIdentity?: WebIdentity;
  /** Assumed one after the other, each with the credentials of the one before. */
  assumeRoles: AssumeRole[];
  /** Service in the provider's spelling → URL. */
  endpoints: Record<string, string>;
  /** Empty: all are allowed but the forbidden ones. */
  allowedAccountIds: string[];
  forbiddenAccountIds: string[];
  maxRetries?: number;
  retryMode?: string;
  sharedConfigFile?: string;
  sharedCredentialsFile?: string;
  stsRegion?: string;
  useFipsEndpoint?: boolean;
  useDualstackEndpoint?: boolean;
}

export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

interface RoleSession {
  roleArn: string;
  sessionName?: string;
  /** As Go writes durations, for example `1h30m`. */
  duration?: string;
  policy?: string;
  policyArns?: string[];
}

export interface AssumeRole extends RoleSession {
  externalId?: string;
  sourceIdentity?: string;
  tags?: Record<string, string>;
  transitiveTagKeys?: string[];
}

/** A role for the holder of a token of another identity provider. */
export interface WebIdentity extends RoleSession {
  webIdentityToken?: string;
  webIdentityTokenFile?: string;
}

/**
 * Reads the `aws:*` keys of a stack's config. Throws one `AccountError` for all that cannot be followed, so that nothing is
 * done with other credentials than the provider's; among that are secrets which only the engine can open.
 */
export function readAwsConfig(config: Pick<StackConfig, "values" | "secretKeys">, env: NodeJS.ProcessEnv): AwsConfig {
  const read = new ConfigReader(config);
  const profile = read.text("profile");
  const [sharedConfigFile, sharedCredentialsFile] = [
    read.oneOf("sharedConfigFiles"),
    read.oneOf("sharedCredentialsFiles"),
  ];
  const retries = read.text("maxRetries");
  const aws: AwsConfig = {
    region: read.text("region") ?? given(env.AWS_REGION) ?? given(env.AWS_DEFAULT_REGION),
    profile,
    ...readIdentity(read, profile === undefined ? env : {}),
    assumeRoles: read.list<AssumeRole>("assumeRoles"),
    endpoints: Object.assign({}, ...read.list<Record<string, string>>("endpoints")) as Record<string, string>,
    allowedAccountIds: read.list<string | number>("allowedAccountIds").map(accountId),
    forbiddenAccountIds: read.list<string | number>("forbiddenAccountIds").map(accountId),
    maxRetries: retries === undefined ? undefined : Number(retries),
    retryMode: read.text("retryMode"),
    sharedConfigFile: fromHome(sharedConfigFile),
    sharedCredentialsFile: fromHome(sharedCredentialsFile),
    stsRegion: read.text("stsRegion"),
    useFipsEndpoint: read.flag("useFipsEndpoint"),
    useDualstackEndpoint: read.flag("useDualstackEndpoint"),
  };
  if (read.problems.length > 0) throw new AccountError(read.problems);
  return aws;
}

/** An empty text is as good as none. */
const given = (text: string | undefined) => (text === "" ? undefined : text);

/** In the order of the provider and of AWS's SDK for Go, which is not that of the one for Node. */
function readIdentity(read: ConfigReader, env: NodeJS.ProcessEnv): Pick<AwsConfig, "keys" | "webIdentity"> {
  const ownKeys = readKeys(read);
  const ownIdentity = read.object<WebIdentity>("assumeRoleWithWebIdentity");
  if (ownIdentity !== undefined) return { webIdentity: ownIdentity };
  const keys = ownKeys ?? keysOf(env);
  return keys === undefined ? { webIdentity: webIdentityOf(env) } : { keys };
}

function readKeys(read: ConfigReader): Keys | undefined {
  const [accessKeyId, secretAccessKey, sessionToken] = [
    read.text("accessKey"),
    read.text("secretKey"),
    read.text("token"),
  ];
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return { accessKeyId, secretAccessKey, sessionToken };
  if (accessKeyId !== undefined) {
    read.problem("secretKey", "aws:accessKey needs aws:secretKey too (pulumi config set --secret aws:secretKey)");
  }
  if (secretAccessKey !== undefined) {
    read.problem("accessKey", "aws:secretKey needs aws:accessKey too (pulumi config set aws:accessKey <id>)");
  }
  return undefined;
}

function keysOf(env: NodeJS.ProcessEnv): Keys | undefined {
  const [accessKeyId, secretAccessKey] = [given(env.AWS_ACCESS_KEY_ID), given(env.AWS_SECRET_ACCESS_KEY)];
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, sessionToken: given(env.AWS_SESSION_TOKEN) };
}

function webIdentityOf(env: NodeJS.ProcessEnv): WebIdentity | undefined {
  const [webIdentityTokenFile, roleArn] = [given(env.AWS_WEB_IDENTITY_TOKEN_FILE), given(env.AWS_ROLE_ARN)];
  if (webIdentityTokenFile === undefined || roleArn === undefined) return undefined;
  return { webIdentityTokenFile, roleArn, sessionName: given(env.AWS_ROLE_SESSION_NAME) };
}

/** `pulumi config set --path` makes numbers of account ids. */
const accountId = (id: string | number) => String(id).padStart(12, "0");

const fromHome = (path: string | undefined) => path?.replace(/^~(?=[/\\])/, homedir());
