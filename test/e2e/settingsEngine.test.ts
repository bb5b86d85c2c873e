import { deepStrictEqual as deepEqual, equal, match, notEqual } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import { editConfig } from "../../runbook/configFile/editConfig";
import { findEngine, type Engine } from "../../sandbox/engine";
import { projectDir } from "../../sandbox/paths";
import { readSettings, SettingsError } from "../../settings";
import { readStackFiles } from "../../settings/stackFiles";

/** The engine's own reading and writing of the config, against what the commands make of the same files. */
describe("config as the engine has it", function () {
  this.timeout(300_000);

  let engine: Engine;
  let dir: string;
  let env: NodeJS.ProcessEnv;

  before(async function () {
    this.timeout(20 * 60_000);
    engine = await findEngine({ progress: (line) => console.error(line) });
  });

  beforeEach(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), "settings-")));
    for (const folder of ["home", "state"]) mkdirSync(join(dir, folder));
    for (const file of ["Pulumi.yaml", "Pulumi.prod.yaml"]) copyFileSync(join(projectDir, file), join(dir, file));
    env = {
      ...process.env,
      PATH: [engine.binDir, process.env["PATH"] ?? ""].join(delimiter),
      PULUMI_HOME: join(dir, "home"),
      PULUMI_BACKEND_URL: `file://${join(dir, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    shell("pulumi stack init prod");
  });

  afterEach(() => rmSync(dir, { recursive: true }));

  const shell = (command: string) =>
    execFileSync("sh", ["-c", command], { cwd: dir, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const stackFile = () => readFileSync(join(dir, "Pulumi.prod.yaml"), "utf8");

  /** `pulumi config`, secrets left out; lists and maps parsed, since their JSON may be spelt in more than one way. */
  function engineConfig(): { values: Record<string, unknown>; secretKeys: string[] } {
    const entries = Object.entries(
      JSON.parse(shell("pulumi config --json")) as Record<
        string,
        { value?: string; objectValue?: unknown; secret: boolean }
      >,
    );
    return {
      values: Object.fromEntries(
        entries.filter(([, { secret }]) => !secret).map(([key, { value, objectValue }]) => [key, objectValue ?? value]),
      ),
      secretKeys: entries.flatMap(([key, { secret }]) => (secret ? [key] : [])).sort(),
    };
  }

  function filesConfig(): { values: Record<string, unknown>; secretKeys: string[] } {
    const { values, secretKeys } = readStackFiles(dir, "prod");
    const parsed = Object.entries(values).map(
      ([key, value]) => [key, /^[[{]/.test(value) ? JSON.parse(value) : value] as const,
    );
    return { values: Object.fromEntries(parsed), secretKeys: secretKeys.sort() };
  }

  it("is the same for production", () => {
    const { values, secretKeys } = engineConfig();
    deepEqual(filesConfig(), { values, secretKeys });
    equal(values["agenticmem:cpu"], "1024");
    equal(values["agenticmem:image"], "latest");
  });

  it("is the same for every way to write a value", () => {
    const written = `config:
  agenticmem:logRetentionDays: 3_0
  image: 2024-01-02
  agenticmem:assignPublicIp: True
  agenticmem:family: yes
  agenticmem:service: 0123
  agenticmem:cluster: 1.10
  agenticmem:taskRole: 1e3
  agenticmem:desiredCount: 3
  agenticmem:tags: { a: 0x1F, b: 0.5, c: null, d: [1, "2", true], e: 0b11, f: 2024-01-02, g: 0o17, h: a<b>&c, i: 0o+17, j: 0b-1 }
  agenticmem:unknown: { deep: { deeper: [{ x: 1 }] } }
  agenticmem:subnets: ["subnet-00000001"]
`;
    writeFileSync(join(dir, "Pulumi.prod.yaml"), stackFile().replace("config:\n", written));
    deepEqual(filesConfig(), engineConfig());
  });

  it("is the same for every text and number without quotes", () => {
    const digits = fc.string({ unit: fc.constantFrom(..."0011289__..-+eExXobBaF"), minLength: 1, maxLength: 8 });
    const number = fc.tuple(fc.constantFrom("-", "+", ""), fc.constantFrom("0x", "0b", "0o", "0_", "1"), digits);
    const time = fc.tuple(
      fc.constantFrom("2026-11-01", "2026-2-30", "2024-2-29", "0004-10-1"),
      fc.constantFrom("T", "t", " ", "  "),
      fc.constantFrom("10:00:00", "1:2:3", "10:00", "23:59:60", "24:00:00"),
      fc.constantFrom("", ".5", ".123456789012", ",5", ".000"),
      fc.constantFrom("", "Z", "z", "+02:00", "-23:59", " Z", "-0100"),
    );
    const plain = fc.oneof(
      digits.filter((text) => !/^(-|-{3}.*|\.{3}.*)$/.test(text)),
      number.map((parts) => parts.join("")),
      time.map((parts) => parts.join("")),
    );
    const lines = fc
      .sample(plain, 600)
      .map((text, index) => `  agenticmem:x${index}: ${text}\n  agenticmem:y${index}: { k: ${text} }\n`);
    writeFileSync(join(dir, "Pulumi.prod.yaml"), stackFile().replace("config:\n", `config:\n${lines.join("")}`));
    deepEqual(filesConfig(), engineConfig());
  });

  it("has every text that a command has written", () => {
    // What begins with an empty line, or with a tab in the first line of several, the engine loses or refuses however it is written.
    const isKept = (text: string) => !/^([\n\u0085\u2028\u2029]|\t[^]*[\n\u0085\u2028\u2029])/.test(text);
    const doubtful = fc.string({ unit: fc.constantFrom(..."0123456789_.-+:TZeExXbyesno ~"), maxLength: 20 });
    const odd = fc.string({
      unit: fc.constantFrom(..." \n\t#:-'\"\\|>&*!%@`,[]{}ab\r\u0085\u2028\ufeff"),
      maxLength: 12,
    });
    const texts = fc
      .sample(fc.oneof(doubtful, odd, fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" })), 400)
      .concat("2026-11-01T10:00:00Z", "2026-11-01 10:00:00", "0x_1F", "1_0.5", ".inf", "yes", "190:20:30", "null", "")
      .filter(isKept);
    const names = [...new Set(texts)].filter((text) => !["", "__proto__", "secure"].includes(text));
    const map = Object.fromEntries(names.map((name, index) => [name, texts[index]]));
    const values: Record<string, unknown> = { "agenticmem:list": texts, "agenticmem:map": map };
    for (const [index, text] of texts.entries()) if (!/^\s*[[{]/.test(text)) values[`agenticmem:text${index}`] = text;
    const changes = Object.entries(values).map(
      ([key, value]) =>
        [key, { value: typeof value === "string" ? value : JSON.stringify(value), isDefault: false }] as const,
    );
    writeFileSync(join(dir, "Pulumi.prod.yaml"), editConfig(stackFile(), "agenticmem", Object.fromEntries(changes)));
    const known = engineConfig().values;
    for (const [key, value] of Object.entries(values)) deepEqual(known[key], value, key);
    deepEqual(filesConfig().values, known);
  });

  it("is the same with secrets in it, at any depth", () => {
    shell("pulumi config set --secret token hunter2");
    shell("pulumi config set --secret --path environment.API_KEY hunter2");
    deepEqual(filesConfig(), engineConfig());
    deepEqual(filesConfig().secretKeys, ["agenticmem:environment", "agenticmem:token"]);
    equal(JSON.stringify(readStackFiles(dir, "prod")).includes("hunter2"), false);
  });

  it("takes entries added with --path beside those of production", () => {
    shell("pulumi config set cpu 2048");
    shell("pulumi config set desiredCount 3");
    shell("pulumi config set --path environment.LOG_LEVEL debug");
    shell("pulumi config set --path --plaintext 'secrets[4]' LANGFUSE_KEY");
    shell("pulumi config set --path ports.dns 53/udp");
    const { settings } = readSettings(readStackFiles(dir, "prod"));
    deepEqual(settings.size, { cpu: 2048, memoryMiB: 4096 });
    equal(settings.desiredCount, 3);
    deepEqual(settings.container.environment, {
      ENVIRONMENT: "production",
      LOG_LEVEL: "debug",
      NODE_ENV: "production",
      RUN_MIGRATION: "true",
    });
    equal(settings.container.secrets.length, 5);
    deepEqual(
      settings.container.ports.map(({ name, port, protocol }) => `${name} ${port}/${protocol}`),
      ["api 8081/tcp", "dns 53/udp", "frontend 8080/tcp"],
    );
    deepEqual(filesConfig(), engineConfig());
  });

  it("leaves no trace of a setting that is set back", () => {
    const before = stackFile();
    shell("pulumi config set cpu 2048");
    notEqual(stackFile(), before);
    shell("pulumi config set cpu 1024");
    equal(stackFile(), before);
    equal(before.startsWith(readFileSync(join(projectDir, "Pulumi.prod.yaml"), "utf8")), true);
  });

  it("is repaired by the commands that the problems name", () => {
    const broken = {
      "agenticmem:cpu": "512",
      "agenticmem:memory": "3000",
      "agenticmem:architecture": "arm",
      "agenticmem:image": "agenticmem:v2",
      "agenticmem:executionRole": "arn:aws:iam::123456789012:role/path/exec",
      "agenticmem:healthCheck": { command: "CMD-SHELL curl -H 'A: b' localhost || exit 1", retries: 11 },
      "agenticmem:environment": { "A B": "x", "c.d": null, OK: "1" },
      "agenticmem:subnets": ["subnet-00000001", "subnet-00000001"],
      "agenticmem:tags": { "a*": "x", "b.c": null },
      "agenticmem:deployment": { maximumPercent: 100, zzzzzzzz: 1 },
      "agenticmem:logRetentionDays": 29,
      "agenticmem:entirelyUnknown": 1,
    };
    writeFileSync(join(dir, "Pulumi.prod.yaml"), stringify({ config: broken }));
    const problems = problemsOfFiles();
    equal(problems.length, 15);
    for (const problem of problems) {
      const [, command = ""] = /\((pulumi config .*?)\)(?=[,;.]|$)/.exec(problem) ?? [];
      match(command, /^pulumi config/, problem);
      shell(command);
    }
    deepEqual(problemsOfFiles(), []);
  });

  function problemsOfFiles(): string[] {
    try {
      readSettings(readStackFiles(dir, "prod"));
      return [];
    } catch (error) {
      if (error instanceof SettingsError) return error.problems;
      throw error;
    }
  }
});
