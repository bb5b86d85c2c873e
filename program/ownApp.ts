import { componentType, foundationType } from "../components/ownership";
import { kindOf, nameOf, type OwnResource } from "./ownParts";

/**
 * What the state has of one of a program's apps: nothing of other apps, nor what the program makes itself.
 * @param hasSeveral its services have names of their own, which begin with the app's
 */
export function ofApp(appName: string, hasSeveral: boolean, recorded: OwnResource[]): OwnResource[] {
  const namesOf = (component: string) => recorded.filter(({ type }) => type === component).map(nameOf);
  const names = new Map([componentType, foundationType].map((component) => [component, namesOf(component)]));
  return recorded.filter((resource) => {
    const [component = ""] = kindOf(resource).split("$");
    // A child is named after its component; of two that fit, the longer one.
    const owner = names
      .get(component)
      ?.filter((name) => nameOf(resource) === name || nameOf(resource).startsWith(`${name}-`))
      .toSorted((one, other) => other.length - one.length)[0];
    if (owner === undefined) return false;
    return owner === appName || (hasSeveral && component === componentType && owner.startsWith(`${appName}-`));
  });
}
