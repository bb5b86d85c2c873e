import { componentType, logGroupType, serviceType, type RecordedResource } from "../components/ownership";
import type { Settings } from "../settings/types";

/** A resource of the state, with its place in the stack. */
export interface OwnResource extends RecordedResource {
  urn: string;
}

/** What the state has of one of the stack's services. */
export interface OwnParts {
  parts: RecordedResource[];
  /** Name that the service's component had, where it is another one now: its key, or the app's name, was changed. */
  formerName?: string;
}

/** What the state has, by the components of services that it is of. */
export class OwnServices {
  private readonly children: OwnResource[];
  private readonly components: string[];

  /** @param names of the components that this run makes */
  constructor(
    private readonly recorded: OwnResource[],
    private readonly names: string[],
  ) {
    this.children = recorded.filter((resource) => kindOf(resource).includes(`${componentType}$`));
    this.components = recorded.filter(({ type }) => type === componentType).map(nameOf);
  }

  /** What there is of the service whose component has a name; one with other names in AWS is another service. */
  partsOf(name: string, { names: wanted }: Pick<Settings, "names">): OwnParts {
    const former = this.components.includes(name) ? undefined : this.formerNameOf(wanted);
    const component = former ?? name;
    const parts = this.isAboutOne()
      ? this.recorded
      : this.recorded.filter((resource) => this.componentOf(resource) === component);
    return { parts, ...(former !== undefined && { formerName: former }) };
  }

  /** What this run deletes, since nothing in the config makes it any more, in sentences. */
  givenUp(kept: OwnParts[]): string[] {
    if (this.isAboutOne()) return [];
    const names = [...this.names, ...kept.map(({ formerName }) => formerName)];
    return this.children
      .filter((child) => child.type === serviceType && !names.includes(this.componentOf(child)))
      .map((child) => {
        const { outputs } = child;
        const logs = this.children.find(
          (each) => each.type === logGroupType && this.componentOf(each) === this.componentOf(child),
        );
        return (
          `service ${String(outputs.name)} in cluster ${clusterName(outputs)} is no longer in the config: it is deleted with all its tasks` +
          (logs === undefined ? "" : `, and log group ${String(logs.outputs.name)} with all that was logged`)
        );
      });
  }

  /** The stack has and makes one service: it is the same one, whatever it is called. */
  private isAboutOne(): boolean {
    return this.names.length === 1 && this.components.length < 2;
  }

  private formerNameOf(wanted: Settings["names"]): string | undefined {
    return this.children
      .filter(
        ({ type, outputs }) =>
          type === serviceType && outputs.name === wanted.service && clusterName(outputs) === wanted.cluster,
      )
      .map((child) => this.componentOf(child))
      .find((component) => component !== undefined && !this.names.includes(component));
  }

  /** A child is named after its component; of two that fit, the longer one: `app-web-service` may be one itself. */
  private componentOf(resource: OwnResource): string | undefined {
    const name = nameOf(resource);
    if (resource.type === componentType) return name;
    if (!this.children.includes(resource)) return undefined;
    return this.components
      .filter((component) => name.startsWith(`${component}-`))
      .toSorted((one, other) => other.length - one.length)[0];
  }
}

export const nameOf = ({ urn }: OwnResource) => urn.split("::").at(-1) ?? "";

/** Type of a resource with those of its parents before it. */
export const kindOf = ({ urn }: OwnResource) => urn.split("::").at(-2) ?? "";

const clusterName = (outputs: RecordedResource["outputs"]) => String(outputs.cluster).split("/").at(-1);
