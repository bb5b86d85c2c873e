import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { Place } from "../../account/existing";
import type { Settings } from "../../settings/types";

/** What every part is made from. */
export interface PartArgs {
  /** Resources of the part are named after it. */
  name: string;
  settings: Settings;
  /** Of all services that stand on it. */
  services: Settings[];
  place: Place;
  options: Pick<ComponentResourceOptions, "parent" | "protect">;
}
