import type { ResourceType as TaggedType } from "@aws-sdk/client-ec2";
import { isAwsError, step } from "../../awsErrors";
import { isNothing, type Properties } from "../../properties";
import type { Change, Scope } from "../../resource";
import { tagChanges } from "../../state";
import { textsOf, unknown, type Values } from "../../values";
import { retryOn } from "../../waiting";

/** How long to wait for what still uses a resource. The real provider waits 5 to 20 minutes; the sandbox runs 60 times faster. */
const defaultTimeoutSeconds = 15;

/** The EC2 client of a resource's region. */
export async function ec2({ session, region }: Scope) {
  const sdk = await import("@aws-sdk/client-ec2");
  return { sdk, client: session.client("ec2", region, (config) => new sdk.EC2Client(config)) };
}

/** For example `arn:aws:ec2:us-west-2:123456789012:vpc/vpc-0abc`. */
export function ec2Arn({ session, region }: Scope, resource: string, ownerId = session.accountId): string {
  return `arn:${session.partition}:ec2:${region}:${ownerId}:${resource}`;
}

/** What EC2 answers; undefined when it says that the resource does not exist. */
export async function unlessMissing<T>(notFound: string, action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (isAwsError(error, notFound)) return undefined;
    throw error;
  }
}

/** Does what EC2 refuses while something else uses the resource, again and again until that is gone. */
export async function onceUnused(scope: Scope, action: () => Promise<unknown>): Promise<void> {
  await retryOn(["DependencyViolation"], scope.timeoutSeconds ?? defaultTimeoutSeconds, scope, action);
}

interface Ec2Tag {
  Key?: string;
  Value?: string;
}

const ec2Tags = (tags: Record<string, string>): Ec2Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** The tags to create a resource with; undefined without any, since EC2 refuses an empty list. */
export function tagSpecifications(type: TaggedType, inputs: Values) {
  const Tags = ec2Tags(textsOf(inputs.tags));
  return Tags.length > 0 ? [{ ResourceType: type, Tags }] : undefined;
}

/** The tag properties from what EC2 reports; AWS's own tags (`aws:…`) are not the program's. */
export function tagsFromEc2(tags: Ec2Tag[] | undefined): { tags: Values; tagsAll: Values } {
  const own = (tags ?? []).filter(({ Key }) => !Key?.startsWith("aws:"));
  const values = textsOf(Object.fromEntries(own.map(({ Key = "", Value = "" }) => [Key, Value])));
  return { tags: values, tagsAll: values };
}

/** Brings the tags of an EC2 resource to what is wanted. */
export async function updateEc2Tags(title: string, { id, state, inputs, changes }: Change, scope: Scope) {
  if (!changes("tags")) return;
  const { sdk, client } = await ec2(scope);
  const { set, removed } = tagChanges(state, inputs);
  await step(`updating tags for ${title} (${id})`, async () => {
    const gone = removed.map((Key) => ({ Key }));
    if (gone.length > 0) await client.send(new sdk.DeleteTagsCommand({ Resources: [id], Tags: gone }));
    const kept = ec2Tags(set);
    if (kept.length > 0) await client.send(new sdk.CreateTagsCommand({ Resources: [id], Tags: kept }));
  });
}

/** Arguments that ask for what the local AWS does not have, for example IPv6: refused, since they would have no effect. */
export class LackingArguments {
  constructor(private readonly names: readonly string[]) {}

  /** Throws when one of them is given to a new resource. */
  refuseNew(properties: Properties, inputs: Values): void {
    const reason = reasonFor(
      this.names.filter((name) => {
        const property = properties[name];
        return property !== undefined && !isNothing(property, inputs[name]);
      }),
    );
    if (reason !== undefined) throw new Error(reason);
  }

  /** Why a change of them cannot be made. */
  refuseChange({ inputs, changes }: Pick<Change, "inputs" | "changes">): string | undefined {
    return reasonFor(this.names.filter((name) => inputs[name] !== unknown && changes(name)));
  }
}

const reasonFor = (names: string[]): string | undefined =>
  names.length === 0
    ? undefined
    : `the sandbox's local AWS has nothing for ${names.join(", ")}: leave that out here, or use an AWS account`;
