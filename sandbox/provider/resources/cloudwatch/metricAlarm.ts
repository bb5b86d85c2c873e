import type { MetricAlarm, PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import { step } from "../../awsErrors";
import type { ResourceType, Scope } from "../../resource";
import { fromAws, toAws } from "../../shapes";
import { tagChanges } from "../../state";
import { textOf, textsOf, type Values } from "../../values";
import { keyValueTags, tagsFromKeyValues } from "../keyValueTags";
import { cloudWatch } from "./cloudWatch";
import { fromAlarm, toAlarm } from "./metricAlarmShape";
import { metricAlarmProperties as properties, sent } from "./metricAlarmProperties";

/** Mirrors Terraform's `aws_cloudwatch_metric_alarm`. */
export const metricAlarm: ResourceType = {
  token: "aws:cloudwatch/metricAlarm:MetricAlarm",
  properties,

  async create(inputs, scope, exists) {
    const name = textOf(inputs.name) ?? "";
    await step(`creating CloudWatch Metric Alarm (${name})`, () =>
      put(inputs, scope, keyValueTags(textsOf(inputs.tags))),
    );
    exists(name);
  },

  async read(id, _known, scope) {
    const { sdk, client } = await cloudWatch(scope);
    const { MetricAlarms = [] } = await step(`reading CloudWatch Metric Alarm (${id})`, () =>
      client.send(new sdk.DescribeAlarmsCommand({ AlarmNames: [id], AlarmTypes: ["MetricAlarm"] })),
    );
    const [found] = MetricAlarms;
    if (found === undefined) return undefined;
    const { Tags } = await step(`listing tags for CloudWatch Metric Alarm (${id})`, () =>
      client.send(new sdk.ListTagsForResourceCommand({ ResourceARN: found.AlarmArn })),
    );
    return { id, state: { ...reported(found), ...tagsFromKeyValues(Tags) } };
  },

  async update({ id, state, inputs, changes }, scope) {
    const { sdk, client } = await cloudWatch(scope);
    if (changes(...Object.keys(sent))) {
      await step(`updating CloudWatch Metric Alarm (${id})`, () => put(inputs, scope));
    }
    if (!changes("tags")) return;
    const { set, removed } = tagChanges(state, inputs);
    const ResourceARN = textOf(state.arn);
    await step(`updating tags for CloudWatch Metric Alarm (${id})`, async () => {
      if (removed.length > 0) await client.send(new sdk.UntagResourceCommand({ ResourceARN, TagKeys: removed }));
      const Tags = keyValueTags(set);
      if (Tags !== undefined) await client.send(new sdk.TagResourceCommand({ ResourceARN, Tags }));
    });
  },

  async delete(id, _state, scope) {
    const { sdk, client } = await cloudWatch(scope);
    await step(`deleting CloudWatch Metric Alarm (${id})`, () =>
      client.send(new sdk.DeleteAlarmsCommand({ AlarmNames: [id] })),
    );
  },
};

async function put(inputs: Values, scope: Scope, Tags?: PutMetricAlarmCommandInput["Tags"]): Promise<void> {
  const { sdk, client } = await cloudWatch(scope);
  const input = { ...toAlarm(toAws(sent, inputs)), AlarmName: textOf(inputs.name), ...(Tags && { Tags }) };
  await client.send(new sdk.PutMetricAlarmCommand(input as unknown as PutMetricAlarmCommandInput));
}

const reported = (alarm: MetricAlarm): Values => fromAws(properties, fromAlarm(alarm));
