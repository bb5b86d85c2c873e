import { correctCloudWatch } from "./cloudWatch";
import type { Correction } from "./correction";
import { correctEc2 } from "./ec2";
import { correctEcr } from "./ecr";
import { correctElasticLoadBalancing } from "./elasticLoadBalancing";
import { correctIam } from "./iam";
import { correctLogs } from "./logs";
import { correctSecretsManager } from "./secretsManager";

/** By service, what ministack does unlike AWS in a way that matters here. */
export const corrections: Record<string, Correction> = {
  cloudwatch: correctCloudWatch,
  ec2: correctEc2,
  ecr: correctEcr,
  elasticloadbalancing: correctElasticLoadBalancing,
  iam: correctIam,
  logs: correctLogs,
  secretsmanager: correctSecretsManager,
};
