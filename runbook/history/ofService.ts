import type { StackConfig } from "../../settings";
import { Report } from "../../settings/report";
import { serviceConfigs } from "../../settings/serviceConfigs";
import type { StackUpdate } from "./stackUpdate";

/**
 * A stack's updates as those of one of its services: with the config that made the service, in the place of the stack's. An update
 * that did not have the service has none.
 */
export function ofService({ project, stack, serviceKey }: StackConfig, updates: StackUpdate[]): StackUpdate[] {
  if (serviceKey === undefined) return updates;
  return updates.map((update) => {
    const entries = Object.entries(update.config);
    const secrets = Object.fromEntries(entries.filter(([, { secret }]) => secret));
    const values = Object.fromEntries(
      entries.flatMap(([key, { value, secret }]) => (secret || value === undefined ? [] : [[key, value]])),
    ) as StackConfig["values"];
    const whole = { project, stack, values, secretKeys: Object.keys(secrets) };
    const own = serviceConfigs(whole, new Report()).find(({ key }) => key === serviceKey);
    const ownValues = Object.entries(own?.config.values ?? {}).map(([key, value]) => [key, { value, secret: false }]);
    return {
      ...update,
      config: own === undefined ? {} : { ...secrets, ...(Object.fromEntries(ownValues) as StackUpdate["config"]) },
    };
  });
}
