import type { Correction } from "./correction";
import { correctEcr } from "./ecr";
import { correctElasticLoadBalancing } from "./elasticLoadBalancing";
import { correctLogs } from "./logs";
import { correctSecretsManager } from "./secretsManager";

/** By service, what ministack does unlike AWS in a way that matters here. */
export const corrections: Record<string, Correction> = {
  ecr: correctEcr,
  elasticloadbalancing: correctElasticLoadBalancing,
  logs: correctLogs,
  secretsmanager: correctSecretsManager,
};
