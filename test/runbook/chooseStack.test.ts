import { equal, throws } from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseStack } from "../../runbook/chooseStack";

describe("runbook: which stack a command is about", () => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "choose-")));
  const home = join(dir, "home");
  after(() => rmSync(dir, { recursive: true }));

  const choose = (stackFiles: string[], { named, env = {} }: { named?: string; env?: NodeJS.ProcessEnv } = {}) => {
    const projectDir = mkdtempSync(join(dir, "project-"));
    for (const stack of stackFiles) writeFileSync(join(projectDir, `Pulumi.${stack}.yaml`), "config: {}\n");
    return chooseStack({ projectDir, env: { PULUMI_HOME: home, ...env } }, "agenticmem", named);
  };

  it("--stack comes before everything", () =>
    equal(choose(["prod", "staging"], { named: "staging", env: { PULUMI_STACK: "prod" } }), "staging"));

  it("then PULUMI_STACK", () => equal(choose(["prod", "staging"], { env: { PULUMI_STACK: "staging" } }), "staging"));

  it("then what pulumi stack select has chosen for this folder", () => {
    const projectDir = mkdtempSync(join(dir, "project-"));
    for (const stack of ["prod", "staging"]) writeFileSync(join(projectDir, `Pulumi.${stack}.yaml`), "");
    const hash = createHash("sha1").update(join(projectDir, "Pulumi.yaml")).digest("hex");
    mkdirSync(join(home, "workspaces"), { recursive: true });
    writeFileSync(join(home, "workspaces", `agenticmem-${hash}-workspace.json`), '{"stack":"acme/agenticmem/staging"}');
    equal(chooseStack({ projectDir, env: { PULUMI_HOME: home } }, "agenticmem"), "acme/agenticmem/staging");
  });

  it("then the only one that has a file; an empty PULUMI_STACK is none", () =>
    equal(choose(["prod"], { env: { PULUMI_STACK: "" } }), "prod"));

  it("several to choose from, and none chosen: says how", () =>
    throws(() => choose(["prod", "staging"]), {
      message: "no stack is chosen: use --stack prod or --stack staging, PULUMI_STACK, or pulumi stack select prod",
    }));

  it("none at all: says how to make one", () =>
    throws(() => choose([]), { message: "there is no stack yet (pulumi stack init prod)" }));
});
