import type { ResourceType } from "../../resource";
import { dashboard } from "./dashboard";
import { metricAlarm } from "./metricAlarm";

/** The resource types of CloudWatch; log groups are another service's. */
export const cloudWatchTypes: readonly ResourceType[] = [dashboard, metricAlarm];
