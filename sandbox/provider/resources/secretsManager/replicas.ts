import type { ReplicationStatusType } from "@aws-sdk/client-secrets-manager";
import { step } from "../../awsErrors";
import type { Scope } from "../../resource";
import { isValues, textOf, type Value, type Values } from "../../values";
import { secretsManager } from "./secretsManager";

/** Brings the replicas of a secret from the ones to those of the inputs. */
export async function replicate(id: string, before: Value | undefined, inputs: Values, scope: Scope): Promise<void> {
  const { sdk, client } = await secretsManager(scope);
  const [old, wanted] = [listOf(before), listOf(inputs.replicas)];
  const removed = old.filter(({ region }) => wanted.every((replica) => replica.region !== region));
  const added = wanted.filter(({ region }) => old.every((replica) => replica.region !== region));
  if (removed.length > 0) {
    await step(`removing Secrets Manager Secret (${id}) replicas`, () =>
      client.send(
        new sdk.RemoveRegionsFromReplicationCommand({
          SecretId: id,
          RemoveReplicaRegions: removed.map(({ region }) => textOf(region) ?? ""),
        }),
      ),
    );
  }
  if (added.length > 0) {
    await step(`adding Secrets Manager Secret (${id}) replicas`, () =>
      client.send(
        new sdk.ReplicateSecretToRegionsCommand({
          SecretId: id,
          AddReplicaRegions: added.map(({ region, kmsKeyId }) => ({
            Region: textOf(region),
            KmsKeyId: textOf(kmsKeyId),
          })),
          ForceOverwriteReplicaSecret: inputs.forceOverwriteReplicaSecret === true,
        }),
      ),
    );
  }
}

/** The replicas as Secrets Manager reports them; undefined without any. */
export function replicasFrom(reported: ReplicationStatusType[] | undefined): Values[] | undefined {
  if (reported === undefined || reported.length === 0) return undefined;
  return reported.map(({ Region, KmsKeyId, Status, StatusMessage, LastAccessedDate }) => ({
    region: Region,
    kmsKeyId: KmsKeyId,
    status: Status,
    statusMessage: StatusMessage,
    lastAccessedDate: LastAccessedDate?.toISOString(),
  }));
}

const listOf = (replicas: Value | undefined): Values[] => (Array.isArray(replicas) ? replicas.filter(isValues) : []);
