import { isAwsError, step } from "../awsErrors";
import { nameOf } from "../names";
import { flag, integer, regionProperty, tagProperties, text } from "../properties";
import type { ResourceType, Scope } from "../resource";
import { fromAws } from "../shapes";
import { tagChanges } from "../state";
import { textOf, textsOf, type Values } from "../values";

/** The retention times that CloudWatch Logs takes, in days; 0: never expire. */
const retentionDays = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const properties = {
  arn: text({ output: true }),
  deletionProtectionEnabled: flag({ computed: true }),
  kmsKeyId: text(),
  logGroupClass: text({ computed: true, replaces: true, oneOf: ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"] }),
  name: text({
    computed: true,
    replaces: true,
    autoname: true,
    conflictsWith: ["namePrefix"],
    awsName: "logGroupName",
  }),
  namePrefix: text({ computed: true, replaces: true, stateOnly: true }),
  retentionInDays: integer({ default: 0, oneOf: retentionDays }),
  skipDestroy: flag({ default: false, stateOnly: true }),
  ...tagProperties,
  ...regionProperty,
};

/** Mirrors Terraform's `aws_cloudwatch_log_group`. */
export const logGroup: ResourceType = {
  token: "aws:cloudwatch/logGroup:LogGroup",
  properties,

  async create(inputs, scope, exists) {
    const { sdk, client } = await logs(scope);
    const name = nameOf(inputs);
    const tags = textsOf(inputs.tags);
    await step(`creating CloudWatch Logs Log Group (${name})`, () =>
      client.send(
        new sdk.CreateLogGroupCommand({
          logGroupName: name,
          kmsKeyId: textOf(inputs.kmsKeyId),
          logGroupClass: textOf(inputs.logGroupClass) as "STANDARD" | undefined,
          deletionProtectionEnabled: inputs.deletionProtectionEnabled === true ? true : undefined,
          tags: Object.keys(tags).length > 0 ? tags : undefined,
        }),
      ),
    );
    exists(name);
    if (inputs.retentionInDays !== 0) await setRetention(name, inputs, scope);
  },

  async read(id, _known, scope) {
    const { sdk, client } = await logs(scope);
    const found = await step(`reading CloudWatch Logs Log Group (${id})`, async () => {
      for await (const page of sdk.paginateDescribeLogGroups({ client }, { logGroupNamePrefix: id })) {
        const group = page.logGroups?.find((candidate) => candidate.logGroupName === id);
        if (group !== undefined) return group;
      }
      return undefined;
    });
    if (found === undefined) return undefined;
    const arn = (found.arn ?? "").replace(/:\*$/, "");
    const { tags } = await step(`listing tags for CloudWatch Logs Log Group (${id})`, () =>
      client.send(new sdk.ListTagsForResourceCommand({ resourceArn: arn })),
    );
    const state = fromAws(properties, { retentionInDays: 0, logGroupClass: "STANDARD", ...found, arn });
    return { id, state: { ...state, tags: tags ?? {}, tagsAll: tags ?? {} } };
  },

  async update({ id, state, inputs, changes }, scope) {
    const { sdk, client } = await logs(scope);
    if (changes("tags")) {
      const { set, removed } = tagChanges(state, inputs);
      const resourceArn = textOf(state.arn);
      await step(`updating tags for CloudWatch Logs Log Group (${id})`, async () => {
        if (removed.length > 0) await client.send(new sdk.UntagResourceCommand({ resourceArn, tagKeys: removed }));
        if (Object.keys(set).length > 0) await client.send(new sdk.TagResourceCommand({ resourceArn, tags: set }));
      });
    }
    if (changes("retentionInDays")) await setRetention(id, inputs, scope);
    if (changes("deletionProtectionEnabled")) {
      await step(`updating CloudWatch Logs Log Group (${id}) deletion protection`, () =>
        client.send(
          new sdk.PutLogGroupDeletionProtectionCommand({
            logGroupIdentifier: id,
            deletionProtectionEnabled: inputs.deletionProtectionEnabled === true,
          }),
        ),
      );
    }
    if (changes("kmsKeyId")) {
      const kmsKeyId = textOf(inputs.kmsKeyId);
      const what = kmsKeyId === undefined ? "disassociating" : "associating";
      await step(`${what} CloudWatch Logs Log Group (${id}) KMS key`, async () => {
        if (kmsKeyId === undefined) await client.send(new sdk.DisassociateKmsKeyCommand({ logGroupName: id }));
        else await client.send(new sdk.AssociateKmsKeyCommand({ logGroupName: id, kmsKeyId }));
      });
    }
  },

  async delete(id, state, scope) {
    if (state.skipDestroy === true) return;
    const { sdk, client } = await logs(scope);
    await step(`deleting CloudWatch Logs Log Group (${id})`, async () => {
      try {
        await client.send(new sdk.DeleteLogGroupCommand({ logGroupName: id }));
      } catch (error) {
        if (!isAwsError(error, "ResourceNotFoundException")) throw error;
      }
    });
  },
};

async function setRetention(name: string, inputs: Values, scope: Scope): Promise<void> {
  const { sdk, client } = await logs(scope);
  const days = inputs.retentionInDays;
  if (typeof days === "number" && days > 0) {
    await step(`setting CloudWatch Logs Log Group (${name}) retention policy`, () =>
      client.send(new sdk.PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: days })),
    );
  } else {
    await step(`deleting CloudWatch Logs Log Group (${name}) retention policy`, () =>
      client.send(new sdk.DeleteRetentionPolicyCommand({ logGroupName: name })),
    );
  }
}

async function logs({ session, region }: Scope) {
  const sdk = await import("@aws-sdk/client-cloudwatch-logs");
  return { sdk, client: session.client("logs", region, (config) => new sdk.CloudWatchLogsClient(config)) };
}
