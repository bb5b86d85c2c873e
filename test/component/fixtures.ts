import type { Existing } from "../../account/existing";
import { projectDir } from "../../sandbox/paths";
import { readSettings } from "../../settings";
import { readStackFiles } from "../../settings/stackFiles";
import type { Settings } from "../../settings/types";

/** Production's settings, with some of its config replaced (plain values; keys without namespace). */
export function productionSettings(changes: Record<string, unknown> = {}): Settings {
  const config = readStackFiles(projectDir, "prod");
  const changed = Object.entries(changes).map(([key, value]) => [
    `agenticmem:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const values = { ...config.values, ...(Object.fromEntries(changed) as Record<string, string>) };
  return readSettings({ ...config, values }).settings;
}

export const digest = `sha256:${"a".repeat(64)}`;
export const otherDigest = `sha256:${"b".repeat(64)}`;
export const repositoryUri = "111122223333.dkr.ecr.us-west-2.amazonaws.com/agenticmem";
export const secretArn = "arn:aws:secretsmanager:us-west-2:111122223333:secret:agenticmem/prod/env-AbCdEf";
export const targetGroupArn =
  "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/agenticmem-api-tg/0123456789abcdef";

export const loadBalancerArn =
  "arn:aws:elasticloadbalancing:us-west-2:111122223333:loadbalancer/app/agenticmem-alb/fedcba9876543210";

/** Production's account before the service exists. */
export function productionAccount(changes: Partial<Existing> = {}): Existing {
  return {
    place: { accountId: "111122223333", region: "us-west-2", partition: "aws" },
    clusterArn: "arn:aws:ecs:us-west-2:111122223333:cluster/agenticmem-cluster",
    executionRoleArn: "arn:aws:iam::111122223333:role/ecsTaskExecutionRole-agenticmem",
    taskRoleArn: "arn:aws:iam::111122223333:role/ecsTaskRole-agenticmem",
    image: { reference: `${repositoryUri}@${digest}`, digest, asked: "agenticmem:latest", warnings: [] },
    secrets: {
      "agenticmem/prod/env": {
        name: "agenticmem/prod/env",
        arn: secretArn,
        currentVersionId: "version-1",
        rotationEnabled: false,
      },
    },
    targetGroupArns: { api: targetGroupArn },
    loadBalancerArns: { api: loadBalancerArn },
    network: { subnetIds: ["subnet-1", "subnet-2"], securityGroupIds: [], warnings: [] },
    logGroupExists: true,
    ...changes,
  };
}
