import { step } from "../awsErrors";
import type { Change, Scope } from "../resource";
import { tagChanges } from "../state";
import { textsOf, type Values } from "../values";

/** The ECS client of a resource's region. */
export async function ecs({ session, region }: Scope) {
  const sdk = await import("@aws-sdk/client-ecs");
  return { sdk, client: session.client("ecs", region, (config) => new sdk.ECSClient(config)) };
}

interface EcsTag {
  key?: string;
  value?: string;
}

/** Tags as ECS takes them; undefined without any, since it refuses an empty list. */
export function ecsTags(tags: Record<string, string>): EcsTag[] | undefined {
  const entries = Object.entries(tags).map(([key, value]) => ({ key, value }));
  return entries.length > 0 ? entries : undefined;
}

/** The tag properties from what ECS reports; its own tags (`aws:…`) are not the program's. */
export function tagsFromEcs(tags: EcsTag[] | undefined): { tags: Values; tagsAll: Values } {
  const own = (tags ?? []).filter(({ key }) => !key?.startsWith("aws:"));
  const values = textsOf(Object.fromEntries(own.map(({ key = "", value = "" }) => [key, value])));
  return { tags: values, tagsAll: values };
}

/** Brings the tags of an ECS resource to what is wanted. */
export async function updateEcsTags(title: string, arn: string, change: Change, scope: Scope): Promise<void> {
  if (!change.changes("tags")) return;
  const { sdk, client } = await ecs(scope);
  const { set, removed } = tagChanges(change.state, change.inputs);
  await step(`updating tags for ${title} (${change.id})`, async () => {
    if (removed.length > 0) await client.send(new sdk.UntagResourceCommand({ resourceArn: arn, tagKeys: removed }));
    const tags = ecsTags(set);
    if (tags !== undefined) await client.send(new sdk.TagResourceCommand({ resourceArn: arn, tags }));
  });
}
