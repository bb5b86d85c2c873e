import type { CreateRepositoryCommandInput, PutImageTagMutabilityCommandInput } from "@aws-sdk/client-ecr";
import { isAwsError, step } from "../../awsErrors";
import { block, flag, list, regionProperty, tagProperties, text } from "../../properties";
import type { Change, ResourceType, Scope } from "../../resource";
import { fromAws, toAws } from "../../shapes";
import { tagChanges } from "../../state";
import { textOf, textsOf, type Value } from "../../values";
import { keyValueTags, tagsFromKeyValues } from "../keyValueTags";
import { ecr } from "./ecr";

/** A block that AWS always reports is no difference where the program leaves it out. */
const leftOut = (_state: Value | undefined, input: Value | undefined) =>
  input === undefined || (Array.isArray(input) && input.length === 0);

const tagMutability = {
  imageTagMutability: text({
    default: "MUTABLE",
    oneOf: ["MUTABLE", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"],
  }),
  imageTagMutabilityExclusionFilters: list(
    block({ filter: text({ required: true }), filterType: text({ required: true, oneOf: ["WILDCARD"] }) }),
  ),
};
const scanning = {
  imageScanningConfiguration: block({ scanOnPush: flag({ required: true }) }, { equivalent: leftOut }),
};

const properties = {
  ...tagMutability,
  ...scanning,
  arn: text({ output: true, awsName: "repositoryArn" }),
  encryptionConfigurations: list(
    block({
      encryptionType: text({ default: "AES256", oneOf: ["AES256", "KMS", "KMS_DSSE"] }),
      kmsKey: text({ computed: true }),
    }),
    { replaces: true, equivalent: leftOut },
  ),
  forceDelete: flag({ stateOnly: true }),
  name: text({ computed: true, replaces: true, autoname: true, awsName: "repositoryName" }),
  registryId: text({ output: true }),
  repositoryUrl: text({ output: true, awsName: "repositoryUri" }),
  ...tagProperties,
  ...regionProperty,
};

/** Mirrors Terraform's `aws_ecr_repository`. */
export const repository: ResourceType = {
  token: "aws:ecr/repository:Repository",
  properties,

  async create(inputs, scope, exists) {
    const { sdk, client } = await ecr(scope);
    const name = textOf(inputs.name);
    const [encryption] = Array.isArray(inputs.encryptionConfigurations) ? inputs.encryptionConfigurations : [];
    const created = await step(`creating ECR Repository (${name})`, () =>
      client.send(
        new sdk.CreateRepositoryCommand({
          ...toAws({ ...tagMutability, ...scanning }, inputs),
          repositoryName: name,
          encryptionConfiguration: encryption,
          tags: keyValueTags(textsOf(inputs.tags)),
        } as CreateRepositoryCommandInput),
      ),
    );
    exists(created.repository?.repositoryName ?? "");
  },

  async read(id, _known, scope) {
    const { sdk, client } = await ecr(scope);
    return step(`reading ECR Repository (${id})`, async () => {
      try {
        const { repositories } = await client.send(new sdk.DescribeRepositoriesCommand({ repositoryNames: [id] }));
        const found = repositories?.[0];
        if (found === undefined) return undefined;
        const { tags } = await client.send(new sdk.ListTagsForResourceCommand({ resourceArn: found.repositoryArn }));
        const { encryptionConfiguration } = found;
        const encryptionConfigurations = encryptionConfiguration && [{ kmsKey: "", ...encryptionConfiguration }];
        const state = fromAws(properties, { ...found, encryptionConfigurations });
        return { id, state: { ...state, ...tagsFromKeyValues(tags) } };
      } catch (error) {
        if (isAwsError(error, "RepositoryNotFoundException")) return undefined;
        throw error;
      }
    });
  },

  async update(change, scope) {
    const { id: repositoryName, inputs, changes } = change;
    const { sdk, client } = await ecr(scope);
    if (changes(...Object.keys(tagMutability))) {
      const request = { repositoryName, ...toAws(tagMutability, inputs) } as PutImageTagMutabilityCommandInput;
      await step(`setting ECR Repository (${repositoryName}) image tag mutability`, () =>
        client.send(new sdk.PutImageTagMutabilityCommand(request)),
      );
    }
    if (changes("imageScanningConfiguration")) {
      const { imageScanningConfiguration = {} } = toAws(scanning, inputs);
      await step(`setting ECR Repository (${repositoryName}) image scanning configuration`, () =>
        client.send(
          new sdk.PutImageScanningConfigurationCommand({
            repositoryName,
            imageScanningConfiguration: imageScanningConfiguration as { scanOnPush?: boolean },
          }),
        ),
      );
    }
    if (changes("tags")) await updateTags(change, scope);
  },

  async delete(id, state, scope) {
    const { sdk, client } = await ecr(scope);
    try {
      await client.send(new sdk.DeleteRepositoryCommand({ repositoryName: id, force: state.forceDelete === true }));
    } catch (error) {
      if (isAwsError(error, "RepositoryNotFoundException")) return;
      const what = isAwsError(error, "RepositoryNotEmptyException")
        ? `ECR Repository (${id}) not empty, consider using force_delete`
        : `deleting ECR Repository (${id})`;
      await step(what, () => Promise.reject(error as Error));
    }
  },
};

async function updateTags({ id, state, inputs }: Change, scope: Scope): Promise<void> {
  const { sdk, client } = await ecr(scope);
  const { set, removed } = tagChanges(state, inputs);
  const resourceArn = textOf(state.arn);
  const tags = keyValueTags(set);
  await step(`updating tags for ECR Repository (${id})`, async () => {
    if (removed.length > 0) await client.send(new sdk.UntagResourceCommand({ resourceArn, tagKeys: removed }));
    if (tags !== undefined) await client.send(new sdk.TagResourceCommand({ resourceArn, tags }));
  });
}
