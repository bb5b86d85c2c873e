import type { ResourceType } from "../../resource";
import { policy } from "./policy";
import { scheduledAction } from "./scheduledAction";
import { target } from "./target";

/** The resource types of Application Auto Scaling. */
export const autoScalingTypes: readonly ResourceType[] = [policy, scheduledAction, target];
