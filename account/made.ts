import type { FoundNetwork } from "./lookups/network";
import type { FoundSecret } from "./lookups/secrets";
import type { FoundTargetGroup } from "./lookups/targetGroup";

/**
 * What the stack makes itself, as the look-ups would find it: a look-up is made only for what is not here. In a preview of what is
 * not made yet it is made up, in the form that AWS's own has.
 */
export interface Made {
  clusterArn?: string;
  executionRoleArn?: string;
  taskRoleArn?: string;
  repositoryUri?: string;
  /** Only one that is not made yet: which version is the current one, AWS knows. */
  secret?: FoundSecret;
  /** By name. */
  targetGroups?: Record<string, FoundTargetGroup>;
  subnetIds?: FoundNetwork["subnetIds"];
  securityGroupIds?: FoundNetwork["securityGroupIds"];
  /** Those that this update deletes: a live service that has them cannot keep them. */
  goneSecurityGroupIds?: string[];
}
