import type * as sdk from "@aws-sdk/client-ecs";
import { invalidParameter } from "./awsError";
import { ecsArn, lastPart } from "./names";
import type { Wire } from "./wire";
import type { World } from "./world";

const defaults: Record<string, string> = {
  awsvpcTrunking: "disabled",
  containerInsights: "disabled",
  containerInstanceLongArnFormat: "enabled",
  defaultLogDriverMode: "non-blocking",
  fargateFIPSMode: "disabled",
  fargateTaskRetirementWaitPeriod: "7",
  guardDutyActivate: "off",
  serviceLongArnFormat: "enabled",
  tagResourceAuthorization: "on",
  taskLongArnFormat: "enabled",
};

/** The capacity providers that AWS has in every account. */
export const fargateCapacityProviders = ["FARGATE", "FARGATE_SPOT"];

export function listAccountSettings({ account, state }: World, request: Wire<sdk.ListAccountSettingsRequest>) {
  const settings = Object.entries({ ...defaults, ...state.accountSettings })
    .filter(([name, value]) => (request.name ?? name) === name && (request.value ?? value) === value)
    .filter(([name]) => (request.effectiveSettings ?? false) || name in state.accountSettings)
    .map(([name, value]) => ({ name, value, principalArn: principal(account), type: "user" }));
  return { settings };
}

export function putAccountSetting({ account, state }: World, request: Wire<sdk.PutAccountSettingRequest>) {
  const { name, value } = request;
  if (name === undefined || !(name in defaults)) throw invalidParameter(`Invalid setting name: ${name}`);
  if (value === undefined) throw invalidParameter("Setting value cannot be empty.");
  state.accountSettings[name] = value;
  return { setting: { name, value, principalArn: principal(account), type: "user" } };
}

export function describeCapacityProviders({ account }: World, request: Wire<sdk.DescribeCapacityProvidersRequest>) {
  const known = fargateCapacityProviders;
  const wanted = request.capacityProviders?.map(lastPart) ?? known;
  const arn = (name: string) => ecsArn(account, `capacity-provider/${name}`);
  return {
    capacityProviders: wanted
      .filter((name) => known.includes(name))
      .map((name) => ({ capacityProviderArn: arn(name), name, status: "ACTIVE", tags: [] })),
    failures: wanted.filter((name) => !known.includes(name)).map((name) => ({ arn: arn(name), reason: "MISSING" })),
  };
}

const principal = (account: World["account"]) => `arn:${account.partition}:iam::${account.accountId}:root`;
