import type { Place } from "../../account/existing";
import type { Made } from "../../account/made";
import type { Settings } from "../../settings/types";

/** Stands in for the part of an id that AWS makes up. */
export const notKnownYet = "known-after-up";

/**
 * What the stack makes, as it will be called: names and accounts are known, ids are not. In the form that AWS's own has, since the
 * provider checks that in a preview too.
 */
export function predicted({ names, foundation, targetGroups, securityGroups }: Settings, place: Place): Made {
  const { makes } = foundation;
  const { partition, region, accountId } = place;
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${accountId}:${rest}`;
  const role = (name: string | undefined) =>
    makes.roles && name !== undefined ? `arn:${partition}:iam::${accountId}:role/${name}` : undefined;
  const isOwnSecurityGroup = makes.network || makes.loadBalancer;
  return {
    clusterArn: makes.cluster ? arn("ecs", `cluster/${names.cluster}`) : undefined,
    executionRoleArn: role(names.executionRole),
    taskRoleArn: role(names.taskRole),
    repositoryUri: makes.repository
      ? `${accountId}.dkr.ecr.${region}.${dnsSuffix(partition)}/${foundation.repository}`
      : undefined,
    secret: makes.secret
      ? {
          name: names.secret,
          arn: arn("secretsmanager", `secret:${names.secret}-${notKnownYet}`),
          currentVersionId: notKnownYet,
          rotationEnabled: false,
        }
      : undefined,
    targetGroups: makes.loadBalancer
      ? Object.fromEntries(
          targetGroups.map(({ targetGroup }) => [
            targetGroup,
            {
              arn: arn("elasticloadbalancing", `targetgroup/${targetGroup}/${notKnownYet}`),
              loadBalancerArn: arn(
                "elasticloadbalancing",
                `loadbalancer/app/${foundation.loadBalancer.name}/${notKnownYet}`,
              ),
            },
          ]),
        )
      : undefined,
    subnetIds: makes.network ? [`subnet-${notKnownYet}`] : undefined,
    securityGroupIds: isOwnSecurityGroup && securityGroups.length === 0 ? [`sg-${notKnownYet}`] : undefined,
  };
}

/** Of the partitions that are not AWS's own, China's is the one with accounts that anybody can have. */
const dnsSuffix = (partition: string) => (partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com");
