import { deepEqual } from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { logGroupType, serviceType, taskDefinitionType } from "../../components/ownership";
import { renderTaskDefinition } from "../../components/taskDefinition";
import { projectDir } from "../../sandbox/paths";
import { readServices } from "../../settings/readServices";
import { readStackFiles } from "../../settings/stackFiles";
import { productionAccount, targetGroupArn } from "./fixtures";

/** Makes the component of each service under mocks; gives what was registered, by type. */
async function deploy(services: Record<string, unknown>) {
  const registered: { type: string; name: string; inputs: Record<string, unknown> }[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        registered.push({ type, name, inputs: inputs as Record<string, unknown> });
        return { id: `id-${name}`, state: { ...inputs, arn: `arn:${name}` } as Record<string, unknown> };
      },
      call: () => ({}),
    },
    "agenticmem",
    "prod",
  );
  const { FargateService } = await import("../../components/fargateService");
  const config = readStackFiles(projectDir, "prod");
  const values = { ...config.values, "agenticmem:services": JSON.stringify(services) };
  const existing = productionAccount({ logGroupExists: false });
  const components = readServices({ ...config, values }).services.map(({ settings }) => {
    const rendered = renderTaskDefinition(settings, existing);
    return new FargateService(settings.container.name, { ownsLogGroup: true, settings, existing, rendered });
  });
  await new Promise((resolve) => pulumi.all(components.map(({ serviceArn }) => serviceArn)).apply(resolve));
  return (type: string) =>
    registered.filter((each) => each.type === type).sort((one, other) => (one.name < other.name ? -1 : 1));
}

describe("the components of several services", () => {
  it("have names of their own, and what they share is the app's", async () => {
    const of = await deploy({ web: {}, worker: { cpu: 512, memory: 1024, targetGroups: null } });
    deepEqual(
      of(serviceType).map(({ name, inputs }) => [name, inputs.name, inputs.cluster, inputs.taskDefinition]),
      ["web", "worker"].map((key) => [
        `agenticmem-${key}-service`,
        `agenticmem-${key}-service`,
        productionAccount().clusterArn,
        `arn:agenticmem-${key}-task`,
      ]),
    );
    deepEqual(
      of(serviceType).map(({ inputs }) => inputs.loadBalancers),
      [[{ targetGroupArn, containerName: "agenticmem-web", containerPort: 8081 }], []],
    );
    deepEqual(
      of(taskDefinitionType).map(({ name, inputs }) => [name, inputs.family, inputs.cpu, inputs.executionRoleArn]),
      [
        ["agenticmem-web-task", "agenticmem-web-task", "1024", productionAccount().executionRoleArn],
        ["agenticmem-worker-task", "agenticmem-worker-task", "512", productionAccount().executionRoleArn],
      ],
    );
    deepEqual(
      of(logGroupType).map(({ name, inputs }) => [name, inputs.name]),
      [
        ["agenticmem-web-logs", "/ecs/agenticmem-web"],
        ["agenticmem-worker-logs", "/ecs/agenticmem-worker"],
      ],
    );
  });
});
