import { deepEqual } from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeLeftovers } from "../../sandbox/temporary";

describe("what killed demos and tests have left behind", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "leftovers-"))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it("is removed, and nothing else", () => {
    const gone = 999_999_999;
    const leftovers = [`sandbox-demo-${gone}`, `sandbox-test-${gone}-2`, `sandbox-bench-${gone}`];
    const others = [
      "interactive",
      `sandbox-demo-${process.pid}`,
      `sandbox-test-${process.pid}-1`,
      `sandbox-team-${gone}`,
    ];
    for (const name of [...leftovers, ...others]) mkdirSync(join(dir, name, "state"), { recursive: true });
    for (const name of [...leftovers, ...others]) writeFileSync(join(dir, `Pulumi.${name}.yaml`), "");
    writeFileSync(join(dir, `.Pulumi.${leftovers[1]}.yaml.${randomUUID()}`), "");
    removeLeftovers([dir, join(dir, "missing")]);
    deepEqual(readdirSync(dir).sort(), [...others, ...others.map((name) => `Pulumi.${name}.yaml`)].sort());
  });
});
