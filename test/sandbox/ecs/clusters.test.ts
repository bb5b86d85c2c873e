import assert from "node:assert/strict";
import { VirtualAws } from "./virtualAws";

const refused = (name: string, message: RegExp) => ({ code: name, message });
const invalid = (message: RegExp) => refused("InvalidParameterException", message);

describe("clusters", () => {
  it("creates, describes and deletes clusters", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register());
    const remove = () => aws.call("DeleteCluster", { cluster: "main" });
    await assert.rejects(remove(), refused("ClusterContainsServicesException", /Services are active/));
    const described = await aws.call<{ clusters: object[]; failures: object[] }>("DescribeClusters", {
      clusters: ["main", "gone"],
    });
    assert.partialDeepStrictEqual(described.clusters, [
      { clusterName: "main", status: "ACTIVE", activeServicesCount: 1 },
    ]);
    assert.partialDeepStrictEqual(described.failures, [{ reason: "MISSING" }]);
    await aws.call("DeleteService", { cluster: "main", service: "app", force: true });
    await aws.until("the end", async () => (await aws.service()).status === "INACTIVE");
    await remove();
    assert.deepEqual(await aws.call("ListClusters"), { clusterArns: [] });
  });

  it("refuses settings and capacity providers that ECS does not know", async () => {
    const aws = new VirtualAws();
    const strategy = (...items: object[]) => ({
      cluster: "main",
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
      defaultCapacityProviderStrategy: items,
    });
    const spot = { capacityProvider: "FARGATE_SPOT", weight: 1 };
    await aws.call("CreateCluster", { clusterName: "main" });
    const cases: [operation: string, request: object, message: RegExp][] = [
      [
        "CreateCluster",
        { clusterName: "x", settings: [{ name: "insights", value: "enabled" }] },
        /Invalid setting name/,
      ],
      ["UpdateCluster", { cluster: "main", settings: [{ name: "containerInsights", value: "on" }] }, /Invalid value/],
      ["CreateCluster", { clusterName: "x", capacityProviders: ["EC2"] }, /'EC2' was not found/],
      ["PutClusterCapacityProviders", { cluster: "main", capacityProviders: ["FARGATE"] }, /must both be given/],
      [
        "PutClusterCapacityProviders",
        { ...strategy(spot), capacityProviders: ["FARGATE"] },
        /associated with the cluster/,
      ],
      ["PutClusterCapacityProviders", strategy({ ...spot, weight: 0 }), /weight greater than zero/],
      [
        "PutClusterCapacityProviders",
        strategy({ ...spot, base: 1 }, { capacityProvider: "FARGATE", weight: 1, base: 1 }),
        /Only one capacity provider/,
      ],
    ];
    for (const [operation, request, message] of cases)
      await assert.rejects(aws.call(operation, request), invalid(message));
    await aws.call("PutClusterCapacityProviders", strategy(spot));
  });

  it("keeps a capacity provider that a service runs on", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), {
      launchType: undefined,
      capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
    });
    const keepOnly = (...capacityProviders: string[]) =>
      aws.call("PutClusterCapacityProviders", {
        cluster: "main",
        capacityProviders,
        defaultCapacityProviderStrategy: [],
      });
    await assert.rejects(keepOnly("FARGATE"), refused("ResourceInUseException", /is in use and cannot be removed/));
    await keepOnly("FARGATE_SPOT");
  });

  it("makes a cluster anew after its deletion, with the account's settings and without the old tags", async () => {
    const aws = new VirtualAws();
    const clusters = ["main"];
    const include = ["SETTINGS", "TAGS", "CONFIGURATIONS"];
    const logging = { executeCommandConfiguration: { logging: "NONE" } };
    await aws.call("CreateCluster", { clusterName: "main", tags: [{ key: "a", value: "1" }], configuration: logging });
    const before = await aws.call<{ clusters: object[] }>("DescribeClusters", { clusters, include });
    assert.partialDeepStrictEqual(before.clusters, [
      {
        tags: [{ key: "a", value: "1" }],
        settings: [{ name: "containerInsights", value: "disabled" }],
        configuration: logging,
      },
    ]);
    await aws.call("DeleteCluster", { cluster: "main" });
    await aws.call("PutAccountSetting", { name: "containerInsights", value: "enhanced" });
    await aws.call("CreateCluster", { clusterName: "main" });
    const after = await aws.call<{ clusters: object[] }>("DescribeClusters", { clusters, include });
    assert.partialDeepStrictEqual(after.clusters, [{ settings: [{ name: "containerInsights", value: "enhanced" }] }]);
    assert.deepEqual((after.clusters[0] as { tags: object[] }).tags, []);
    const { clusters: [plain] = [] } = await aws.call<{ clusters: object[] }>("DescribeClusters", { clusters });
    assert.ok(plain && !("configuration" in plain));
  });
});
