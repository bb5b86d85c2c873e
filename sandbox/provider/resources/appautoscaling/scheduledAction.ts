import type { ScalableTargetAction } from "@aws-sdk/client-application-auto-scaling";
import { isAwsError, step } from "../../awsErrors";
import { capitalised } from "../../capitalised";
import { block, integer, regionProperty, text, type Behaviour } from "../../properties";
import type { ResourceType, Scope } from "../../resource";
import { fromAws, toAws } from "../../shapes";
import { isValues, textOf, type Value, type Values } from "../../values";
import { autoScaling, placeOf, placeProperties } from "./autoScaling";

/** AWS reports times in UTC. */
const time: Behaviour = {
  check: (moment) => (Number.isNaN(Date.parse(moment)) ? `expected a valid RFC3339 date, got ${moment}` : undefined),
  equivalent: (state, input) => millisecondsOf(state) === millisecondsOf(input),
};

const properties = {
  ...capitalised({
    ...placeProperties,
    arn: text({ output: true, awsName: "ScheduledActionARN" }),
    name: text({ computed: true, replaces: true, autoname: true, awsName: "ScheduledActionName" }),
    scalableTargetAction: block({ maxCapacity: integer(), minCapacity: integer() }, { required: true }),
    schedule: text({ required: true }),
    timezone: text({ default: "UTC" }),
  }),
  endTime: text(time),
  startTime: text(time),
  ...regionProperty,
};

/** Mirrors Terraform's `aws_appautoscaling_scheduled_action`. */
export const scheduledAction: ResourceType = {
  token: "aws:appautoscaling/scheduledAction:ScheduledAction",
  properties,

  async create(inputs, scope, exists) {
    await put(inputs, scope);
    exists([inputs.name, inputs.serviceNamespace, inputs.resourceId].map(textOf).join("-"));
  },

  async read(id, known, scope) {
    if (known.name === undefined)
      throw new Error("resource aws_appautoscaling_scheduled_action doesn't support import");
    const { sdk, client } = await autoScaling(scope);
    const ScheduledActionNames = [textOf(known.name) ?? ""];
    const { ScheduledActions: [found] = [] } = await step(
      `describing Application Auto Scaling Scheduled Action (${id})`,
      () => client.send(new sdk.DescribeScheduledActionsCommand({ ...placeOf(known), ScheduledActionNames })),
    );
    if (found === undefined) return undefined;
    const times = { startTime: rfc3339(found.StartTime), endTime: rfc3339(found.EndTime) };
    return { id, state: { ...fromAws(properties, found), ...times } };
  },

  update: ({ inputs }, scope) => put(inputs, scope),

  async delete(id, state, scope) {
    const { sdk, client } = await autoScaling(scope);
    await step(`deleting Application Auto Scaling Scheduled Action (${id})`, async () => {
      try {
        await client.send(
          new sdk.DeleteScheduledActionCommand({ ...placeOf(state), ScheduledActionName: textOf(state.name) }),
        );
      } catch (error) {
        if (!isAwsError(error, "ObjectNotFoundException")) throw error;
      }
    });
  },
};

/** Sends everything: AWS forgets a start and an end that it is not told again. */
async function put(inputs: Values, scope: Scope): Promise<void> {
  const { sdk, client } = await autoScaling(scope);
  const { startTime, endTime, region: _, ...rest } = inputs;
  await step("putting Application Auto Scaling scheduled action", () =>
    client.send(
      new sdk.PutScheduledActionCommand({
        ...toAws(properties, rest),
        ...placeOf(inputs),
        ScheduledActionName: textOf(inputs.name),
        ScalableTargetAction: capacitiesOf(inputs.scalableTargetAction),
        StartTime: dateOf(startTime),
        EndTime: dateOf(endTime),
      }),
    ),
  );
}

function capacitiesOf(action: Value | undefined): ScalableTargetAction {
  const { minCapacity, maxCapacity } = isValues(action) ? action : {};
  return {
    ...(typeof minCapacity === "number" && { MinCapacity: minCapacity }),
    ...(typeof maxCapacity === "number" && { MaxCapacity: maxCapacity }),
  };
}

const millisecondsOf = (moment: Value | undefined) => dateOf(moment)?.getTime();

function dateOf(moment: Value | undefined): Date | undefined {
  const text = textOf(moment);
  return text === undefined || text === "" ? undefined : new Date(text);
}

const rfc3339 = (moment: Date | undefined) => moment?.toISOString().replace(".000Z", "Z");
