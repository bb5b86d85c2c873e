import { deepEqual, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectDir } from "../../sandbox/paths";
import { removeStackFile, sandboxConfig, writeStackFile } from "../../sandbox/stackFile";

describe("the config of a sandbox stack", () => {
  const account = { region: "us-west-2", accountId: "123456789012" };
  const production = `
encryptionsalt: v1:xyz
secretsprovider: awskms://alias/production
encryptedkey: abc
config:
  aws:region: eu-west-1
  aws:profile: production
  aws:allowedAccountIds: ["999999999999"]
  # 1 vCPU.
  agenticmem:cpu: "1024"
  agenticmem:environment: { NODE_ENV: production }
`;

  it("is production's, in the sandbox's account only", () => {
    const config = sandboxConfig(production, account);
    deepEqual(parse(config), {
      config: {
        "agenticmem:cpu": "1024",
        "agenticmem:environment": { NODE_ENV: "production" },
        "aws:region": "us-west-2",
        "aws:allowedAccountIds": ["123456789012"],
      },
    });
    match(config, /# 1 vCPU\.\n {2}agenticmem:cpu: "1024"/);
  });

  for (const [what, isEmpty] of [
    ["has production's settings", false],
    ["has no settings in an empty account", true],
  ] as const) {
    it(what, () => {
      const stack = `sandbox-test-${process.pid}-0`;
      const file = join(projectDir, `Pulumi.${stack}.yaml`);
      writeStackFile(stack, { isEmpty, account });
      try {
        const { config } = parse(readFileSync(file, "utf8")) as { config: object };
        const settings = Object.keys(config).filter((key) => !key.startsWith("aws:"));
        ok(isEmpty === (settings.length === 0), settings.join(", "));
      } finally {
        removeStackFile(stack);
      }
    });
  }

  it("can be made from a file that sets nothing", () => {
    for (const empty of ["", "# nothing\n", "config:\n", "config: {}\n", "encryptionsalt: v1:xyz\n"]) {
      deepEqual(parse(sandboxConfig(empty, account)), {
        config: { "aws:region": "us-west-2", "aws:allowedAccountIds": ["123456789012"] },
      });
    }
  });
});
