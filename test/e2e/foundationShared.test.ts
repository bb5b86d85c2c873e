import { deepEqual, equal } from "node:assert/strict";
import { FreshStack, publicImage } from "./support/freshStack";
import type { TestStack } from "./support/testStack";

describe("an environment that shares a part of production's", function () {
  this.timeout(300_000);
  let fresh: FreshStack;
  let initial: object;

  before(async () => {
    fresh = await FreshStack.start();
    initial = await fresh.inventory();
    await fresh.stack.unset("secrets");
    await fresh.stack.set("image", publicImage);
  });
  after(() => fresh.stack.stop());

  const shared: Record<string, (stack: TestStack) => Promise<void>> = {
    cluster: (stack) => stack.set("cluster", "agenticmem-cluster"),
    roles: async (stack) => {
      await stack.set("executionRole", "ecsTaskExecutionRole-agenticmem");
      await stack.set("taskRole", "ecsTaskRole-agenticmem");
    },
    repository: async (stack) => {
      await stack.set("repository", "agenticmem");
      await stack.set("image", "latest");
    },
    network: () => Promise.resolve(),
    secret: async (stack) => {
      await stack.set("secret", "agenticmem/prod/env", "--plaintext");
      await stack.set("secrets[0]", "OPENAI_API_KEY", "--path", "--plaintext");
    },
    loadBalancer: async (stack) => {
      await stack.set("foundation.network", "existing", "--path");
      await stack.set("targetGroups.api", "agenticmem-api-tg", "--path");
    },
  };
  for (const [index, [part, share]] of Object.entries(shared).entries()) {
    it(`stands on production's ${part}, while it makes all else`, async () => {
      const { stack } = fresh;
      await stack.set("secret", `fresh/${index}`, "--plaintext");
      await stack.set(`foundation.${part}`, "existing", "--path");
      await share(stack);
      const up = await stack.up();
      equal(up.exitCode, 0, up.text);
      equal(await stack.hasNoChanges(), true, (await stack.preview()).text);
      await fresh.destroy();
      deepEqual(await fresh.inventory(), initial);
      for (const key of ["foundation", "cluster", "executionRole", "taskRole", "repository", "secrets"])
        await stack.unset(key);
      await stack.set("foundation.all", "create", "--path");
      await stack.set("targetGroups.api", "fresh-api", "--path");
      await stack.set("image", publicImage);
    });
  }
});
