import type { TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { isAwsError, step } from "../../awsErrors";
import { nameOf } from "../../names";
import type { Property } from "../../properties";
import type { ResourceType, Scope } from "../../resource";
import { fromAws, toAws } from "../../shapes";
import { isValues, textOf, type Value, type Values } from "../../values";
import { retryOn } from "../../waiting";
import { fromAttributes, partsOf, toAttributes, type Attribute } from "./attributes";
import { elb, lastPartOf, readTags, tagsOf, updateTags } from "./elb";
import {
  healthAttributes,
  stickinessAttributes,
  targetGroupAttributes,
  targetGroupProperties as properties,
} from "./targetGroupProperties";

const title = "ELBv2 Target Group";
const healthCheck = partsOf(properties.healthCheck);

/** How long to wait for the listener that still forwards to a group. */
const deleteTimeoutSeconds = 15;

/** Mirrors Terraform's `aws_lb_target_group`, as far as application load balancers go. */
export const targetGroup: ResourceType = {
  token: "aws:lb/targetGroup:TargetGroup",
  properties,

  async create(inputs, scope, exists) {
    const { sdk, client } = await elb(scope);
    const name = nameOf(inputs);
    if ((await find({ Names: [name] }, scope)) !== undefined) throw new Error(`${title} (${name}) already exists`);
    const isLambda = inputs.targetType === "lambda";
    const created = await step(`creating ${title} (${name})`, () =>
      client.send(
        new sdk.CreateTargetGroupCommand({
          Name: name,
          TargetType: textOf(inputs.targetType) as "ip",
          ...(!isLambda && {
            Port: inputs.port as number | undefined,
            Protocol: textOf(inputs.protocol) as "HTTP" | undefined,
            ProtocolVersion: textOf(inputs.protocolVersion),
            VpcId: textOf(inputs.vpcId),
            IpAddressType: textOf(inputs.ipAddressType) as "ipv4" | undefined,
          }),
          ...healthCheckRequest(inputs.healthCheck),
          Tags: tagsOf(inputs),
        }),
      ),
    );
    const arn = created.TargetGroups?.[0]?.TargetGroupArn ?? "";
    exists(arn, { arn, name });
    const isGiven = (name: string) => inputs[name] !== undefined && inputs[name] !== 0 && inputs[name] !== "";
    const always = ["deregistrationDelay"];
    const given = [...Object.keys(targetGroupAttributes), "stickiness", "targetGroupHealth"].filter(isGiven);
    await modifyAttributes(arn, [...always, ...given], inputs, scope);
  },

  async read(id, _known, scope) {
    const { sdk, client } = await elb(scope);
    const found = await find({ TargetGroupArns: [id] }, scope);
    if (found === undefined) return undefined;
    const { Attributes } = await step(`reading ${title} (${id}) attributes`, () =>
      client.send(new sdk.DescribeTargetGroupAttributesCommand({ TargetGroupArn: id })),
    );
    return { id, state: { ...stateOf(found, Attributes ?? []), ...(await readTags(title, id, scope)) } };
  },

  async update(change, scope) {
    const { id: TargetGroupArn, inputs, changes } = change;
    const { sdk, client } = await elb(scope);
    await updateTags(title, change, scope);
    if (changes("healthCheck")) {
      await step(`modifying ${title} (${TargetGroupArn})`, () =>
        client.send(new sdk.ModifyTargetGroupCommand({ TargetGroupArn, ...healthCheckRequest(inputs.healthCheck) })),
      );
    }
    const names = [...Object.keys(targetGroupAttributes), "stickiness", "targetGroupHealth"];
    await modifyAttributes(
      TargetGroupArn,
      names.filter((name) => changes(name)),
      inputs,
      scope,
    );
  },

  async delete(id, _state, scope) {
    const { sdk, client } = await elb(scope);
    await step(`deleting ${title} (${id})`, () =>
      retryOn(["ResourceInUseException"], scope.timeoutSeconds ?? deleteTimeoutSeconds, scope, async () => {
        try {
          await client.send(new sdk.DeleteTargetGroupCommand({ TargetGroupArn: id }));
        } catch (error) {
          if (!isAwsError(error, "TargetGroupNotFoundException")) throw error;
        }
      }),
    );
  },
};

/** Undefined when there is none. */
async function find(
  by: { Names: string[] } | { TargetGroupArns: string[] },
  scope: Scope,
): Promise<TargetGroup | undefined> {
  const { sdk, client } = await elb(scope);
  const what = Object.values(by).flat().join();
  return step(`reading ${title} (${what})`, async () => {
    try {
      return (await client.send(new sdk.DescribeTargetGroupsCommand(by))).TargetGroups?.[0];
    } catch (error) {
      if (isAwsError(error, "TargetGroupNotFoundException")) return undefined;
      throw error;
    }
  });
}

function healthCheckRequest(check: Value | undefined): object {
  if (!isValues(check)) return {};
  const { matcher, ...rest } = check;
  const HttpCode = textOf(matcher);
  return { ...toAws(healthCheck, rest), ...(HttpCode !== undefined && HttpCode !== "" && { Matcher: { HttpCode } }) };
}

async function modifyAttributes(arn: string, names: string[], inputs: Values, scope: Scope): Promise<void> {
  const { sdk, client } = await elb(scope);
  const values = Object.fromEntries(names.map((name) => [name, inputs[name]]));
  const Attributes = [
    ...toAttributes(targetGroupAttributes, values),
    ...toStickinessAttributes(values.stickiness),
    ...toHealthAttributes(values.targetGroupHealth),
  ];
  if (Attributes.length === 0) return;
  await step(`modifying ${title} (${arn}) attributes`, () =>
    client.send(new sdk.ModifyTargetGroupAttributesCommand({ TargetGroupArn: arn, Attributes })),
  );
}

function toStickinessAttributes(stickiness: Value | undefined): Attribute[] {
  if (!isValues(stickiness)) return [];
  return toAttributes(stickinessAttributes[stickiness.type === "app_cookie" ? "app_cookie" : "lb_cookie"], stickiness);
}

function toHealthAttributes(health: Value | undefined): Attribute[] {
  if (!isValues(health)) return [];
  return Object.entries(healthAttributes).flatMap(([name, keys]) => {
    const part = health[name];
    return isValues(part) ? toAttributes(keys, part) : [];
  });
}

function stateOf(found: TargetGroup, attributes: Attribute[]): Values {
  const stickiness = partsOf(properties.stickiness);
  const kind = attributes.some(({ Key, Value }) => Key === "stickiness.type" && Value === "app_cookie")
    ? "app_cookie"
    : "lb_cookie";
  const health = partsOf(properties.targetGroupHealth);
  return {
    ...fromAws(properties, found),
    ...fromAttributes(properties, targetGroupAttributes, attributes),
    arnSuffix: lastPartOf(found.TargetGroupArn ?? "", ":"),
    healthCheck: { ...fromAws(healthCheck, found), matcher: found.Matcher?.HttpCode },
    loadBalancerArns: found.LoadBalancerArns ?? [],
    stickiness: fromAttributes(stickiness, stickinessAttributes[kind], attributes),
    targetGroupHealth: Object.fromEntries(
      Object.entries(healthAttributes).map(([name, keys]) => [
        name,
        fromAttributes(partsOf(health[name] as Property), keys, attributes),
      ]),
    ),
  };
}
