import { serviceType, taskDefinitionType } from "../../components/ownership";
import { revisionName } from "../../rollout/observation";
import { ownResources } from "./ownPart";
import type { StackState } from "./stackState";

/** The service that a stack's state has. */
export interface OwnedService {
  cluster: string;
  service: string;
  /** `family:number` of the stack's own revision. */
  revision: string;
  /** An update, or an adoption that came to its end, has registered it; otherwise an adoption was cut short. */
  isComplete: boolean;
}

/** Undefined: the state has none. */
export function ownedService(state: StackState): OwnedService | undefined {
  const own = ownResources(state);
  const service = own.find(({ type }) => type === serviceType);
  if (service === undefined) return undefined;
  const arn = own.find(({ type }) => type === taskDefinitionType)?.outputs?.arn ?? service.outputs?.taskDefinition;
  return {
    cluster: String(service.outputs?.cluster).split("/").at(-1) ?? "",
    service: String(service.outputs?.name),
    revision: revisionName(String(arn)),
    // An import knows nothing of what depends on what.
    isComplete: service.propertyDependencies !== undefined,
  };
}
