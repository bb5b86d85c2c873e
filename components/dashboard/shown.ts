import type { Existing } from "../../account/existing";
import type { Settings } from "../../settings/types";

/** What a dashboard is made from. */
export interface Shown {
  settings: Settings;
  existing: Pick<Existing, "place" | "targetGroupArns" | "loadBalancerArns" | "containerInsights">;
}
