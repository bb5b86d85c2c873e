import { credentials } from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import assert from "node:assert/strict";
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { installNodeHost } from "../../sandbox/engine/installNodeHost";
import { installedDependencies } from "../../sandbox/engine/nodeHost/dependencies";
import { programCommand, type ProgramRequest } from "../../sandbox/engine/nodeHost/program";
import { cacheDir } from "../../sandbox/paths";
import { waitUntil } from "../../sandbox/process";

describe("the Node language host", function () {
  this.timeout(10_000);

  let dir: string;
  let host: ChildProcessWithoutNullStreams;
  let client: LanguageRuntimeClient;
  let printed: string;

  beforeEach(async () => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), "node-host-")));
    mkdirSync(cacheDir, { recursive: true });
    installNodeHost(dir, cacheDir);
    host = spawn(join(dir, "pulumi-language-nodejs"), ["127.0.0.1:1"]);
    printed = "";
    for (const stream of [host.stdout, host.stderr])
      stream.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    const port = await waitUntil("the host's port", 5_000, () => Promise.resolve(/^(\d+)\n/.exec(printed)?.[1]));
    client = new LanguageRuntimeClient(`127.0.0.1:${port}`, credentials.createInsecure());
  });

  afterEach(() => {
    client.close();
    host.kill("SIGTERM");
    rmSync(dir, { recursive: true });
  });

  /** Lets the host run this text as if it were the SDK's `cmd/run`. */
  function run(program: string): Promise<language.RunResponse> {
    install("@pulumi/pulumi/cmd/run", { "index.js": program });
    const info = new language.ProgramInfo().setProgramDirectory(dir).setRootDirectory(dir).setEntryPoint(".");
    const request = new language.RunRequest()
      .setInfo(info)
      .setProject("p")
      .setStack("s")
      .setMonitorAddress("monitor:1");
    request.getConfigMap().set("p:cpu", "1024");
    request.setConfigsecretkeysList(["p:password"]);
    return promisify((callback: (error: Error | null, response: language.RunResponse) => void) =>
      client.run(request, callback),
    )();
  }

  function install(name: string, files: Record<string, string>): void {
    for (const [file, text] of Object.entries(files)) {
      const path = join(dir, "node_modules", name, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }

  function about(): Promise<language.AboutResponse> {
    return promisify((callback: (error: Error | null, response: language.AboutResponse) => void) =>
      client.about(new language.AboutRequest(), callback),
    )();
  }

  function started(): Promise<number> {
    return waitUntil("the program's start", 5_000, () =>
      Promise.resolve(existsSync(join(dir, "pid")) && Number(readFileSync(join(dir, "pid"), "utf8"))),
    );
  }

  const waits = `
    const dir = process.argv[process.argv.indexOf("--pwd") + 1];
    require("fs").writeFileSync(dir + "/pid", String(process.pid));
    setInterval(() => {}, 1000);`;

  it("gives the program its arguments and its config, and passes on what it prints", async () => {
    const response = await run(`
      const { PULUMI_CONFIG, PULUMI_CONFIG_SECRET_KEYS, PULUMI_NODEJS_TYPESCRIPT } = process.env;
      console.log(JSON.stringify({ args: process.argv.slice(2), PULUMI_CONFIG, PULUMI_CONFIG_SECRET_KEYS, PULUMI_NODEJS_TYPESCRIPT }));
      console.error("on stderr");`);
    assert.deepEqual(response.toObject(), { error: "", bail: false });
    await waitUntil("the output", 5_000, () => Promise.resolve(printed.includes("on stderr") && printed.includes("}")));
    const { args, ...env } = JSON.parse(/^\{.*\}$/m.exec(printed)![0]) as { args: string[] };
    assert.deepEqual(env, {
      PULUMI_CONFIG: '{"p:cpu":"1024"}',
      PULUMI_CONFIG_SECRET_KEYS: '["p:password"]',
      PULUMI_NODEJS_TYPESCRIPT: "true",
    });
    assert.equal(
      args.join(" "),
      `--monitor monitor:1 --engine 127.0.0.1:1 --project p --root-directory ${dir} --stack s --pwd ${dir} --parallel 0 .`,
    );
  });

  it("says with which exit code the program failed", async () => {
    const response = await run("process.exit(7)");
    assert.deepEqual(response.toObject(), { error: "Program exited with non-zero exit code: 7", bail: false });
  });

  it("adds nothing to an error that the program has reported itself", async () => {
    assert.deepEqual((await run("process.exit(32)")).toObject(), { error: "", bail: true });
  });

  it("says that the SDK is not installed", async () => {
    const info = new language.ProgramInfo().setProgramDirectory(dir);
    const response = await promisify((callback: (error: Error | null, response: language.RunResponse) => void) =>
      client.run(new language.RunRequest().setInfo(info), callback),
    )();
    assert.match(response.getError(), /@pulumi\/pulumi is not installed in .*: run npm ci there/);
  });

  it("interrupts the program when the engine cancels", async () => {
    const response = run(`process.on("SIGINT", () => process.exit(32)); ${waits}`);
    await started();
    client.cancel(new Empty(), () => undefined);
    assert.deepEqual((await response).toObject(), { error: "", bail: true });
  });

  it("ends with its program when the engine is gone", async () => {
    run(waits).catch(() => undefined);
    const pid = await started();
    host.stdin.destroy();
    await waitUntil("the host's end", 5_000, () => Promise.resolve(host.exitCode !== null));
    await waitUntil("the program's end", 5_000, () => Promise.resolve(!isRunning(pid)));
  });

  it("ends at an interrupt, but not before its program", async () => {
    run(`process.on("SIGTERM", () => process.exit(0)); ${waits}`).catch(() => undefined);
    const pid = await started();
    host.kill("SIGINT");
    // An answer shows that the signal, sent before the question, has been dealt with.
    assert.equal((await about()).getVersion(), process.version);
    process.kill(pid, "SIGTERM");
    await waitUntil("the host's end", 5_000, () => Promise.resolve(host.exitCode === 0));
  });

  it("names the plugins of the packages that the program itself depends on, in their versions", async () => {
    const manifest = { dependencies: { "@pulumi/aws": "*", "@pulumi/pulumi": "*", "not-installed": "1" } };
    writeFileSync(join(dir, "package.json"), JSON.stringify(manifest));
    install("@pulumi/aws", { "package.json": '{"version":"7.48.0","pulumi":{"resource":true,"name":"aws"}}' });
    install("@pulumi/docker", { "package.json": '{"version":"4.11.2","pulumi":{"resource":true}}' });
    install("@pulumi/pulumi", { "package.json": '{"version":"3.270.0"}' });
    assert.deepEqual(installedDependencies(dir), [
      { name: "@pulumi/aws", version: "7.48.0", plugin: { name: "aws", version: "7.48.0", server: "" } },
      { name: "@pulumi/pulumi", version: "3.270.0" },
    ]);
    const request = new language.GetRequiredPackagesRequest().setInfo(
      new language.ProgramInfo().setProgramDirectory(dir),
    );
    const response = await promisify(
      (callback: (error: Error | null, response: language.GetRequiredPackagesResponse) => void) =>
        client.getRequiredPackages(request, callback),
    )();
    assert.deepEqual(
      response.getPackagesList().map((each) => [each.getKind(), each.getName(), each.getVersion()]),
      [["resource", "aws", "7.48.0"]],
    );
  });
});

describe("the command that runs a program", () => {
  const request: ProgramRequest = {
    rootDir: "/root",
    programDir: __dirname,
    entryPoint: ".",
    args: ["more"],
    organization: "organization",
    project: "project",
    stack: "stack",
    dryRun: true,
    parallel: 16,
    monitorAddress: "monitor:1",
    engineAddress: "engine:2",
    config: {},
    configSecretKeys: [],
    options: {},
  };

  it("puts nodeargs before the program and dry-run among its flags", () => {
    const { args } = programCommand({ ...request, options: { nodeargs: " --a  --b=1 " } });
    assert.deepEqual(args.slice(0, 2), ["--a", "--b=1"]);
    assert.match(args[2]!, /@pulumi\/pulumi\/cmd\/run\/index\.js$/);
    assert.deepEqual(args.slice(-3), ["--dry-run", ".", "more"]);
  });

  it("refuses nodeargs that it would take apart wrongly", () => {
    assert.throws(() => programCommand({ ...request, options: { nodeargs: "--title 'a b'" } }), /quotes/);
  });

  it("passes typescript and tsconfig on as the SDK reads them", () => {
    const { env } = programCommand({ ...request, options: { typescript: false, tsconfig: "other.json" } });
    assert.equal(env["PULUMI_NODEJS_TYPESCRIPT"], undefined);
    assert.equal(env["PULUMI_NODEJS_TSCONFIG_PATH"], "other.json");
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
