import { isAwsError, step } from "../../awsErrors";
import { regionProperty, text } from "../../properties";
import type { ResourceType } from "../../resource";
import { jsonDocument } from "../../jsonDocument";
import { canonicalJson, isValues, textOf, type Value } from "../../values";
import { ecr } from "./ecr";

const properties = {
  policy: text({
    required: true,
    replaces: true,
    json: true,
    check: (policy) => (jsonDocument(policy) === undefined ? `"policy" contains an invalid JSON` : undefined),
    equivalent: (state, input) => isSamePolicy(textOf(state), textOf(input)),
  }),
  registryId: text({ output: true }),
  repository: text({ required: true, replaces: true }),
  ...regionProperty,
};

/** Mirrors Terraform's `aws_ecr_lifecycle_policy`: another policy is another resource, under the repository's name. */
export const lifecyclePolicy: ResourceType = {
  token: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  properties,
  deleteBeforeReplace: true,

  async create(inputs, scope, exists) {
    const { sdk, client } = await ecr(scope);
    const repositoryName = textOf(inputs.repository) ?? "";
    const lifecyclePolicyText = textOf(inputs.policy);
    await step(`creating ECR Lifecycle Policy (${repositoryName})`, () =>
      client.send(new sdk.PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText })),
    );
    exists(repositoryName);
  },

  async read(id, known, scope) {
    const { sdk, client } = await ecr(scope);
    return step(`reading ECR Lifecycle Policy (${id})`, async () => {
      try {
        const found = await client.send(new sdk.GetLifecyclePolicyCommand({ repositoryName: id }));
        const isAsKnown = isSamePolicy(found.lifecyclePolicyText, textOf(known.policy));
        return {
          id,
          state: {
            policy: isAsKnown ? known.policy : found.lifecyclePolicyText,
            registryId: found.registryId,
            repository: found.repositoryName,
          },
        };
      } catch (error) {
        if (isAwsError(error, ...gone)) return undefined;
        throw error;
      }
    });
  },

  update: () => Promise.resolve(),

  async delete(id, _state, scope) {
    const { sdk, client } = await ecr(scope);
    await step(`deleting ECR Lifecycle Policy (${id})`, async () => {
      try {
        await client.send(new sdk.DeleteLifecyclePolicyCommand({ repositoryName: id }));
      } catch (error) {
        if (!isAwsError(error, ...gone)) throw error;
      }
    });
  },
};

const gone = ["LifecyclePolicyNotFoundException", "RepositoryNotFoundException"];

/** Neither the order of the rules nor that of a rule's tags means anything. */
function isSamePolicy(one: string | undefined, other: string | undefined): boolean {
  const [a, b] = [jsonDocument(one), jsonDocument(other)];
  return a !== undefined && b !== undefined && canonicalJson(reduced(a)) === canonicalJson(reduced(b));
}

function reduced(value: Value | undefined): Value | undefined {
  if (Array.isArray(value)) {
    return value
      .map((element) => reduced(element) ?? null)
      .sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  }
  if (!isValues(value)) return value;
  const parts = Object.entries(value).map(([name, part]) => [name, reduced(part)] as const);
  return Object.fromEntries(parts.filter(([, part]) => !(Array.isArray(part) && part.length === 0)));
}
