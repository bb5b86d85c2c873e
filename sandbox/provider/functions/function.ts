import type { Scope } from "../resource";
import type { Values } from "../values";

/** One function of the provider, which a program calls to look something up. To add one: name it in `functions/index.ts`. */
export interface ProviderFunction {
  /** For example `aws:index/getAvailabilityZones:getAvailabilityZones`. */
  token: string;
  /** The arguments that it knows, beside `region`. */
  args: readonly string[];
  call(args: Values, scope: Scope): Promise<Values>;
}
