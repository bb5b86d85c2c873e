import type { ResourceType } from "../resource";
import { logGroup } from "./logGroup";
import { rolePolicy } from "./rolePolicy";
import { service } from "./service";
import { taskDefinition } from "./taskDefinition";

/** Every resource type the provider answers for. */
export const resourceTypes: readonly ResourceType[] = [logGroup, rolePolicy, service, taskDefinition];
