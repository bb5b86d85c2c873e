import type { Service } from "@aws-sdk/client-ecs";
import type { ServiceArgs } from "@pulumi/aws/ecs";
import type { FargateServiceArgs } from "./fargateService";
import { isSameArgument } from "./sameArgument";

/**
 * What gives the service a new deployment when the setting `redeployment` has changed. For the provider a changed trigger is a
 * change only together with `forceNewDeployment`, which makes a deployment of every other change too. So that is on when the
 * trigger changes, stays on for as long as nothing else does (turning it off would be a change), and is off when something
 * does. Source: `triggersCustomizeDiff` of the Terraform AWS provider.
 */
export function redeployment(
  args: ServiceArgs,
  { settings, existing, recordedService }: Pick<FargateServiceArgs, "settings" | "existing" | "recordedService">,
): Pick<ServiceArgs, "triggers" | "forceNewDeployment"> {
  if (settings.redeployment === undefined) return {};
  const triggers = { ...(args.triggers as object), redeployment: settings.redeployment };
  // A mix of capacity providers forces every deployment anyway.
  if (args.forceNewDeployment !== undefined) return { triggers };
  if (recordedService === undefined || existing.service === undefined) return { triggers, forceNewDeployment: true };
  const recorded: Record<string, unknown> = { ...recordedService, ...asArguments(existing.service.description) };
  // The revision may change: that is a deployment in any case. So may a count that is not the stack's.
  const free = settings.desiredCount === undefined ? ["desiredCount"] : [];
  const compared = Object.entries(args).filter(([name]) => !["taskDefinition", "triggers", ...free].includes(name));
  const isForced =
    !isSameArgument(triggers, recorded.triggers) ||
    (recorded.forceNewDeployment === true &&
      compared.every(([name, wanted]) => isSameArgument(wanted, recorded[name])));
  return { triggers, ...(isForced && { forceNewDeployment: true }) };
}

/** What starts no deployment and may have been changed outside the stack since its last update, in the provider's words. */
function asArguments({ deploymentConfiguration = {}, ...service }: Service): Record<string, unknown> {
  const { deploymentCircuitBreaker: breaker } = deploymentConfiguration;
  const live = {
    desiredCount: service.desiredCount,
    deploymentMaximumPercent: deploymentConfiguration.maximumPercent,
    deploymentMinimumHealthyPercent: deploymentConfiguration.minimumHealthyPercent,
    deploymentCircuitBreaker: breaker && { enable: breaker.enable, rollback: breaker.rollback },
    alarms: deploymentConfiguration.alarms,
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    availabilityZoneRebalancing: service.availabilityZoneRebalancing,
    enableExecuteCommand: service.enableExecuteCommand,
    propagateTags: service.propagateTags,
  };
  return Object.fromEntries(Object.entries(live).filter(([, value]) => value !== undefined));
}
