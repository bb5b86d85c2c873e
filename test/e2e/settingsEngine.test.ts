import { deepStrictEqual as deepEqual, equal, match, notEqual } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { stringify } from "yaml";
import { findEngine, type Engine } from "../../sandbox/engine";
import { projectDir } from "../../sandbox/paths";
import { readSettings, SettingsError } from "../../settings";
import { readStackFiles } from "../../settings/stackFiles";

/** The engine's own reading and writing of the config, against what the commands make of the same files. */
describe("config as the engine has it", function () {
  this.timeout(60_000);

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
  agenticmem:tags: { a: 0x1F, b: 0.5, c: null, d: [1, "2", true], e: 0b11, f: 2024-01-02, g: 0o17, h: a<b>&c }
  agenticmem:unknown: { deep: { deeper: [{ x: 1 }] } }
  agenticmem:subnets: ["subnet-00000001"]
`;
    writeFileSync(join(dir, "Pulumi.prod.yaml"), stackFile().replace("config:\n", written));
    deepEqual(filesConfig(), engineConfig());
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
    shell("pulumi config set --path 'secrets[4]' LANGFUSE_KEY");
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
