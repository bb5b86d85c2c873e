import type { RegisterTaskDefinitionCommandInput, TaskDefinition } from "@aws-sdk/client-ecs";
import { isAwsError, step } from "../awsErrors";
import { block, flag, integer, map, regionProperty, set, tagProperties, text } from "../properties";
import type { ResourceType } from "../resource";
import { fromAws, toAws } from "../shapes";
import { isValues, textOf, textsOf, type Values } from "../values";
import { areSameContainers, containerDefinitionsText, parseContainerDefinitions } from "./containerDefinitions";
import { ecs, ecsTags, tagsFromEcs, updateEcsTags } from "./ecs";
import { volumeFromEcs, volumeProperties, volumeToEcs } from "./taskVolumes";

const replaces = { replaces: true };

/** What is registered. */
const registered = {
  containerDefinitions: text({
    required: true,
    replaces: true,
    check: (json) => {
      const containers = parseContainerDefinitions(json);
      return typeof containers === "string" ? containers : undefined;
    },
    equivalent: (state, input, { networkMode }) =>
      areSameContainers(textOf(state) ?? "", textOf(input) ?? "", textOf(networkMode)),
  }),
  cpu: text(replaces),
  enableFaultInjection: flag({ computed: true, replaces: true }),
  ephemeralStorage: block({ sizeInGib: integer({ required: true, range: [21, 200], awsName: "sizeInGiB" }) }, replaces),
  executionRoleArn: text(replaces),
  family: text({
    required: true,
    replaces: true,
    check: (family) =>
      /^[0-9A-Za-z_-]{1,255}$/.test(family)
        ? undefined
        : `invalid value for family: "${family}" must match ^[0-9A-Za-z_-]+$`,
  }),
  ipcMode: text({ ...replaces, oneOf: ["host", "task", "none"] }),
  memory: text(replaces),
  networkMode: text({ computed: true, replaces: true, oneOf: ["bridge", "host", "awsvpc", "none"] }),
  pidMode: text({ ...replaces, oneOf: ["host", "task"] }),
  placementConstraints: set(block({ expression: text(), type: text({ required: true }) }), replaces),
  proxyConfiguration: block(
    { containerName: text({ required: true }), properties: map(), type: text({ default: "APPMESH" }) },
    replaces,
  ),
  requiresCompatibilities: set(text({ oneOf: ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"] }), replaces),
  runtimePlatform: block({ cpuArchitecture: text(), operatingSystemFamily: text() }, replaces),
  taskRoleArn: text(replaces),
  volumes: set(block(volumeProperties), replaces),
};

const properties = {
  ...registered,
  arn: text({ output: true }),
  arnWithoutRevision: text({ output: true }),
  revision: integer({ output: true }),
  skipDestroy: flag({ default: false, stateOnly: true }),
  trackLatest: flag({ default: false, stateOnly: true }),
  ...tagProperties,
  ...regionProperty,
};

/** Mirrors Terraform's `aws_ecs_task_definition`: every change but one of tags is a new revision. */
export const taskDefinition: ResourceType = {
  token: "aws:ecs/taskDefinition:TaskDefinition",
  properties,

  async create(inputs, scope, exists) {
    const { sdk, client } = await ecs(scope);
    const { taskDefinition: made } = await step(`creating ECS Task Definition (${textOf(inputs.family)})`, () =>
      client.send(new sdk.RegisterTaskDefinitionCommand(registration(inputs))),
    );
    exists(textOf(inputs.family) ?? "", { arn: made?.taskDefinitionArn });
  },

  async read(id, known, scope) {
    const { sdk, client } = await ecs(scope);
    const arn = textOf(known.arn) ?? id;
    const wanted = known.trackLatest === true ? (textOf(known.family) ?? id) : arn;
    return step(`reading ECS Task Definition (${id})`, async () => {
      try {
        const found = await client.send(
          new sdk.DescribeTaskDefinitionCommand({ taskDefinition: wanted, include: ["TAGS"] }),
        );
        const revision = found.taskDefinition;
        if (revision === undefined || revision.status !== "ACTIVE") return undefined;
        return { id: revision.family ?? id, state: { ...reported(revision), ...tagsFromEcs(found.tags) } };
      } catch (error) {
        if (isAwsError(error, "ClientException") && (error as Error).message.includes("Unable to describe")) {
          return undefined;
        }
        throw error;
      }
    });
  },

  async update(change, scope) {
    await updateEcsTags("ECS Task Definition", textOf(change.state.arn) ?? "", change, scope);
  },

  async delete(id, state, scope) {
    if (state.skipDestroy === true) return;
    const { sdk, client } = await ecs(scope);
    await step(`deleting ECS Task Definition (${id})`, async () => {
      try {
        await client.send(new sdk.DeregisterTaskDefinitionCommand({ taskDefinition: textOf(state.arn) ?? id }));
      } catch (error) {
        const isGone = /does not exist|is in INACTIVE|Unable to describe/i.test((error as Error).message);
        if (!isAwsError(error, "ClientException", "InvalidParameterException") || !isGone) throw error;
      }
    });
  },
};

function registration(inputs: Values): RegisterTaskDefinitionCommandInput {
  const containers = parseContainerDefinitions(textOf(inputs.containerDefinitions) ?? "");
  const { proxyConfiguration, volumes } = inputs;
  return {
    ...toAws(registered, inputs),
    family: textOf(inputs.family),
    containerDefinitions: containers,
    ...(isValues(proxyConfiguration) && {
      proxyConfiguration: {
        ...proxyConfiguration,
        properties: Object.entries(textsOf(proxyConfiguration.properties)).map(([name, value]) => ({ name, value })),
      },
    }),
    ...(Array.isArray(volumes) && { volumes: volumes.filter(isValues).map(volumeToEcs) }),
    tags: ecsTags(textsOf(inputs.tags)),
  } as RegisterTaskDefinitionCommandInput;
}

function reported(revision: TaskDefinition): Values {
  const arn = revision.taskDefinitionArn ?? "";
  const { proxyConfiguration, volumes = [], containerDefinitions, ...same } = revision;
  const state = fromAws(properties, {
    ...same,
    arn,
    arnWithoutRevision: arn.replace(/:\d+$/, ""),
    enableFaultInjection: revision.enableFaultInjection ?? false,
    containerDefinitions: containerDefinitionsText(containerDefinitions ?? []),
    ...(proxyConfiguration && {
      proxyConfiguration: {
        ...proxyConfiguration,
        properties: Object.fromEntries(
          (proxyConfiguration.properties ?? []).map(({ name = "", value }) => [name, value]),
        ),
      },
    }),
  });
  return { ...state, ...(volumes.length > 0 && { volumes: volumes.map(volumeFromEcs) }) };
}
