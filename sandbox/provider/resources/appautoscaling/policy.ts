import type { PutScalingPolicyCommandInput, ScalingPolicy } from "@aws-sdk/client-application-auto-scaling";
import { isAwsError, step } from "../../awsErrors";
import type { ResourceType, Scope } from "../../resource";
import { fromAws, toAws } from "../../shapes";
import { textOf, type Values } from "../../values";
import { autoScaling, importedPlace, placeOf } from "./autoScaling";
import { policyProperties, withNumbers, withTexts } from "./policyProperties";

/** Mirrors Terraform's `aws_appautoscaling_policy`. */
export const policy: ResourceType = {
  token: "aws:appautoscaling/policy:Policy",
  properties: policyProperties,

  async create(inputs, scope, exists) {
    const name = textOf(inputs.name) ?? "";
    await step(`creating Application Auto Scaling Scaling Policy (${name})`, () => put(inputs, scope));
    exists(name);
  },

  async read(id, known, scope) {
    const { sdk, client } = await autoScaling(scope);
    const { place, name } = located(id, known);
    const { ScalingPolicies: [found] = [] } = await step(
      `reading Application Auto Scaling Scaling Policy (${name})`,
      () => client.send(new sdk.DescribeScalingPoliciesCommand({ ...placeOf(place), PolicyNames: [name] })),
    );
    return found && { id: name, state: stateOf(found) };
  },

  async update({ id, inputs }, scope) {
    await step(`updating Application Auto Scaling Scaling Policy (${id})`, () => put(inputs, scope));
  },

  async delete(id, state, scope) {
    const { sdk, client } = await autoScaling(scope);
    await step(`deleting Application Auto Scaling Scaling Policy (${id})`, async () => {
      try {
        await client.send(new sdk.DeleteScalingPolicyCommand({ ...placeOf(state), PolicyName: id }));
      } catch (error) {
        if (!isAwsError(error, "ObjectNotFoundException")) throw error;
      }
    });
  },
};

async function put(inputs: Values, scope: Scope): Promise<void> {
  const { sdk, client } = await autoScaling(scope);
  const { region: _, ...request } = toAws(policyProperties, inputs);
  const { StepScalingPolicyConfiguration: step, PredictiveScalingPolicyConfiguration: predictive } = request;
  await client.send(
    new sdk.PutScalingPolicyCommand({
      ...request,
      ...(step !== undefined && { StepScalingPolicyConfiguration: withNumbers(step) }),
      ...(predictive !== undefined && { PredictiveScalingPolicyConfiguration: withNumbers(predictive) }),
    } as PutScalingPolicyCommandInput),
  );
}

function stateOf(found: ScalingPolicy): Values {
  const { StepScalingPolicyConfiguration: step, PredictiveScalingPolicyConfiguration: predictive } = found;
  const reported = {
    ...found,
    StepScalingPolicyConfiguration: withTexts(step),
    PredictiveScalingPolicyConfiguration: withTexts(predictive),
  };
  return {
    ...fromAws(policyProperties, reported),
    alarmArns: (found.Alarms ?? []).map(({ AlarmARN = "" }) => AlarmARN),
  };
}

/** An import names namespace, resource, dimension and policy; the state has them. */
function located(id: string, known: Values): { place: Values; name: string } {
  if (known.resourceId !== undefined) return { place: known, name: id };
  const { place, rest } = importedPlace(id, ["policy-name"]);
  return { place, name: rest[0] ?? "" };
}
