import type { ResourceType } from "../resource";
import { autoScalingTypes } from "./appautoscaling";
import { cloudWatchTypes } from "./cloudwatch";
import { cluster } from "./cluster";
import { clusterCapacityProviders } from "./clusterCapacityProviders";
import { networkTypes } from "./ec2";
import { lifecyclePolicy } from "./ecr/lifecyclePolicy";
import { repository } from "./ecr/repository";
import { role } from "./iam/role";
import { rolePolicy } from "./iam/rolePolicy";
import { rolePolicyAttachment } from "./iam/rolePolicyAttachment";
import { loadBalancingTypes } from "./lb";
import { logGroup } from "./logGroup";
import { secret } from "./secretsManager/secret";
import { secretVersion } from "./secretsManager/secretVersion";
import { service } from "./service";
import { taskDefinition } from "./taskDefinition";

/** Every resource type the provider answers for. */
export const resourceTypes: readonly ResourceType[] = [
  ...autoScalingTypes,
  ...cloudWatchTypes,
  cluster,
  clusterCapacityProviders,
  lifecyclePolicy,
  ...loadBalancingTypes,
  logGroup,
  ...networkTypes,
  repository,
  role,
  rolePolicy,
  rolePolicyAttachment,
  secret,
  secretVersion,
  service,
  taskDefinition,
];
