import type { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import type { EC2 } from "@aws-sdk/client-ec2";
import type { ECR } from "@aws-sdk/client-ecr";
import type { ECS } from "@aws-sdk/client-ecs";
import type { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { IAM } from "@aws-sdk/client-iam";
import type { KMS } from "@aws-sdk/client-kms";
import type { SecretsManager } from "@aws-sdk/client-secrets-manager";
import type { ServiceQuotas } from "@aws-sdk/client-service-quotas";
import type { SSM } from "@aws-sdk/client-ssm";
import type { STS } from "@aws-sdk/client-sts";
import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";
import type { AwsConfig } from "./awsConfig";

/** AWS clients for one stack; each service's SDK is loaded when it is first used, since loading is what costs. */
export interface Clients {
  ecs(): Promise<ECS>;
  /** `region` for a registry elsewhere. */
  ecr(region?: string): Promise<ECR>;
  iam(): Promise<IAM>;
  secretsManager(): Promise<SecretsManager>;
  elb(): Promise<ElasticLoadBalancingV2>;
  ec2(): Promise<EC2>;
  logs(): Promise<CloudWatchLogs>;
  ssm(): Promise<SSM>;
  kms(): Promise<KMS>;
  sts(): Promise<STS>;
  cloudWatch(): Promise<CloudWatch>;
  serviceQuotas(): Promise<ServiceQuotas>;
}

export function createClients(config: AwsConfig): Clients {
  const credentials = credentialsOf(config);
  const once = <T>(make: () => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => (made ??= make());
  };
  const options = async (endpointName: string) => ({
    region: config.region,
    endpoint: config.endpoints[endpointName],
    credentials: await credentials(),
    maxAttempts: (config.maxRetries ?? 4) + 1,
    useFipsEndpoint: config.useFipsEndpoint,
    useDualstackEndpoint: config.useDualstackEndpoint,
  });
  const ecrByRegion = new Map<string | undefined, Promise<ECR>>();
  return {
    ecs: once(async () => new (await import("@aws-sdk/client-ecs")).ECS(await options("ecs"))),
    ecr: (region) => {
      const made =
        ecrByRegion.get(region) ??
        (async () =>
          new (await import("@aws-sdk/client-ecr")).ECR({
            ...(await options("ecr")),
            ...(region !== undefined && { region }),
          }))();
      ecrByRegion.set(region, made);
      return made;
    },
    iam: once(async () => new (await import("@aws-sdk/client-iam")).IAM(await options("iam"))),
    secretsManager: once(
      async () => new (await import("@aws-sdk/client-secrets-manager")).SecretsManager(await options("secretsmanager")),
    ),
    elb: once(
      async () =>
        new (await import("@aws-sdk/client-elastic-load-balancing-v2")).ElasticLoadBalancingV2(await options("elbv2")),
    ),
    ec2: once(async () => new (await import("@aws-sdk/client-ec2")).EC2(await options("ec2"))),
    logs: once(async () => new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogs(await options("logs"))),
    ssm: once(async () => new (await import("@aws-sdk/client-ssm")).SSM(await options("ssm"))),
    kms: once(async () => new (await import("@aws-sdk/client-kms")).KMS(await options("kms"))),
    sts: once(async () => new (await import("@aws-sdk/client-sts")).STS(await options("sts"))),
    cloudWatch: once(
      async () => new (await import("@aws-sdk/client-cloudwatch")).CloudWatch(await options("cloudwatch")),
    ),
    serviceQuotas: once(
      async () => new (await import("@aws-sdk/client-service-quotas")).ServiceQuotas(await options("servicequotas")),
    ),
  };
}

/** The same order as the provider's: keys in the config, the named profile, else the SDK's chain; then the roles, one after the other. */
function credentialsOf(config: AwsConfig): () => Promise<AwsCredentialIdentityProvider | undefined> {
  let resolved: Promise<AwsCredentialIdentityProvider | undefined> | undefined;
  return () => (resolved ??= resolve(config));
}

async function resolve(config: AwsConfig): Promise<AwsCredentialIdentityProvider | undefined> {
  const { accessKey, secretKey, token, profile, sharedConfigFile, sharedCredentialsFile } = config;
  const files = { configFilepath: sharedConfigFile, filepath: sharedCredentialsFile };
  let base: AwsCredentialIdentityProvider | undefined;
  if (accessKey !== undefined && secretKey !== undefined) {
    base = () => Promise.resolve({ accessKeyId: accessKey, secretAccessKey: secretKey, sessionToken: token });
  } else if (profile !== undefined || sharedConfigFile !== undefined || sharedCredentialsFile !== undefined) {
    base = (await import("@aws-sdk/credential-providers")).fromNodeProviderChain({ profile, ...files });
  }
  for (const role of config.assumeRoles) {
    const { fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
    base = fromTemporaryCredentials({
      masterCredentials: base,
      params: {
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName ?? `pulumi-${process.pid}`,
        ExternalId: role.externalId,
        Policy: role.policy,
      },
      clientConfig: { region: config.region, endpoint: config.endpoints.sts },
    });
  }
  return base;
}
