import { describePlace, type Existing } from "../account/existing";
import { digestOf } from "../account/imageReference";
import type { AwsConfig } from "../account/awsConfig";
import { revisionName } from "../rollout/observation";
import type { Settings } from "../settings/types";
import {
  componentType,
  ownsScalableTarget,
  rolePolicyType,
  serviceType,
  taskDefinitionType,
  type RecordedResource,
} from "./ownership";

export interface Notices {
  infos: string[];
  warnings: string[];
}

/** What every preview and update says about itself. */
export function notices(
  settings: Settings,
  existing: Existing,
  aws: Pick<AwsConfig, "allowedAccountIds">,
  recorded: RecordedResource[],
): Notices {
  const { names } = settings;
  return {
    infos: [
      `${describePlace(existing.place)}: service ${names.service} in cluster ${names.cluster}`,
      ...imageChange(settings, existing),
      ...autoscalingTurnedOff(settings, existing, recorded),
    ],
    warnings: [
      ...whoIsAhead(existing, recorded),
      ...replacement(settings, recorded),
      ...grantTurnedOff(settings, recorded),
      ...existing.image.warnings,
      ...existing.network.warnings,
      ...pinnedRotation(settings, existing),
      ...(aws.allowedAccountIds.length === 0
        ? [
            "any account that the credentials open is deployed to: allow only yours " +
              `(pulumi config set --path 'aws:allowedAccountIds[0]' --type string ${existing.place.accountId})`,
          ]
        : []),
    ],
  };
}

/** A line of its own when the update ships other code than what runs, so that nobody does it by changing `cpu`. */
function imageChange({ container }: Settings, { image, service }: Existing): string[] {
  const running = service?.taskDefinition?.containerDefinitions?.find(({ name }) => name === container.name)?.image;
  if (running === undefined || running === image.reference) return [];
  const short = (reference: string) => digestOf(reference)?.slice(0, "sha256:".length + 12) ?? reference;
  return [
    `image: ${image.asked} is ${short(image.reference)}, the service runs ${short(running)}: this update ships other code`,
  ];
}

/** Nothing sets the number of tasks any more. */
function autoscalingTurnedOff(settings: Settings, { service }: Existing, recorded: RecordedResource[]): string[] {
  const { autoscaling, desiredCount } = settings;
  if (autoscaling !== undefined || desiredCount !== undefined || service === undefined) return [];
  if (!ownsScalableTarget(settings, recorded)) return [];
  return [
    `autoscaling is turned off: the service keeps desired count ${service.desiredCount} (pulumi config set desiredCount <tasks> for another)`,
  ];
}

/** The service is on another revision than the stack's last update asked for: since then, somebody or ECS has changed it. */
function whoIsAhead({ service }: Existing, recorded: RecordedResource[]): string[] {
  const outputsOf = (wanted: string) => recorded.find(({ type }) => type === wanted)?.outputs;
  // With a pinned revision the stack has no task definition of its own.
  const own = outputsOf(taskDefinitionType)?.arn ?? outputsOf(componentType)?.revisionArn;
  const live = service?.taskDefinitionArn;
  if (typeof own !== "string" || live === undefined || live === own) return [];
  const [liveName, ownName] = [revisionName(live), revisionName(own)];
  const [liveNumber, ownNumber] = [liveName, ownName].map((name) => Number(name.split(":")[1])) as [number, number];
  const reason =
    liveNumber > ownNumber
      ? "AWS is ahead: it was deployed from outside the stack, and this update takes it back to what the config says"
      : "the stack is ahead: its last update did not reach the service, or was rolled back by ECS or by hand, and this one tries again";
  return [`the service is on ${liveName}, the stack's last update asked for ${ownName}; ${reason}`];
}

/** ECS cannot rename a service or move it to another cluster: the old one is deleted. */
function replacement({ names }: Settings, recorded: RecordedResource[]): string[] {
  const own = recorded.find(({ type }) => type === serviceType)?.outputs;
  const clusterName = String(own?.cluster).split("/").at(-1);
  if (own === undefined || (own.name === names.service && clusterName === names.cluster)) return [];
  return [
    `service ${String(own.name)} in cluster ${clusterName} is replaced by ${names.service} in cluster ${names.cluster}: the old one is ` +
      "deleted with all its tasks",
  ];
}

/** The policy stays in AWS: running tasks, and revisions that are gone back to, may live by it. */
function grantTurnedOff({ grantSecretAccess }: Settings, recorded: RecordedResource[]): string[] {
  const own = recorded.find(({ type }) => type === rolePolicyType)?.outputs;
  if (grantSecretAccess || own === undefined) return [];
  const [role, name] = [String(own.role), String(own.name)];
  return [
    `grantSecretAccess is off: policy ${name} stays on role ${role}, since running tasks may need it, and is no longer this stack's; ` +
      `delete it once another policy grants the same (aws iam delete-role-policy --role-name ${role} --policy-name ${name})`,
  ];
}

function pinnedRotation({ pinSecretVersions }: Settings, { secrets }: Existing): string[] {
  if (!pinSecretVersions) return [];
  return Object.values(secrets)
    .filter(({ rotationEnabled }) => rotationEnabled)
    .map(
      ({ name }) =>
        `secret "${name}" rotates, and pinSecretVersions ties tasks to its version of today: once that version is gone, no new ` +
        "task starts (pulumi config set pinSecretVersions false)",
    );
}
