import { componentType } from "../../components/ownership";
import { resourcesOf, withResources, type StackState, type StateResource } from "./stackState";

const providerPrefix = "pulumi:providers:";

/** The component and its children: all that the program makes in a stack. */
export function ownResources(state: StackState): StateResource[] {
  const resources = resourcesOf(state);
  const own = new Set<string>();
  // Parents come before their children in a state.
  for (const { urn, type, parent } of resources) {
    if (type === componentType || (parent !== undefined && own.has(parent))) own.add(urn);
  }
  return resources.filter(({ urn }) => own.has(urn));
}

/** The state without what the program makes, and without the providers that nothing uses then. */
export function withoutOwn(state: StackState): StackState {
  const own = new Set(ownResources(state).map(({ urn }) => urn));
  const rest = resourcesOf(state).filter(({ urn }) => !own.has(urn));
  const used = new Set(rest.flatMap(({ provider }) => (provider === undefined ? [] : [provider])));
  const wasUsed = new Set(ownResources(state).map(({ provider }) => provider));
  const isLeftOver = ({ urn, type, id }: StateResource) => {
    const reference = `${urn}::${id}`;
    return type.startsWith(providerPrefix) && wasUsed.has(reference) && !used.has(reference);
  };
  return withResources(
    state,
    rest.filter((resource) => !isLeftOver(resource)),
  );
}
