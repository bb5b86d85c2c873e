import type * as sdk from "@aws-sdk/client-service-quotas";
import { AwsError } from "../ecs/awsError";
import type { ApiCall } from "./apiCall";
import type { AwsAccount } from "./awsAccount";

/** What AWS often grants, where the model of ECS knows no limit. */
const generousVcpus = 4_000;

/** Source: Service Quotas of AWS Fargate. */
const fargateQuotas = [
  { code: "L-3032A538", name: "Fargate On-Demand vCPU resource count", usageClass: "Standard/OnDemand" },
  { code: "L-36FBB829", name: "Fargate Spot vCPU resource count", usageClass: "Standard/Spot" },
];

/** Answers for Service Quotas, which ministack does not have: GetServiceQuota and ListServiceQuotas of Fargate's vCPUs. */
export function answerServiceQuotas(
  { operation, body }: Pick<ApiCall, "operation" | "body">,
  account: AwsAccount & { vcpuQuota: number },
): object {
  const input = JSON.parse(body?.toString() ?? "{}") as sdk.GetServiceQuotaCommandInput;
  const quotas = input.ServiceCode === "fargate" ? fargateQuotas.map((quota) => describe(quota, account)) : [];
  switch (operation) {
    case "GetServiceQuota": {
      const Quota = quotas.find(({ QuotaCode }) => QuotaCode === input.QuotaCode);
      if (Quota !== undefined) return { Quota };
      throw new AwsError(
        "NoSuchResourceException",
        "The request failed because the specified service quota does not exist.",
      );
    }
    case "ListServiceQuotas":
      return { Quotas: quotas };
    default:
      throw new AwsError("UnknownOperationException", `the sandbox's Service Quotas does not know ${operation}`);
  }
}

function describe(
  { code, name, usageClass }: (typeof fargateQuotas)[number],
  { region, accountId, vcpuQuota }: AwsAccount & { vcpuQuota: number },
): sdk.ServiceQuota {
  return {
    ServiceCode: "fargate",
    ServiceName: "AWS Fargate",
    QuotaArn: `arn:aws:servicequotas:${region}:${accountId}:fargate/${code}`,
    QuotaCode: code,
    QuotaName: name,
    Value: Number.isFinite(vcpuQuota) ? vcpuQuota : generousVcpus,
    Unit: "None",
    Adjustable: true,
    GlobalQuota: false,
    UsageMetric: {
      MetricNamespace: "AWS/Usage",
      MetricName: "ResourceCount",
      MetricDimensions: { Service: "Fargate", Type: "Resource", Resource: "vCPU", Class: usageClass },
      MetricStatisticRecommendation: "Maximum",
    },
    QuotaAppliedAtLevel: "ACCOUNT",
  };
}
