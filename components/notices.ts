import { describePlace, type Existing } from "../account/existing";
import { digestOf } from "../account/lookups/image";
import type { AwsConfig } from "../account/awsConfig";
import type { Settings } from "../settings/types";

export interface Notices {
  infos: string[];
  warnings: string[];
}

/** What every preview and update says about itself. */
export function notices(settings: Settings, existing: Existing, aws: AwsConfig): Notices {
  const { names } = settings;
  const moved = imageChange(settings, existing);
  return {
    infos: [
      `${describePlace(existing.place)}: service ${names.service} in cluster ${names.cluster}`,
      ...(moved === undefined ? [] : [moved]),
    ],
    warnings: [
      ...existing.image.warnings,
      ...existing.network.warnings,
      ...pinnedRotation(settings, existing),
      ...(aws.allowedAccountIds.length === 0
        ? [
            "any account that the credentials open is deployed to: allow only yours " +
              `(pulumi config set --path 'aws:allowedAccountIds[0]' ${existing.place.accountId})`,
          ]
        : []),
    ],
  };
}

/** A line of its own when the update ships other code than what runs, so that nobody does it by changing `cpu`. */
function imageChange({ container }: Settings, { image, service }: Existing): string | undefined {
  const running = service?.taskDefinition?.containerDefinitions?.find(({ name }) => name === container.name)?.image;
  if (running === undefined || running === image.reference) return undefined;
  const short = (reference: string) => digestOf(reference)?.slice(0, "sha256:".length + 12) ?? reference;
  return `image: ${image.asked} is ${short(image.reference)}, the service runs ${short(running)}: this update ships other code`;
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
