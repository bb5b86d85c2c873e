import type { ScalableDimension, ServiceNamespace } from "@aws-sdk/client-application-auto-scaling";
import { text } from "../../properties";
import type { Scope } from "../../resource";
import { textOf, type Values } from "../../values";

/** The Application Auto Scaling client of a resource's region. */
export async function autoScaling({ session, region }: Scope) {
  const sdk = await import("@aws-sdk/client-application-auto-scaling");
  return {
    sdk,
    client: session.client("appautoscaling", region, (config) => new sdk.ApplicationAutoScalingClient(config)),
  };
}

/** What a target, and all that belongs to it, is found by. */
export const placeProperties = {
  resourceId: text({ required: true, replaces: true }),
  scalableDimension: text({ required: true, replaces: true }),
  serviceNamespace: text({ required: true, replaces: true }),
};

export const placeOf = (values: Values) => ({
  ResourceId: textOf(values.resourceId) ?? "",
  ScalableDimension: textOf(values.scalableDimension) as ScalableDimension,
  ServiceNamespace: textOf(values.serviceNamespace) as ServiceNamespace,
});

/** The place in an import id, `ecs/service/CLUSTER/SERVICE/ecs:service:DesiredCount`, and the parts that follow it. */
export function importedPlace(id: string, following: string[]): { place: Values; rest: string[] } {
  const [serviceNamespace = "", ...parts] = id.split("/");
  const rest = following.map(() => parts.pop() ?? "").reverse();
  const scalableDimension = parts.pop() ?? "";
  const resourceId = parts.join("/");
  if ([serviceNamespace, resourceId, scalableDimension, ...rest].includes("")) {
    const format = ["service-namespace", "resource-id", "scalable-dimension", ...following];
    throw new Error(`unexpected format ("${id}"), expected ${format.map((part) => `<${part}>`).join("/")}`);
  }
  return { place: { serviceNamespace, resourceId, scalableDimension }, rest };
}
