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
import type { AwsConfig } from "./awsConfig";
import { credentialsOf } from "./credentials";

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

/** Calls that fail for a while, throttled ones above all, are tried twice as often again as the SDK does by itself. */
const defaultRetries = 4;

export function createClients(config: AwsConfig): Clients {
  const own = once(() => credentialsOf(config));
  const options = (service: Service) => ({
    region: config.region,
    profile: config.profile,
    endpoint: endpointOf(config, service),
    maxAttempts: (config.maxRetries ?? defaultRetries) + 1,
    retryMode: config.retryMode,
    useFipsEndpoint: config.useFipsEndpoint,
    useDualstackEndpoint: config.useDualstackEndpoint,
  });
  const sts = once(async () => {
    const { STS } = await import("@aws-sdk/client-sts");
    const region = config.stsRegion ?? config.region;
    return new STS({ ...options("sts"), region, credentials: await own() });
  });
  // A role is assumed, and a profile opened, once: by the client of STS, for all.
  const shared = async () => (await sts()).config.credentials();
  const credentials = config.keys !== undefined && config.assumeRoles.length === 0 ? config.keys : shared;
  const shares = (service: Service) => ({ ...options(service), credentials });
  const ecrByRegion = new Map<string | undefined, Promise<ECR>>();
  return {
    sts,
    ecs: once(async () => new (await import("@aws-sdk/client-ecs")).ECS(shares("ecs"))),
    ecr: (region) => {
      const made = ecrByRegion.get(region) ?? createEcr({ ...shares("ecr"), ...(region !== undefined && { region }) });
      ecrByRegion.set(region, made);
      return made;
    },
    iam: once(async () => new (await import("@aws-sdk/client-iam")).IAM(shares("iam"))),
    secretsManager: once(
      async () => new (await import("@aws-sdk/client-secrets-manager")).SecretsManager(shares("secretsmanager")),
    ),
    elb: once(
      async () =>
        new (await import("@aws-sdk/client-elastic-load-balancing-v2")).ElasticLoadBalancingV2(shares("elbv2")),
    ),
    ec2: once(async () => new (await import("@aws-sdk/client-ec2")).EC2(shares("ec2"))),
    logs: once(async () => new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogs(shares("logs"))),
    ssm: once(async () => new (await import("@aws-sdk/client-ssm")).SSM(shares("ssm"))),
    kms: once(async () => new (await import("@aws-sdk/client-kms")).KMS(shares("kms"))),
    cloudWatch: once(async () => new (await import("@aws-sdk/client-cloudwatch")).CloudWatch(shares("cloudwatch"))),
    serviceQuotas: once(
      async () => new (await import("@aws-sdk/client-service-quotas")).ServiceQuotas(shares("servicequotas")),
    ),
  };
}

const createEcr = async (options: object) => new (await import("@aws-sdk/client-ecr")).ECR(options);

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/**
 * Other names that the provider has for a service's endpoint; `elb` is none of them, since it is that of classic load
 * balancers. Source: "Custom Service Endpoint Configuration", documentation of the Terraform AWS provider.
 */
const otherNames = {
  cloudwatch: [],
  ec2: [],
  ecr: [],
  ecs: [],
  elbv2: ["elasticloadbalancingv2"],
  iam: [],
  kms: [],
  logs: ["cloudwatchlogs", "cloudwatchlog"],
  secretsmanager: [],
  servicequotas: [],
  ssm: [],
  sts: [],
} satisfies Record<string, string[]>;

type Service = keyof typeof otherNames;

/** The URL that the stack's config has for a service, by any of its names; undefined: AWS's own. */
export function endpointOf({ endpoints }: Pick<AwsConfig, "endpoints">, service: Service): string | undefined {
  return [service, ...otherNames[service]]
    .map((name) => endpoints[name])
    .find((url) => url !== undefined && url !== "");
}
