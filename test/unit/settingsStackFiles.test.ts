import { deepStrictEqual as deepEqual, equal, throws } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStackFiles, stacksWithFiles } from "../../settings/stackFiles";
import { SettingsError } from "../../settings/settingsError";

const projectYaml = `
name: shop
runtime: nodejs
config:
  cpu: { type: integer, default: 256 }
  image: { type: string, default: latest }
  flag: { type: boolean, default: true }
  map: { type: object, default: {} }
  free: { default: [] }
  shop:secret: { type: string, default: "" }
  aws:region: { value: us-west-2 }
`;

describe("config read from a stack's files", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "stack-files-"));
    writeFileSync(join(directory, "Pulumi.yaml"), projectYaml);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const read = (stackYaml: string, stack = "prod") => {
    writeFileSync(join(directory, "Pulumi.prod.yaml"), stackYaml);
    return readStackFiles(directory, stack);
  };

  const defaults = {
    "shop:cpu": "256",
    "shop:image": "latest",
    "shop:flag": "true",
    "shop:map": "{}",
    "shop:free": "[]",
    "shop:secret": "",
    "aws:region": "us-west-2",
  };

  it("is the project's defaults where the stack sets nothing", () => {
    deepEqual(read("encryptionsalt: v1:x\n"), { project: "shop", stack: "prod", values: defaults, secretKeys: [] });
    deepEqual(read("").values, defaults);
    deepEqual(read("config:\n").values, defaults);
  });

  it("is what the stack sets, a list or a map as a whole", () => {
    const { values } = read(`
config:
  shop:cpu: 512
  image: v1
  shop:flag: false
  shop:map: { a: 1, b: [x, true, null] }
  shop:free: "[text]"
  aws:region: eu-west-1
  aws:allowedAccountIds: ["123456789012"]
`);
    deepEqual(values, {
      ...defaults,
      "shop:cpu": "512",
      "shop:image": "v1",
      "shop:flag": "false",
      "shop:map": '{"a":1,"b":["x",true,null]}',
      "shop:free": "[text]",
      "aws:region": "eu-west-1",
      "aws:allowedAccountIds": '["123456789012"]',
    });
  });

  it("names what is encrypted, at any depth, and leaves it out", () => {
    const { values, secretKeys } = read(`
config:
  shop:image: { secure: v1:abc }
  shop:map: { a: plain, b: [{ c: { secure: v1:def } }] }
  shop:free: { secure: v1:ghi, other: x }
`);
    deepEqual(secretKeys, ["shop:image", "shop:map"]);
    equal(values["shop:image"], undefined);
    equal(values["shop:map"], undefined);
    equal(values["shop:free"], '{"secure":"v1:ghi","other":"x"}');
  });

  it("follows anchors and merges", () => {
    const { values } = read("config:\n  shop:map: &m { a: 1 }\n  shop:free:\n    <<: *m\n    b: 2\n");
    equal(values["shop:free"], '{"a":1,"b":2}');
  });

  const unquoted: [text: string, value: string][] = [
    ["1.10", "1.1"],
    ["2024-01-02", "2024-01-02 00:00:00 +0000 UTC"],
    ["0004-2-29", "0004-02-29 00:00:00 +0000 UTC"],
    ["2024-13-02", "2024-13-02"],
    ["2026-02-29", "2026-02-29"],
    ["2026-11-01T10:00:00Z", "2026-11-01 10:00:00 +0000 UTC"],
    ["2026-11-01t1:2:3.120Z", "2026-11-01 01:02:03.12 +0000 UTC"],
    ["2026-11-01T10:00:00-05:30", "2026-11-01 10:00:00 -0530 -0530"],
    ["2026-11-01  10:00:00", "2026-11-01 10:00:00 +0000 UTC"],
    ["2026-11-01T10:00:00", "2026-11-01T10:00:00"],
    ["2026-11-01 10:00:00Z", "2026-11-01 10:00:00Z"],
    ["2026-11-01T24:00:00Z", "2026-11-01T24:00:00Z"],
    ["0123", "83"],
    ["-0_17", "-15"],
    ["0189", "189"],
    ["0o17", "15"],
    ["0x1F", "31"],
    ["+0X_1F", "31"],
    ["0xg", "0xg"],
    ["0b101", "5"],
    ["1_000", "1000"],
    ["_1", "_1"],
    ["1_0.5", "10.5"],
    [".5_0", "0.5"],
    ["._5", "._5"],
    ["1e3", "1000"],
    ["1e400", "1e400"],
    ["20260101123456789", "20260101123456789"],
    ["18446744073709551615", "18446744073709551615"],
    ["18446744073709551616", "18446744073709552000"],
    ["190:20:30", "190:20:30"],
    ["yes", "yes"],
    ["True", "true"],
    ["~", ""],
    ["-.nan", "-.nan"],
    ["v1", "v1"],
  ];
  for (const [text, value] of unquoted) {
    it(`takes unquoted ${text} for what the engine takes it for`, () => {
      equal(read(`config:\n  shop:image: ${text}\n`).values["shop:image"], value);
      equal(read(`config:\n  shop:image: "${text}"\n`).values["shop:image"], text);
    });
  }

  it("takes a number inside a map for what the program's JSON makes of it", () => {
    equal(
      read("config:\n  shop:map: { a: 20260101123456789, b: 1_0 }\n").values["shop:map"],
      '{"a":20260101123456788,"b":10}',
    );
  });

  it("is refused where a number is none that the engine can keep", () => {
    throws(() => read("config:\n  shop:map: [-.inf]\n"), {
      message:
        /^Pulumi\.prod\.yaml cannot be read: -\.inf is no number that the engine can keep: quote it if it is text at line 2/,
    });
    equal(read('config:\n  shop:image: ".inf"\n').values["shop:image"], ".inf");
  });

  it("finds the file of a stack that is named with its organization", () => {
    equal(read("config:\n  shop:cpu: 1\n", "org/shop/prod").stack, "prod");
  });

  it("is refused for a stack without a file, with the nearest one", () => {
    read("");
    deepEqual(stacksWithFiles(directory), ["prod"]);
    throws(() => readStackFiles(directory, "pord"), {
      message: "stack pord has no Pulumi.pord.yaml: use prod (pulumi stack select prod). Nothing was changed.",
    });
  });

  it("is refused where it is not YAML, without quoting the file", () => {
    throws(() => read("config:\n  shop:cpu: 1\n shop:image: hunter2\n"), {
      name: "SettingsError",
      message: /^Pulumi\.prod\.yaml cannot be read: [^\n]+ at line \d+, column \d+\. Nothing was changed\.$/,
    });
  });

  it("is refused where part of it is in Pulumi ESC", () => {
    throws(() => read("environment: [base]\n"), SettingsError);
  });
});
