import { isAwsError, step } from "../../awsErrors";
import { capitalised } from "../../capitalised";
import { block, flag, integer, regionProperty, tagProperties, text } from "../../properties";
import type { ResourceType, Scope } from "../../resource";
import { fromAws, toAws } from "../../shapes";
import { tagChanges } from "../../state";
import { textOf, textsOf, type Values } from "../../values";
import { autoScaling, importedPlace, placeOf, placeProperties } from "./autoScaling";

const sent = capitalised({
  maxCapacity: integer({ required: true }),
  minCapacity: integer({ required: true }),
  roleArn: text({ computed: true, awsName: "RoleARN" }),
  suspendedState: block(
    {
      dynamicScalingInSuspended: flag({ default: false }),
      dynamicScalingOutSuspended: flag({ default: false }),
      scheduledScalingSuspended: flag({ default: false }),
    },
    { computed: true },
  ),
});

const properties = {
  ...sent,
  ...capitalised({ ...placeProperties, arn: text({ output: true, awsName: "ScalableTargetARN" }) }),
  ...tagProperties,
  ...regionProperty,
};

/** Mirrors Terraform's `aws_appautoscaling_target`. */
export const target: ResourceType = {
  token: "aws:appautoscaling/target:Target",
  properties,

  async create(inputs, scope, exists) {
    const { resourceId } = inputs;
    const tags = textsOf(inputs.tags);
    await step(`creating Application AutoScaling Target (${textOf(resourceId)})`, () =>
      register(inputs, scope, Object.keys(tags).length > 0 ? tags : undefined),
    );
    exists(textOf(resourceId) ?? "");
  },

  async read(id, known, scope) {
    const { sdk, client } = await autoScaling(scope);
    const place = known.resourceId === undefined ? importedPlace(id, []).place : known;
    const { ResourceId, ...rest } = placeOf(place);
    const found = await step(`reading Application AutoScaling Target (${id})`, () =>
      client.send(new sdk.DescribeScalableTargetsCommand({ ...rest, ResourceIds: [ResourceId] })),
    );
    const [reported] = found.ScalableTargets ?? [];
    if (reported === undefined) return undefined;
    const { Tags: tags = {} } = await step(`listing tags for Application AutoScaling Target (${id})`, () =>
      client.send(new sdk.ListTagsForResourceCommand({ ResourceARN: reported.ScalableTargetARN })),
    );
    return { id: ResourceId, state: { ...fromAws(properties, reported), tags, tagsAll: tags } };
  },

  async update({ id, state, inputs, changes }, scope) {
    const { sdk, client } = await autoScaling(scope);
    if (changes("tags")) {
      const { set, removed } = tagChanges(state, inputs);
      const ResourceARN = textOf(state.arn);
      await step(`updating tags for Application AutoScaling Target (${id})`, async () => {
        if (removed.length > 0) await client.send(new sdk.UntagResourceCommand({ ResourceARN, TagKeys: removed }));
        if (Object.keys(set).length > 0) await client.send(new sdk.TagResourceCommand({ ResourceARN, Tags: set }));
      });
    }
    if (!changes(...Object.keys(sent))) return;
    await step(`updating Application AutoScaling Target (${id})`, () => register(inputs, scope));
  },

  async delete(id, state, scope) {
    const { sdk, client } = await autoScaling(scope);
    await step(`deleting Application AutoScaling Target (${id})`, async () => {
      try {
        await client.send(new sdk.DeregisterScalableTargetCommand(placeOf(state)));
      } catch (error) {
        if (!isAwsError(error, "ObjectNotFoundException")) throw error;
      }
    });
  },
};

async function register(inputs: Values, scope: Scope, tags?: Record<string, string>): Promise<void> {
  const { sdk, client } = await autoScaling(scope);
  await client.send(
    new sdk.RegisterScalableTargetCommand({ ...placeOf(inputs), ...toAws(sent, inputs), ...(tags && { Tags: tags }) }),
  );
}
