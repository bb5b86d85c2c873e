import type { ApplicationAutoScaling } from "@aws-sdk/client-application-auto-scaling";
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
import { noting } from "./askedFor";
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
  /** `region` for a log group elsewhere. */
  logs(region?: string): Promise<CloudWatchLogs>;
  ssm(): Promise<SSM>;
  kms(): Promise<KMS>;
  sts(): Promise<STS>;
  cloudWatch(): Promise<CloudWatch>;
  serviceQuotas(): Promise<ServiceQuotas>;
  applicationAutoScaling(): Promise<ApplicationAutoScaling>;
}

/** Calls that fail for a while, throttled ones above all, are tried twice as often again as the SDK does by itself. */
const defaultRetries = 4;

/** `onSlow` hears of calls that are not answered for some seconds, with the IAM action of each. */
export function createClients(config: AwsConfig, onSlow?: (action: string) => void): Clients {
  const noted = <T>(client: T, iamPrefix: string) => noting(client, iamPrefix, onSlow);
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
    return noted(new STS({ ...options("sts"), region, credentials: await own() }), "sts");
  });
  // A role is assumed, and a profile opened, once: by the client of STS, for all.
  const shared = async () => (await sts()).config.credentials();
  const credentials = config.keys !== undefined && config.assumeRoles.length === 0 ? config.keys : shared;
  const shares = (service: Service) => ({ ...options(service), credentials });
  const perRegion = <T>(service: Service, make: (options: object) => Promise<T>) => {
    const made = new Map<string | undefined, Promise<T>>();
    return (region?: string) => {
      const client = made.get(region) ?? make({ ...shares(service), ...(region !== undefined && { region }) });
      made.set(region, client);
      return client;
    };
  };
  return {
    sts,
    ecs: once(async () => noted(new (await import("@aws-sdk/client-ecs")).ECS(shares("ecs")), "ecs")),
    ecr: perRegion("ecr", async (options) => noted(new (await import("@aws-sdk/client-ecr")).ECR(options), "ecr")),
    iam: once(async () => noted(new (await import("@aws-sdk/client-iam")).IAM(shares("iam")), "iam")),
    secretsManager: once(async () =>
      noted(
        new (await import("@aws-sdk/client-secrets-manager")).SecretsManager(shares("secretsmanager")),
        "secretsmanager",
      ),
    ),
    elb: once(async () =>
      noted(
        new (await import("@aws-sdk/client-elastic-load-balancing-v2")).ElasticLoadBalancingV2(shares("elbv2")),
        "elasticloadbalancing",
      ),
    ),
    ec2: once(async () => noted(new (await import("@aws-sdk/client-ec2")).EC2(shares("ec2")), "ec2")),
    logs: perRegion("logs", async (options) =>
      noted(new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogs(options), "logs"),
    ),
    ssm: once(async () => noted(new (await import("@aws-sdk/client-ssm")).SSM(shares("ssm")), "ssm")),
    kms: once(async () => noted(new (await import("@aws-sdk/client-kms")).KMS(shares("kms")), "kms")),
    cloudWatch: once(async () =>
      noted(new (await import("@aws-sdk/client-cloudwatch")).CloudWatch(shares("cloudwatch")), "cloudwatch"),
    ),
    serviceQuotas: once(async () =>
      noted(
        new (await import("@aws-sdk/client-service-quotas")).ServiceQuotas(shares("servicequotas")),
        "servicequotas",
      ),
    ),
    applicationAutoScaling: once(async () =>
      noted(
        new (await import("@aws-sdk/client-application-auto-scaling")).ApplicationAutoScaling(shares("appautoscaling")),
        "application-autoscaling",
      ),
    ),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/**
 * Other names that the provider has for a service's endpoint; `elb` is none of them, since it is that of classic load
 * balancers. Source: "Custom Service Endpoint Configuration", documentation of the Terraform AWS provider.
 */
const otherNames = {
  appautoscaling: ["applicationautoscaling"],
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

/** The services that the program calls, in the provider's spelling. */
export const endpointServices = Object.keys(otherNames) as Service[];

/** The URL that the stack's config has for a service, by any of its names; undefined: AWS's own. */
export function endpointOf({ endpoints }: Pick<AwsConfig, "endpoints">, service: Service): string | undefined {
  return [service, ...otherNames[service]]
    .map((name) => endpoints[name])
    .find((url) => url !== undefined && url !== "");
}
