import { deepStrictEqual as deepEqual, equal, match } from "node:assert/strict";
import { LocalAccount } from "./localAccount";

const cluster = "agenticmem-cluster";

describe("looking up what CloudWatch has of a service", function () {
  this.timeout(20_000);
  const account = new LocalAccount();

  it("asks whether tasks are counted only for a dashboard or alarms", async () => {
    equal((await account.lookUp()).containerInsights, undefined);
    equal((await account.lookUp({ dashboard: true })).containerInsights, false);
    equal((await account.lookUp({ alarms: { enabled: true } })).containerInsights, false);
  });

  it("knows both forms of Container Insights", async () => {
    const ecs = await account.clients().ecs();
    const found: (boolean | undefined)[] = [];
    for (const value of ["enabled", "enhanced", "disabled"]) {
      await ecs.updateCluster({ cluster, settings: [{ name: "containerInsights", value }] });
      found.push((await account.lookUp({ dashboard: true })).containerInsights);
    }
    deepEqual(found, [true, true, false]);
  });

  it("knows the load balancer of each target group", async () => {
    match((await account.lookUp()).loadBalancerArns.api ?? "", /:loadbalancer\/app\/[\w-]+\/\w+$/);
  });
});
