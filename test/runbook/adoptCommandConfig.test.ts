import { deepEqual, equal } from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { planConfig } from "../../runbook/adopt/planConfig";
import { changedText, putConfigFileBack, readConfigFile, writeConfigFile } from "../../runbook/adopt/stackFile";
import { settingDefaults } from "../../runbook/configFile/settingDefaults";
import { projectDir } from "../../sandbox/paths";
import { readSettings } from "../../settings";

const defaults = settingDefaults(projectDir);
const qualified = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`agenticmem:${name}`, value]));
const configOf = (values: Record<string, string>, secretKeys: string[] = []) => ({
  project: "agenticmem",
  stack: "prod",
  values: { ...defaults, ...qualified(values), "aws:region": "us-west-2" },
  secretKeys,
});
const plan = (present: Record<string, string>, wanted: Record<string, string>) =>
  planConfig(configOf(present), { ...defaults, ...qualified(wanted) }, defaults);

describe("the config of an adopted service", () => {
  it("says only what is not so by default, in the order of Pulumi.yaml", () => {
    const { changes, conflicts } = plan({}, { memory: "4096", cpu: "1024", image: "latest" });
    deepEqual(Object.entries(changes), [
      ["agenticmem:cpu", { value: "1024", isDefault: false }],
      ["agenticmem:memory", { value: "4096", isDefault: false }],
    ]);
    deepEqual(conflicts, []);
  });

  it("replaces what the file says otherwise, and names it", () => {
    const { changes, conflicts } = plan({ cpu: "2048", memory: "4096" }, { cpu: "1024", memory: "4096" });
    deepEqual(changes, { "agenticmem:cpu": { value: "1024", isDefault: false } });
    deepEqual(conflicts, ["agenticmem:cpu"]);
  });

  it("goes back to the default where the service has it", () => {
    const { changes, conflicts } = plan({ enableExecuteCommand: "true" }, {});
    deepEqual(changes, { "agenticmem:enableExecuteCommand": { value: "false", isDefault: true } });
    deepEqual(conflicts, ["agenticmem:enableExecuteCommand"]);
  });

  const sameMeaning: [what: string, present: Record<string, string>, wanted: Record<string, string>][] = [
    ["a name that is derived anyway", { cluster: "agenticmem-cluster" }, { cluster: "" }],
    ["a derived name that is wanted by name", { cluster: "" }, { cluster: "agenticmem-cluster" }],
    ["a list of keys", { secrets: '["A","B"]' }, { secrets: '{"B":{"key":"B"},"A":{"key":"A"}}' }],
    [
      "a health check as one text",
      { healthCheck: '{"command":"true"}' },
      { healthCheck: '{"command":["CMD-SHELL","true"],"intervalSeconds":30}' },
    ],
  ];
  for (const [what, present, wanted] of sameMeaning) {
    it(`keeps what means the same: ${what}`, () => deepEqual(plan(present, wanted).changes, {}));
  }

  it("takes the place of an encrypted value, which would stand in plain text in the task definition anyway", () => {
    const { values, ...rest } = configOf({}, ["agenticmem:environment", "aws:secretKey"]);
    const known = Object.entries<string>(values).filter(([key]) => key !== "agenticmem:environment");
    const present = { ...rest, values: Object.fromEntries(known) };
    const wanted = { ...defaults, ...qualified({ environment: '{"A":"1"}' }) };
    const { changes, conflicts } = planConfig(present, wanted, defaults);
    deepEqual(changes, { "agenticmem:environment": { value: '{"A":"1"}', isDefault: false } });
    deepEqual(conflicts, ["agenticmem:environment"]);
  });

  it("means what is wanted, whatever it was", () => {
    const some = fc.record(
      {
        appName: fc.constantFrom("", "agenticmem", "web"),
        cluster: fc.constantFrom("", "web-cluster", "agenticmem-cluster"),
        family: fc.constantFrom("", "web-task"),
        repository: fc.constantFrom("", "web", "agenticmem"),
        ports: fc.constantFrom("{}", '{"http":80}', '{"api":8081,"http":80}'),
        environment: fc.constantFrom("{}", '{"A":"1"}', '{"A":"1","B":"2"}'),
        secrets: fc.constantFrom("[]", '["X"]', '{"X":{"key":"X"}}', '{"X":{"key":"Y"}}'),
        desiredCount: fc.constantFrom("", "2"),
        protect: fc.constantFrom("true", "false"),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(some, some, (present, wanted) => {
        const { changes, settings } = plan(present, wanted);
        const made = Object.fromEntries(Object.entries(changes).map(([key, { value }]) => [key, value]));
        const after = configOf(present);
        const expected = readSettings(configOf(wanted)).settings;
        deepEqual(readSettings({ ...after, values: { ...after.values, ...made } }).settings, expected);
        deepEqual(settings, expected);
      }),
    );
  });
});

describe("the stack's file of an adopted service", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "adopt-"))));
  afterEach(() => rmSync(dir, { recursive: true }));

  const change = (value: string) => ({ value, isDefault: false });
  const read = () => readConfigFile({ projectDir: dir }, "prod");

  it("has a comment before what comes into it, and keeps those that it had", () => {
    const text = '# mine\nconfig:\n  # size\n  agenticmem:cpu: "256"\n';
    const changes = { "agenticmem:cpu": change("512"), "agenticmem:protect": change("true") };
    const comments = {
      "agenticmem:cpu": "not shown",
      "agenticmem:protect": "one\ntwo",
      "agenticmem:image": "not there",
    };
    equal(
      changedText({ path: "", text }, "agenticmem", changes, comments),
      '# mine\nconfig:\n  # size\n  agenticmem:cpu: "512"\n  # one\n  # two\n  agenticmem:protect: "true"\n',
    );
  });

  it("is made where a new stack has none, and goes again with what was begun", async () => {
    const file = await read();
    const text = changedText(file, "agenticmem", { "aws:region": change("us-west-2") }, {});
    equal(text, "config:\n  aws:region: us-west-2\n");
    await writeConfigFile(file, text);
    equal((await read()).text, text);
    await putConfigFileBack(file, text);
    equal((await read()).text, undefined);
  });

  it("is put back as it was", async () => {
    const path = join(dir, "Pulumi.prod.yaml");
    writeFileSync(path, "config: {} # empty\n");
    const file = await read();
    await writeConfigFile(file, "config:\n  a:b: c\n");
    equal(readFileSync(path, "utf8"), "config:\n  a:b: c\n");
    await putConfigFileBack(file, "config:\n  a:b: c\n");
    equal(readFileSync(path, "utf8"), "config: {} # empty\n");
  });
});
