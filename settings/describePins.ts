import type { Settings } from "./types";

/** The command that ends every pin. */
export const releaseCommand = "npm run rollback -- --release";

/**
 * What a stack has pinned, a sentence each: what is not followed because of it, and how to end it. For the settings of the
 * config; a pin that is not in use says so.
 */
export function describePins({ pins, pinnedRevision, image, pinSecretVersions }: Settings): string[] {
  if (pinnedRevision !== undefined) {
    return [
      `the service is pinned to revision ${pinnedRevision} as it is: no task definition is registered, and no setting of it is ` +
        `followed, image and secrets among them, until it is released (${releaseCommand})`,
    ];
  }
  const from = pins.from === undefined ? "" : ` (from ${pins.from})`;
  const secrets = Object.entries(pins.secrets);
  return [
    ...(pins.image === undefined
      ? []
      : image.kind === "pinned"
        ? [
            `the image is pinned to ${withoutRegistry(image.reference)}${from}: image ${pins.image.setting} is not followed until it is ` +
              `released (${releaseCommand})`,
          ]
        : [
            `the pinned image ${withoutRegistry(pins.image.reference)}${from} is not used: it was pinned for image ` +
              `${pins.image.setting}, which is no longer what is set (${releaseCommand} takes the pin away)`,
          ]),
    ...secrets.map(([name, version]) =>
      pinSecretVersions
        ? `secret "${name}" is pinned to version ${version}${from}: a newer one is not used until it is released (${releaseCommand})`
        : `the pinned version of secret "${name}" is not used, since pinSecretVersions is off (${releaseCommand} takes the pin away)`,
    ),
  ];
}

/** `agenticmem@sha256:…` for an image in ECR. */
export const withoutRegistry = (reference: string): string => reference.replace(/^\d{12}\.dkr[.-]ecr[^/]*\//, "");
