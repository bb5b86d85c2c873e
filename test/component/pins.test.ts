import { deepEqual, equal } from "node:assert/strict";
import { renderTaskDefinition } from "../../components/taskDefinition";
import { productionAccount, productionSettings, secretArn } from "./fixtures";

const version = "0a1b2c3d-0000-4000-8000-000000000000";

describe("a pinned version of a secret", () => {
  const main = (changes: Record<string, unknown>) =>
    renderTaskDefinition(productionSettings({ secrets: ["A"], ...changes }), productionAccount())
      .containerDefinitions[0];

  for (const key of ["agenticmem/prod/env", secretArn]) {
    it(`named by ${key === secretArn ? "ARN" : "name"} stands in the reference and in the label`, () => {
      const container = main({ pinSecretVersions: true, pins: { secrets: { [key]: version } } });
      deepEqual(container?.secrets, [{ name: "A", valueFrom: `${secretArn}:A::${version}` }]);
      deepEqual(container.dockerLabels, { "secret-version/agenticmem/prod/env": version });
    });
  }

  it("counts only where versions are pinned, and for no other secret", () => {
    const plain = JSON.stringify(main({}));
    equal(JSON.stringify(main({ pins: { secrets: { "agenticmem/prod/env": version } } })), plain);
    const others = main({ pinSecretVersions: true, pins: { secrets: { other: version } } });
    deepEqual(others?.secrets, [{ name: "A", valueFrom: `${secretArn}:A::version-1` }]);
  });
});
