import type { Service } from "@aws-sdk/client-ecs";
import { isAwsError, step } from "../awsErrors";
import type { ResourceType, Scope } from "../resource";
import { textOf, type Values } from "../values";
import { waitForState } from "../waiting";
import { ecs, tagsFromEcs, updateEcsTags } from "./ecs";
import { serviceProperties } from "./serviceProperties";
import { createRequest, reportedService, updateRequest } from "./serviceShape";
import { waitUntilStable } from "./serviceStability";

/** Changes that ECS hears nothing of, or not from `UpdateService`. */
const notForUpdate = ["forceDelete", "tags", "tagsAll"];
const sentByUpdate = Object.keys(serviceProperties).filter((name) => !notForUpdate.includes(name));

/** Mirrors Terraform's `aws_ecs_service`. */
export const service: ResourceType = {
  token: "aws:ecs/service:Service",
  properties: serviceProperties,

  async create(inputs, scope, exists) {
    const { sdk, client } = await ecs(scope);
    const startedAt = new Date();
    const created = await step(`creating ECS Service (${textOf(inputs.name)})`, () =>
      client.send(new sdk.CreateServiceCommand(createRequest(inputs))),
    );
    const arn = created.service?.serviceArn ?? "";
    exists(arn, { arn });
    await step(`waiting for ECS Service (${arn}) create`, () => waitAfterChange(arn, inputs, startedAt, scope));
  },

  async read(id, known, scope) {
    const { arn, cluster } = located(id, known, scope);
    const found = await step(`reading ECS Service (${id})`, () => describe(arn, cluster, scope));
    if (found === undefined || found.status !== "ACTIVE") return undefined;
    const state = reportedService(found, { ...known, cluster });
    return { id: found.serviceArn ?? arn, state: { ...state, ...tagsFromEcs(found.tags) } };
  },

  async update(change, scope) {
    const { id, inputs, changes } = change;
    await updateEcsTags("ECS Service", id, change, scope);
    if (!changes(...sentByUpdate)) return;
    const { sdk, client } = await ecs(scope);
    const startedAt = new Date();
    const request = updateRequest(id, { ...inputs, cluster: inputs.cluster ?? change.state.cluster }, changes);
    await step(`updating ECS Service (${id})`, () => client.send(new sdk.UpdateServiceCommand(request)));
    await step(`waiting for ECS Service (${id}) update`, () =>
      waitAfterChange(id, { ...inputs, cluster: request.cluster }, startedAt, scope),
    );
  },

  async delete(id, state, scope) {
    const cluster = textOf(state.cluster);
    const found = await step(`reading ECS Service (${id})`, () => describe(id, cluster, scope));
    if (found === undefined || found.status === "INACTIVE") return;
    const { sdk, client } = await ecs(scope);
    const force = state.forceDelete === true;
    if (found.status !== "DRAINING" && found.schedulingStrategy !== "DAEMON" && !force) {
      await step(`draining ECS Service (${id})`, () =>
        client.send(new sdk.UpdateServiceCommand({ cluster, service: id, desiredCount: 0 })),
      );
    }
    await step(`deleting ECS Service (${id})`, () =>
      client.send(new sdk.DeleteServiceCommand({ cluster, service: id, force })),
    );
    await step(`waiting for ECS Service (${id}) delete`, () =>
      waitForState("INACTIVE", scope, async () => (await describe(id, cluster, scope))?.status ?? "INACTIVE"),
    );
  },

  refuse({ inputs, changes }) {
    return changes("capacityProviderStrategies") && inputs.forceNewDeployment !== true
      ? "force_new_deployment should be true when capacity_provider_strategy is being updated"
      : undefined;
  },
};

async function waitAfterChange(arn: string, inputs: Values, startedAt: Date, scope: Scope): Promise<void> {
  const cluster = textOf(inputs.cluster);
  const ask = () => describe(arn, cluster, scope);
  if (inputs.waitForSteadyState === true) await waitUntilStable(ask, startedAt, scope);
  else await waitForState("ACTIVE", scope, async () => (await ask())?.status ?? "");
}

/** The service with its tags; undefined when ECS does not know it or its cluster. */
async function describe(arn: string, cluster: string | undefined, scope: Scope): Promise<Service | undefined> {
  const { sdk, client } = await ecs(scope);
  try {
    const found = await client.send(new sdk.DescribeServicesCommand({ cluster, services: [arn], include: ["TAGS"] }));
    return found.services?.[0];
  } catch (error) {
    if (isAwsError(error, "ClusterNotFoundException", "ServiceNotFoundException")) return undefined;
    throw error;
  }
}

/** An import names the service by `cluster/service` or by its ARN; the state has the ARN and the cluster. */
function located(id: string, known: Values, { session, region }: Scope): { arn: string; cluster: string | undefined } {
  const cluster = textOf(known.cluster);
  const prefix = `arn:${session.partition}:ecs:${region}:${session.accountId}`;
  if (!id.startsWith("arn:")) {
    const [clusterName, name] = id.split("/");
    if (clusterName === undefined || name === undefined) {
      throw new Error(`wrong format of resource: ${id}, expecting 'cluster-name/service-name'`);
    }
    return { arn: `${prefix}:service/${id}`, cluster: `${prefix}:cluster/${clusterName}` };
  }
  const inArn = id.split("/").at(-2);
  return { arn: id, cluster: cluster ?? (inArn === undefined ? undefined : `${prefix}:cluster/${inArn}`) };
}
