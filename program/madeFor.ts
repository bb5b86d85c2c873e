import type { Made } from "../account/made";
import type { Settings } from "../settings/types";

/** What of the things that the stack has made is for a service: not where it names others. */
export function madeFor({ names, foundation, targetGroups, subnets }: Settings, app: Settings, made: Made): Made {
  const isBehind = foundation.makes.loadBalancer && targetGroups.length > 0;
  const ifSame = <T>(value: T, part: keyof typeof names) => (names[part] === app.names[part] ? value : undefined);
  return {
    clusterArn: ifSame(made.clusterArn, "cluster"),
    executionRoleArn: ifSame(made.executionRoleArn, "executionRole"),
    taskRoleArn: ifSame(made.taskRoleArn, "taskRole"),
    repositoryUri: foundation.repository === app.foundation.repository ? made.repositoryUri : undefined,
    secret: made.secret,
    targetGroups: isBehind ? made.targetGroups : undefined,
    subnetIds: subnets.length > 0 ? undefined : made.subnetIds,
    securityGroupIds: made.securityGroupIds,
    goneSecurityGroupIds: made.goneSecurityGroupIds,
  };
}
