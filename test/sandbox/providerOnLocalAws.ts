import assert from "node:assert/strict";
import { after, before } from "mocha";
import { startProvider, type RunningProvider } from "../../sandbox/provider";
import { useLocalAws } from "./awsFixture";
import { TestEngine, urnOf, type Json } from "./providerFixture";

export const cluster = "aws:ecs/cluster:Cluster";
export const capacityProviders = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";
export const role = "aws:iam/role:Role";
export const rolePolicyAttachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
export const secret = "aws:secretsmanager/secret:Secret";
export const secretVersion = "aws:secretsmanager/secretVersion:SecretVersion";
export const repository = "aws:ecr/repository:Repository";
export const lifecyclePolicy = "aws:ecr/lifecyclePolicy:LifecyclePolicy";

/** Who may assume a role. */
export const trust = (service: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
});
export const ecsTrust = trust("ecs-tasks.amazonaws.com");

export const managedPolicy = (name: string) => `arn:aws:iam::aws:policy/service-role/${name}`;

/** A provider on a local AWS for the tests of a file, and an engine that has configured it. */
export function useProvider() {
  const local = useLocalAws();
  const used = { local } as { local: typeof local; port: number; engine: TestEngine };
  let provider: RunningProvider;
  before(async () => {
    provider = await startProvider({ env: local.aws.env, announce: () => undefined });
    used.port = provider.port;
    used.engine = new TestEngine(used.port);
    await used.engine.configure();
  });
  after(async () => {
    used.engine.close();
    await provider.stop();
  });

  /** The inputs with everything that the provider fills in. */
  async function checked(type: string, inputs: Json): Promise<Json> {
    const { inputs: filled, failures } = await used.engine.check(urnOf(type), inputs);
    assert.deepEqual(failures, []);
    return filled;
  }

  return Object.assign(used, {
    checked,
    make: async (type: string, inputs: Json) => used.engine.create(urnOf(type), await checked(type, inputs)),
    isGone: async (type: string, id: string, state: Json) =>
      assert.equal((await used.engine.read(urnOf(type), id, state, {})).id, ""),
  });
}
