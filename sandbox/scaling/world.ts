import type { EcsServices } from "./ecsServices";
import type { State } from "./state";

/** What every operation works on. */
export interface World {
  readonly account: { region: string; accountId: string };
  readonly state: State;
  readonly services: EcsServices;
}

/** Now, as JSON 1.1 carries timestamps: epoch seconds. */
export const now = () => Date.now() / 1000;
