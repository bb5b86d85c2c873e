import type * as sdk from "@aws-sdk/client-application-auto-scaling";
import { randomUUID } from "node:crypto";
import type { Wire } from "../ecs/wire";
import { notFound, validation } from "./errors";
import { ecsPlace, page, required, resourceIdOf, targetOf, targetsOf } from "./requests";
import type { Policy, TargetRecord } from "./state";
import { now, type World } from "./world";

/** The metrics that a service of ECS can be scaled by; the last one needs a resource label. */
const metrics = [
  "ECSServiceAverageCPUUtilization",
  "ECSServiceAverageMemoryUtilization",
  "ECSServiceAverageCPUUtilizationHighResolution",
  "ECSServiceAverageMemoryUtilizationHighResolution",
  "ALBRequestCountPerTarget",
];

const labelFormat = /^app\/[\w-]+\/[0-9a-z]+\/targetgroup\/[\w-]+\/[0-9a-z]+$/;

export function putScalingPolicy(world: World, request: Wire<sdk.PutScalingPolicyRequest>) {
  const record = targetOf(world, request);
  const name = required(request.PolicyName, "policyName");
  const before = record.policies.find(({ PolicyName }) => PolicyName === name);
  const policy: Policy = { ...(before ?? newPolicy(world, record, name)), ...configurationOf(request, before) };
  checkPolicy(policy, record);
  policy.Alarms = policy.PolicyType === "TargetTrackingScaling" ? (before?.Alarms ?? alarms(world, record)) : [];
  record.policies = [...record.policies.filter((other) => other !== before), policy];
  return { PolicyARN: policy.PolicyARN, Alarms: policy.Alarms };
}

export function deleteScalingPolicy({ state }: World, request: Wire<sdk.DeleteScalingPolicyRequest>) {
  const resourceId = resourceIdOf(request);
  const name = required(request.PolicyName, "policyName");
  const record = state.targets[resourceId];
  const kept = record?.policies.filter(({ PolicyName }) => PolicyName !== name);
  if (record === undefined || kept === undefined || kept.length === record.policies.length)
    throw notFound("scaling policy found", resourceId, `, policy name: ${name}`);
  record.policies = kept;
  return {};
}

export function describeScalingPolicies(world: World, request: Wire<sdk.DescribeScalingPoliciesRequest>) {
  const { PolicyNames: names = [] } = request;
  const found = targetsOf(world, request)
    .flatMap(({ policies }) => policies)
    .filter(({ PolicyName }) => names.length === 0 || names.includes(PolicyName ?? ""));
  const { items, ...more } = page(found, request);
  return { ScalingPolicies: items, ...more };
}

/** What a request says; a parameter that it does not mention stays as it is. */
function configurationOf(
  { PolicyType, ...request }: Wire<sdk.PutScalingPolicyRequest>,
  before: Policy | undefined,
): Partial<Policy> {
  const { TargetTrackingScalingPolicyConfiguration: tracking, StepScalingPolicyConfiguration: step } = request;
  switch (PolicyType ?? before?.PolicyType) {
    case "TargetTrackingScaling":
      return {
        PolicyType: "TargetTrackingScaling",
        ...(tracking && { TargetTrackingScalingPolicyConfiguration: { ...tracking } }),
        StepScalingPolicyConfiguration: undefined,
      };
    case "StepScaling":
      return {
        PolicyType: "StepScaling",
        ...(step && { StepScalingPolicyConfiguration: step }),
        TargetTrackingScalingPolicyConfiguration: undefined,
      };
    case "PredictiveScaling":
      throw validation("The sandbox does not model predictive scaling");
    case undefined:
      throw validation("Policy type must be provided when creating a scaling policy");
  }
}

function checkPolicy(policy: Policy, { policies, target }: TargetRecord): void {
  const { PolicyType, StepScalingPolicyConfiguration: step } = policy;
  const tracking = policy.TargetTrackingScalingPolicyConfiguration;
  if (PolicyType === "StepScaling") {
    if (step === undefined) throw validation("StepScalingPolicyConfiguration must be provided for StepScaling");
    if ((step.StepAdjustments ?? []).length === 0) throw validation("At least one step adjustment must be specified");
    return;
  }
  if (tracking === undefined)
    throw validation("TargetTrackingScalingPolicyConfiguration must be provided for TargetTrackingScaling");
  if (!(required(tracking.TargetValue, "targetTrackingScalingPolicyConfiguration.targetValue") > 0))
    throw validation("Target value must be greater than 0");
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized } = tracking;
  if ((predefined === undefined) === (customized === undefined))
    throw validation("Exactly one of a predefined and a customized metric specification must be provided");
  if (predefined !== undefined) checkMetric(predefined);
  const metric = JSON.stringify(predefined ?? customized);
  const isTaken = policies.some(
    ({ PolicyName, TargetTrackingScalingPolicyConfiguration: other }) =>
      PolicyName !== policy.PolicyName &&
      other !== undefined &&
      JSON.stringify(other.PredefinedMetricSpecification ?? other.CustomizedMetricSpecification) === metric,
  );
  if (isTaken)
    throw validation(
      `Only one TargetTrackingScaling policy for a given metric specification is allowed: ${target.ResourceId}`,
    );
}

function checkMetric({ PredefinedMetricType, ResourceLabel }: Wire<sdk.PredefinedMetricSpecification>): void {
  const metric: string = required(PredefinedMetricType, "predefinedMetricSpecification.predefinedMetricType");
  if (!metrics.includes(metric))
    throw validation(`Predefined metric type ${metric} is not supported for service namespace ecs`);
  if (metric !== "ALBRequestCountPerTarget") {
    if (ResourceLabel !== undefined)
      throw validation(`Resource label should not be specified for predefined metric type ${metric}`);
    return;
  }
  if (ResourceLabel === undefined)
    throw validation("Resource label should be specified for predefined metric type ALBRequestCountPerTarget");
  if (!labelFormat.test(ResourceLabel))
    throw validation(
      `Resource label ${ResourceLabel} is not of the form app/<load-balancer-name>/<load-balancer-id>/targetgroup/<target-group-name>/<target-group-id>`,
    );
}

function newPolicy({ account: { region, accountId } }: World, { target }: TargetRecord, name: string): Policy {
  const resource = `${randomUUID()}:resource/ecs/${target.ResourceId}:policyName/${name}`;
  return {
    ...ecsPlace,
    ResourceId: target.ResourceId,
    PolicyARN: `arn:aws:autoscaling:${region}:${accountId}:scalingPolicy:${resource}`,
    PolicyName: name,
    PolicyType: undefined,
    CreationTime: now(),
  };
}

/** The names of the alarms that AWS makes for a target tracking policy; CloudWatch does not have them here. */
function alarms({ account: { region, accountId } }: World, { target }: TargetRecord): Wire<sdk.Alarm>[] {
  return ["AlarmHigh", "AlarmLow"].map((kind) => {
    const AlarmName = `TargetTracking-${target.ResourceId}-${kind}-${randomUUID()}`;
    return { AlarmName, AlarmARN: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${AlarmName}` };
  });
}
