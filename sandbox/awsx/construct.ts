import type { ComponentResource, ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import type { ConstructResult } from "@pulumi/pulumi/provider";
import { ApplicationLoadBalancer } from "./components/applicationLoadBalancer";
import { Repository } from "./components/repository";
import { makeVpc } from "./components/vpc";
import { lacking } from "./lacking";

/** A component, with its outputs in the words of awsx's schema. */
interface Component extends ComponentResource {
  readonly outputs: Inputs;
}

type Make = (name: string, inputs: Inputs, options: ComponentResourceOptions) => Component | Promise<Component>;

/** By type token. */
const components: Record<string, Make> = {
  "awsx:ec2:Vpc": makeVpc,
  "awsx:ecr:Repository": (...args) => new Repository(...args),
  "awsx:lb:ApplicationLoadBalancer": (...args) => new ApplicationLoadBalancer(...args),
};

/** What the plugin does for an engine: makes a component with its children, and gives its outputs. */
export async function construct(
  name: string,
  type: string,
  inputs: Inputs,
  options: ComponentResourceOptions,
): Promise<ConstructResult> {
  const make = components[type];
  if (make === undefined) throw lacking(type);
  const { urn, outputs } = await make(name, inputs, options);
  return { urn, state: outputs };
}
