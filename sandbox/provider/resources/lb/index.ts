import type { ResourceType } from "../../resource";
import { listener } from "./listener";
import { loadBalancer } from "./loadBalancer";
import { targetGroup } from "./targetGroup";

/** What an application load balancer is made of. */
export const loadBalancingTypes: readonly ResourceType[] = [listener, loadBalancer, targetGroup];
