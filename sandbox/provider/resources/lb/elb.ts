import { step } from "../../awsErrors";
import type { Behaviour } from "../../properties";
import type { Change, Scope } from "../../resource";
import { tagChanges } from "../../state";
import { textOf, textsOf, type Values } from "../../values";
import { keyValueTags, tagsFromKeyValues } from "../keyValueTags";

/** The client of Elastic Load Balancing in a resource's region. */
export async function elb({ session, region }: Scope) {
  const sdk = await import("@aws-sdk/client-elastic-load-balancing-v2");
  return { sdk, client: session.client("elbv2", region, (config) => new sdk.ElasticLoadBalancingV2Client(config)) };
}

/** Of no use to an application load balancer in the sandbox: kept in the state alone, and never sent. */
export const unused: Behaviour = { stateOnly: true };

/** Where nothing is given, what is there stays, although Terraform does not call it computed. */
export const keptWhereMissing: Behaviour = { equivalent: (_state, input) => input === undefined };

/** A name that AWS takes for a load balancer or a target group. */
export function checkName(name: string): string | undefined {
  if (name.length > 32) return `"name" cannot be longer than 32 characters: "${name}"`;
  if (!/^[0-9A-Za-z-]+$/.test(name)) return `only alphanumeric characters and hyphens allowed in "name": "${name}"`;
  return /^-|-$/.test(name) ? `"name" cannot begin or end with a hyphen: "${name}"` : undefined;
}

/** For use with CloudWatch: the last part of an ARN, for example `targetgroup/web/0123456789abcdef`. */
export const lastPartOf = (arn: string, separator: string) => arn.slice(arn.lastIndexOf(separator) + separator.length);

export const tagsOf = (inputs: Values) => keyValueTags(textsOf(inputs.tags));

export async function readTags(title: string, arn: string, scope: Scope): Promise<{ tags: Values; tagsAll: Values }> {
  const { sdk, client } = await elb(scope);
  const { TagDescriptions: [described] = [] } = await step(`listing tags for ${title} (${arn})`, () =>
    client.send(new sdk.DescribeTagsCommand({ ResourceArns: [arn] })),
  );
  return tagsFromKeyValues(described?.Tags);
}

/** Brings the tags of a resource to what is wanted. */
export async function updateTags(title: string, { id, state, inputs, changes }: Change, scope: Scope): Promise<void> {
  if (!changes("tags")) return;
  const { sdk, client } = await elb(scope);
  const { set, removed } = tagChanges(state, inputs);
  const ResourceArns = [textOf(state.arn) ?? id];
  await step(`updating tags for ${title} (${id})`, async () => {
    if (removed.length > 0) await client.send(new sdk.RemoveTagsCommand({ ResourceArns, TagKeys: removed }));
    const Tags = keyValueTags(set);
    if (Tags !== undefined) await client.send(new sdk.AddTagsCommand({ ResourceArns, Tags }));
  });
}
