import type { Volume } from "@aws-sdk/client-ecs";
import { block, flag, integer, map, text, type Properties } from "../properties";
import { fromAws, toAws } from "../shapes";
import type { Values } from "../values";

/** One volume of a task definition; everything in it is part of the revision. */
export const volumeProperties: Properties = {
  configureAtLaunch: flag({ computed: true, awsName: "configuredAtLaunch" }),
  dockerVolumeConfiguration: block({
    autoprovision: flag({ default: false }),
    driver: text({ computed: true }),
    driverOpts: map(),
    labels: map(),
    scope: text({ computed: true, oneOf: ["task", "shared"] }),
  }),
  efsVolumeConfiguration: block({
    authorizationConfig: block({ accessPointId: text(), iam: text({ oneOf: ["ENABLED", "DISABLED"] }) }),
    fileSystemId: text({ required: true }),
    rootDirectory: text({ default: "/" }),
    transitEncryption: text({ oneOf: ["ENABLED", "DISABLED"] }),
    transitEncryptionPort: integer({ range: [0, 65535] }),
  }),
  fsxWindowsFileServerVolumeConfiguration: block({
    authorizationConfig: block(
      { credentialsParameter: text({ required: true }), domain: text({ required: true }) },
      { required: true },
    ),
    fileSystemId: text({ required: true }),
    rootDirectory: text({ required: true }),
  }),
  hostPath: text(),
  name: text({ required: true }),
  s3filesVolumeConfiguration: block({
    accessPointArn: text(),
    fileSystemArn: text({ required: true }),
    rootDirectory: text({ default: "/" }),
    transitEncryptionPort: integer({ range: [0, 65535] }),
  }),
};

export function volumeToEcs(volume: Values): Volume {
  const { hostPath, ...sent } = toAws(volumeProperties, volume);
  return { ...sent, ...(hostPath !== undefined && { host: { sourcePath: hostPath } }) } as Volume;
}

export function volumeFromEcs({ host, ...same }: Volume): Values {
  return fromAws(volumeProperties, { ...same, hostPath: host?.sourcePath });
}
