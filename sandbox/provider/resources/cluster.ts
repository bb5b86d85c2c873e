import type { Cluster } from "@aws-sdk/client-ecs";
import { isAwsError, step } from "../awsErrors";
import { block, flag, regionProperty, set, tagProperties, text } from "../properties";
import type { ResourceType, Scope } from "../resource";
import { fromAws, toAws } from "../shapes";
import { textOf, textsOf } from "../values";
import { retryOn } from "../waiting";
import { ecs, ecsTags, tagsFromEcs, updateEcsTags } from "./ecs";

/** How long something is asked of a cluster that is still in use, in seconds: the real provider's ten minutes, 60 times faster. */
export const inUseTimeoutSeconds = 10;

/** ECS's codes for a cluster that cannot go yet. */
const inUse = ["ClusterContainsServicesException", "ClusterContainsTasksException", "UpdateInProgressException"];

const sent = {
  configuration: block({
    executeCommandConfiguration: block({
      kmsKeyId: text(),
      logConfiguration: block({
        cloudWatchEncryptionEnabled: flag(),
        cloudWatchLogGroupName: text(),
        s3BucketEncryptionEnabled: flag({ awsName: "s3EncryptionEnabled" }),
        s3BucketName: text(),
        s3KeyPrefix: text(),
      }),
      logging: text({ default: "DEFAULT", oneOf: ["NONE", "DEFAULT", "OVERRIDE"] }),
    }),
    managedStorageConfiguration: block({ fargateEphemeralStorageKmsKeyId: text(), kmsKeyId: text() }),
  }),
  serviceConnectDefaults: block({ namespace: text({ required: true }) }),
  settings: set(
    block({ name: text({ required: true, oneOf: ["containerInsights"] }), value: text({ required: true }) }),
    { computed: true },
  ),
};

const properties = {
  ...sent,
  arn: text({ output: true, awsName: "clusterArn" }),
  name: text({ computed: true, replaces: true, autoname: true, check: wrongName, awsName: "clusterName" }),
  ...tagProperties,
  ...regionProperty,
};

/** Mirrors Terraform's `aws_ecs_cluster`. */
export const cluster: ResourceType = {
  token: "aws:ecs/cluster:Cluster",
  properties,

  async create(inputs, scope, exists) {
    const { sdk, client } = await ecs(scope);
    const clusterName = textOf(inputs.name);
    const created = await step(`creating ECS Cluster (${clusterName})`, () =>
      client.send(
        new sdk.CreateClusterCommand({
          ...toAws(sent, inputs),
          clusterName,
          tags: ecsTags(textsOf(inputs.tags)),
        }),
      ),
    );
    exists(created.cluster?.clusterArn ?? "");
  },

  async read(id, _known, scope) {
    const found = await step(`reading ECS Cluster (${id})`, () => activeCluster(id, scope));
    if (found?.clusterArn === undefined) return undefined;
    return { id: found.clusterArn, state: { ...fromAws(properties, found), ...tagsFromEcs(found.tags) } };
  },

  async update(change, scope) {
    const { id, inputs, changes } = change;
    await updateEcsTags("ECS Cluster", id, change, scope);
    if (!changes(...Object.keys(sent))) return;
    const { sdk, client } = await ecs(scope);
    await step(`updating ECS Cluster (${id})`, () =>
      client.send(new sdk.UpdateClusterCommand({ ...toAws(sent, inputs), cluster: id })),
    );
  },

  async delete(id, _state, scope) {
    const { sdk, client } = await ecs(scope);
    await step(`deleting ECS Cluster (${id})`, async () => {
      try {
        await retryOn(inUse, inUseTimeoutSeconds, scope, () =>
          client.send(new sdk.DeleteClusterCommand({ cluster: id })),
        );
      } catch (error) {
        if (!isAwsError(error, "ClusterNotFoundException")) throw error;
      }
    });
  },
};

/** The cluster of a name or ARN; undefined when it does not exist or was deleted. */
export async function activeCluster(id: string, scope: Scope): Promise<Cluster | undefined> {
  const { sdk, client } = await ecs(scope);
  const { clusters = [] } = await client.send(
    new sdk.DescribeClustersCommand({ clusters: [id], include: ["TAGS", "CONFIGURATIONS", "SETTINGS"] }),
  );
  return clusters.find(({ status }) => status !== "INACTIVE");
}

/** Why a text cannot be the name of a cluster, in the words of the real provider. */
export function wrongName(name: string): string | undefined {
  return /^[0-9A-Za-z_-]{1,255}$/.test(name)
    ? undefined
    : `invalid value for name (must consist of alphanumerics, hyphens, and underscores), got ${name}`;
}
