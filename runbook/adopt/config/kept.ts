import type { StackConfig } from "../../../settings";
import { deploymentFields } from "../../../settings/declared";
import { map } from "../../../settings/fields";
import type { Live } from "../live/live";
import type { Given } from "./given";

/** Parts of the setting `deployment` that ECS knows nothing of. */
const deploymentKept = ["timeoutMinutes", "failFast", "onTimeout"] satisfies (keyof typeof deploymentFields)[];

/**
 * What the present config says and no live service can tell, and `protect`, which adopting turns on. The number of tasks is
 * kept where it is the live one and nothing else sets it.
 */
export function keptSettings(
  given: Given,
  { project, values }: StackConfig,
  { service, autoscaling }: Pick<Live, "service" | "autoscaling">,
): Given {
  const present = (name: string) => values[`${project}:${name}`];
  const mapOf = (text: string | undefined): Record<string, unknown> => map.schema.safeParse(text).data ?? {};
  const deployment = Object.entries(mapOf(present("deployment"))).filter(([name]) =>
    (deploymentKept as string[]).includes(name),
  );
  const isLiveCount = autoscaling === undefined && present("desiredCount") === String(service.desiredCount);
  return {
    protect: true,
    ...(isLiveCount && { desiredCount: present("desiredCount") }),
    ...(present("preflight") !== undefined && { preflight: mapOf(present("preflight")) }),
    ...(present("grantSecretAccess") === "true" && { grantSecretAccess: true }),
    deployment: { ...(given.deployment as object | undefined), ...Object.fromEntries(deployment) },
  };
}
