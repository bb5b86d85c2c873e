import type { LoadBalancer, SubnetMapping } from "@aws-sdk/client-elastic-load-balancing-v2";
import { isAwsError, step } from "../../awsErrors";
import { nameOf } from "../../names";
import type { ResourceType, Scope } from "../../resource";
import { fromAws } from "../../shapes";
import { isValues, textListOf, textOf, type Values } from "../../values";
import { waitForState } from "../../waiting";
import { fromAttributes, partsOf, toAttributes, type Attribute } from "./attributes";
import { elb, lastPartOf, readTags, tagsOf, updateTags } from "./elb";
import { loadBalancerAttributes, loadBalancerProperties as properties, logAttributes } from "./loadBalancerProperties";

const title = "ELBv2 Load Balancer";

/** Mirrors Terraform's `aws_lb`, as far as application load balancers go. */
export const loadBalancer: ResourceType = {
  token: "aws:lb/loadBalancer:LoadBalancer",
  properties,

  async create(inputs, scope, exists) {
    const { sdk, client } = await elb(scope);
    const name = nameOf(inputs);
    if ((await find({ Names: [name] }, scope)) !== undefined) throw new Error(`${title} (${name}) already exists`);
    const created = await step(`creating ELBv2 application Load Balancer (${name})`, () =>
      client.send(
        new sdk.CreateLoadBalancerCommand({
          Name: name,
          Type: "application",
          ...(inputs.internal === true && { Scheme: "internal" }),
          IpAddressType: textOf(inputs.ipAddressType) as "ipv4" | undefined,
          SecurityGroups: given(inputs.securityGroups),
          Subnets: given(inputs.subnets),
          SubnetMappings: subnetMappings(inputs),
          Tags: tagsOf(inputs),
        }),
      ),
    );
    const arn = created.LoadBalancers?.[0]?.LoadBalancerArn ?? "";
    exists(arn, { arn, name });
    await waitUntilActive(arn, "create", scope);
    await modifyAttributes(arn, [...Object.keys(logAttributes), ...Object.keys(loadBalancerAttributes)], inputs, scope);
  },

  async read(id, _known, scope) {
    const { sdk, client } = await elb(scope);
    const found = await find({ LoadBalancerArns: [id] }, scope);
    if (found === undefined) return undefined;
    const { Attributes } = await step(`reading ${title} (${id}) attributes`, () =>
      client.send(new sdk.DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: id })),
    );
    return { id, state: { ...stateOf(found, Attributes), ...(await readTags(title, id, scope)) } };
  },

  async update(change, scope) {
    const { id: LoadBalancerArn, inputs, changes } = change;
    const { sdk, client } = await elb(scope);
    await updateTags(title, change, scope);
    const changed = [...Object.keys(logAttributes), ...Object.keys(loadBalancerAttributes)].filter((name) =>
      changes(name),
    );
    await modifyAttributes(LoadBalancerArn, changed, inputs, scope);
    if (changes("securityGroups")) {
      const SecurityGroups = textListOf(inputs.securityGroups);
      await step(`setting ${title} (${LoadBalancerArn}) security groups`, () =>
        client.send(new sdk.SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups })),
      );
    }
    if (changes("subnets")) {
      const Subnets = textListOf(inputs.subnets);
      await step(`setting ${title} (${LoadBalancerArn}) subnets`, () =>
        client.send(new sdk.SetSubnetsCommand({ LoadBalancerArn, Subnets })),
      );
    }
    if (changes("ipAddressType")) {
      const IpAddressType = textOf(inputs.ipAddressType) as "ipv4";
      await step(`setting ${title} (${LoadBalancerArn}) address type`, () =>
        client.send(new sdk.SetIpAddressTypeCommand({ LoadBalancerArn, IpAddressType })),
      );
    }
    await waitUntilActive(LoadBalancerArn, "update", scope);
  },

  async delete(id, _state, scope) {
    const { sdk, client } = await elb(scope);
    await step(`deleting ${title} (${id})`, () =>
      client.send(new sdk.DeleteLoadBalancerCommand({ LoadBalancerArn: id })),
    );
  },
};

/** Undefined when there is none. */
async function find(
  by: { Names: string[] } | { LoadBalancerArns: string[] },
  scope: Scope,
): Promise<LoadBalancer | undefined> {
  const { sdk, client } = await elb(scope);
  const what = Object.values(by).flat().join();
  return step(`reading ${title} (${what})`, async () => {
    try {
      return (await client.send(new sdk.DescribeLoadBalancersCommand(by))).LoadBalancers?.[0];
    } catch (error) {
      if (isAwsError(error, "LoadBalancerNotFoundException")) return undefined;
      throw error;
    }
  });
}

async function waitUntilActive(arn: string, doing: string, scope: Scope): Promise<void> {
  await step(`waiting for ${title} (${arn}) ${doing}`, () =>
    waitForState("active", scope, async () => (await find({ LoadBalancerArns: [arn] }, scope))?.State?.Code ?? ""),
  );
}

async function modifyAttributes(arn: string, names: string[], inputs: Values, scope: Scope): Promise<void> {
  const { sdk, client } = await elb(scope);
  const values = Object.fromEntries(names.map((name) => [name, inputs[name]]));
  const logs = Object.entries(logAttributes).filter(([name]) => names.includes(name));
  const Attributes = [
    ...logs.flatMap(([name, prefix]) => toLogAttributes(prefix, inputs[name])),
    ...toAttributes(loadBalancerAttributes, values),
  ];
  if (Attributes.length === 0) return;
  await step(`modifying ${title} (${arn}) attributes`, () =>
    client.send(new sdk.ModifyLoadBalancerAttributesCommand({ LoadBalancerArn: arn, Attributes })),
  );
}

const logKeys = (prefix: string) => ({
  enabled: `${prefix}.s3.enabled`,
  bucket: `${prefix}.s3.bucket`,
  prefix: `${prefix}.s3.prefix`,
});

/** Bucket and prefix are of interest only where there are logs. */
function toLogAttributes(prefix: string, logs: Values[string]): Attribute[] {
  const isOn = isValues(logs) && logs.enabled === true;
  return toAttributes(logKeys(prefix), isOn ? { prefix: "", ...logs } : { enabled: false });
}

function stateOf(found: LoadBalancer, attributes: Attribute[] | undefined): Values {
  const arn = found.LoadBalancerArn ?? "";
  const zones = found.AvailabilityZones ?? [];
  const logs = Object.entries(logAttributes).map(([name, prefix]) => [
    name,
    fromAttributes(partsOf(properties.accessLogs), logKeys(prefix), attributes),
  ]);
  return {
    ...fromAws(properties, found),
    ...fromAttributes(properties, loadBalancerAttributes, attributes),
    ...(Object.fromEntries(logs) as Values),
    arnSuffix: lastPartOf(arn, ":loadbalancer/"),
    internal: found.Scheme === "internal",
    securityGroups: found.SecurityGroups ?? [],
    subnets: zones.map(({ SubnetId = "" }) => SubnetId),
    subnetMappings: zones.map(({ SubnetId = "" }) => ({ subnetId: SubnetId })),
  };
}

/** A list that is not empty. */
function given(list: Values[string]): string[] | undefined {
  const texts = textListOf(list);
  return texts.length > 0 ? texts : undefined;
}

function subnetMappings({ subnetMappings: mappings }: Values): SubnetMapping[] | undefined {
  if (!Array.isArray(mappings) || mappings.length === 0) return undefined;
  return mappings.filter(isValues).map((mapping) => ({
    SubnetId: textOf(mapping.subnetId),
    AllocationId: textOf(mapping.allocationId),
    PrivateIPv4Address: textOf(mapping.privateIpv4Address),
    IPv6Address: textOf(mapping.ipv6Address),
  }));
}
