import assert from "node:assert/strict";
import { EcsModel } from "../../../sandbox/ecs/model";
import { waitUntil } from "../../../sandbox/process";
import { FakeAccount } from "./fakeAccount";
import { taskDefinition } from "./virtualAws";

describe("the model on the machine's clock", () => {
  it("runs as much faster than AWS as it is told, and tries again what the account could not do", async () => {
    const account = new FakeAccount();
    account.push("repository/app:1");
    const errors: unknown[] = [];
    const logGroupExists = account.logGroupExists.bind(account);
    account.logGroupExists = (name) =>
      errors.length < 2 ? Promise.reject(new Error("no answer")) : logGroupExists(name);
    const model = new EcsModel(account, { timeScale: 600 }, { onError: (error) => errors.push(error) });
    try {
      await model.call("CreateCluster", { clusterName: "main" });
      await model.call("RegisterTaskDefinition", taskDefinition());
      await model.call("CreateService", {
        cluster: "main",
        serviceName: "app",
        taskDefinition: "app",
        desiredCount: 1,
        networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-a"] } },
      });
      // About 65 AWS seconds: until the task runs, and 40 more until it counts as healthy.
      await waitUntil("the deployment", 5_000, async () => {
        const { services } = (await model.call("DescribeServices", { cluster: "main", services: ["app"] })) as {
          services: { deployments: { rolloutState: string }[] }[];
        };
        return services[0]?.deployments[0]?.rolloutState === "COMPLETED";
      });
      assert.equal(errors.length, 2);
    } finally {
      model.close();
    }
  });
});
