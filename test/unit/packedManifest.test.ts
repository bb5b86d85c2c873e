import { deepStrictEqual as deepEqual, throws } from "node:assert/strict";
import { importedPackages, manifest } from "../../packaging/manifest";

const sources = {
  "package.js": `require("./program/deploy"); const z = require("zod"); import("@aws-sdk/client-ecs");`,
  "package.d.ts": `import * as ecs from "@pulumi/aws/ecs";\nimport type { A } from "@aws-sdk/types";`,
  "a.js": `const fs = require("node:fs"), path = require("path"); const again = require('zod/v4/core');`,
};

describe("the packed package.json", () => {
  it("finds every package that code and types import, in whatever way", () => {
    deepEqual(importedPackages(sources), ["@aws-sdk/client-ecs", "@aws-sdk/types", "@pulumi/aws", "zod"]);
  });

  it("needs those in exactly the project's versions, and Pulumi's of the program that installs it", () => {
    const dependencies = {
      "@aws-sdk/client-ecs": "3.2.1",
      "@aws-sdk/types": "3.0.0",
      "@pulumi/aws": "7.48.0",
      yaml: "2.0.0",
      zod: "4.6.7",
    };
    const packed = manifest({ name: "agenticmem", version: "1.2.3", description: "d", dependencies }, sources);
    deepEqual(packed.dependencies, { "@aws-sdk/client-ecs": "3.2.1", "@aws-sdk/types": "3.0.0", zod: "4.6.7" });
    deepEqual(packed.peerDependencies, { "@pulumi/aws": "^7.48.0" });
    deepEqual([packed.name, packed.version], ["agenticmem", "1.2.3"]);
  });

  it("is not made when something is imported that the project does not depend on", () => {
    throws(
      () => manifest({ name: "n", version: "1", description: "", dependencies: {} }, { "a.js": `require("left")` }),
      {
        message: "left is imported, and is none of the project's dependencies",
      },
    );
  });
});
