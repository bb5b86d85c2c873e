import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";
import type { AwsConfig } from "./awsConfig";

/**
 * The stack's own credentials in the provider's order: a web identity's role or keys, then its files; after that the roles to
 * assume. Undefined: the SDK's chain, which begins with the profile.
 */
export async function credentialsOf(config: AwsConfig): Promise<AwsCredentialIdentityProvider | undefined> {
  let credentials = await ownCredentials(config);
  for (const role of config.assumeRoles) {
    const { fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
    credentials = fromTemporaryCredentials({
      masterCredentials: credentials,
      params: {
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName ?? ownSessionName(),
        DurationSeconds: durationSeconds(role.duration),
        ExternalId: role.externalId,
        Policy: role.policy,
        PolicyArns: policyArns(role.policyArns),
        SourceIdentity: role.sourceIdentity,
        Tags: role.tags && Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
        TransitiveTagKeys: role.transitiveTagKeys,
      },
      clientConfig: stsOptions(config),
    });
  }
  return credentials;
}

async function ownCredentials(config: AwsConfig): Promise<AwsCredentialIdentityProvider | undefined> {
  const { keys, webIdentity, profile, sharedConfigFile, sharedCredentialsFile } = config;
  if (webIdentity !== undefined) {
    const providers = await import("@aws-sdk/credential-providers");
    const { webIdentityToken, webIdentityTokenFile } = webIdentity;
    const role = {
      roleArn: webIdentity.roleArn,
      roleSessionName: webIdentity.sessionName ?? ownSessionName(),
      durationSeconds: durationSeconds(webIdentity.duration),
      policy: webIdentity.policy,
      policyArns: policyArns(webIdentity.policyArns),
      clientConfig: stsOptions(config),
    };
    return webIdentityToken === undefined
      ? providers.fromTokenFile({ ...role, webIdentityTokenFile })
      : providers.fromWebToken({ ...role, webIdentityToken });
  }
  if (keys !== undefined) return () => Promise.resolve(keys);
  if (sharedConfigFile !== undefined || sharedCredentialsFile !== undefined) {
    const { fromNodeProviderChain } = await import("@aws-sdk/credential-providers");
    return fromNodeProviderChain({
      profile,
      configFilepath: sharedConfigFile,
      filepath: sharedCredentialsFile,
      clientConfig: stsOptions(config),
    });
  }
  return undefined;
}

const stsOptions = ({ stsRegion, region, endpoints, profile }: AwsConfig) => ({
  region: stsRegion ?? region,
  endpoint: endpoints.sts,
  profile,
});

const ownSessionName = () => `pulumi-${process.pid}`;

const policyArns = (arns: string[] | undefined) => arns?.map((arn) => ({ arn }));

const secondsOf: Record<string, number> = { h: 3600, m: 60, s: 1 };

/** `1h30m` → 5400. */
export function durationSeconds(duration: string | undefined): number | undefined {
  if (duration === undefined) return undefined;
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
  return parts.reduce((sum, [, count, unit = "s"]) => sum + Number(count) * (secondsOf[unit] ?? 1), 0);
}
