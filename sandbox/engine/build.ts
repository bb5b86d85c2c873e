import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../process";
import { engineVersion, findExecutable, type Engine } from "./engine";
import { goModuleDir, goToolchain, type GoToolchain } from "./goToolchain";
import { installNodeHost } from "./installNodeHost";
import { withLock } from "../lock";
import { runStep } from "../step";

const command = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const buildFlags = ["-v", "-trimpath", "-buildvcs=false"];
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

export interface BuildOptions {
  env: NodeJS.ProcessEnv;
  cacheDir: string;
  progress: Progress;
}

/**
 * The engine, built from the Go modules that `go/go.sum` holds the hashes of, with our Node language host beside it.
 * Built once per version, a few minutes; two processes that want it at the same time build it once.
 */
export async function buildEngine({ env, cacheDir, progress }: BuildOptions): Promise<Engine> {
  const version = engineVersionInGoMod();
  const binDir = join(cacheDir, `engine-${version}-${inputsHash()}`);
  const isBuilt = () => findExecutable("pulumi", [binDir]) !== undefined;
  if (!isBuilt()) {
    await withLock(`${binDir}.lock`, progress, async () => {
      if (!isBuilt()) await build({ env, cacheDir, progress, version, binDir });
    });
  }
  installNodeHost(binDir, cacheDir);
  return { binDir, version, source: "built" };
}

async function build(options: BuildOptions & { version: string; binDir: string }): Promise<void> {
  const { env, progress, version, binDir } = options;
  const workDir = `${binDir}-build`;
  mkdirSync(workDir, { recursive: true });
  const toolchain = await goToolchain({ env, workDir, progress });
  const goEnv = { ...env, ...goEnvironment(toolchain, workDir) };
  const startedAt = performance.now();
  const report = (what: string) => progress(`building the Pulumi engine ${version}: ${what}, ${elapsed(startedAt)}`);
  report(`with Go ${toolchain.version}, a few minutes once`);

  const listed = await runStep(toolchain.go, ["list", "-deps", command], {
    env: goEnv,
    cwd: goModuleDir,
    logFile: join(workDir, "modules.log"),
    watch: everyFewSeconds((output) => report(`${countLines(output)} modules fetched so far`)),
  });
  const packages = countLines(listed.replaceAll(/^go: .*\n/gm, ""));

  const executable = process.platform === "win32" ? "pulumi.exe" : "pulumi";
  const unfinishedDir = `${binDir}.${process.pid}`;
  try {
    const ldflags = `-ldflags=-s -w -X ${versionVariable}=${version}`;
    const target = ["-o", join(unfinishedDir, executable), command];
    await runStep(toolchain.go, ["build", ...buildFlags, ldflags, ...target], {
      env: goEnv,
      cwd: goModuleDir,
      logFile: join(workDir, "build.log"),
      watch: everyFewSeconds((output) => report(`${countLines(output)} of up to ${packages} packages compiled`)),
    });
    const built = await engineVersion(join(unfinishedDir, executable), env);
    if (built !== version) throw new Error(`built is version ${built} instead of ${version}`);
    rmSync(binDir, { recursive: true, force: true });
    renameSync(unfinishedDir, binDir);
  } finally {
    rmSync(unfinishedDir, { recursive: true, force: true });
  }
  rmSync(workDir, { recursive: true, force: true });
  progress(`the Pulumi engine ${version} is built, ${elapsed(startedAt)}`);
}

/** Only what `go.sum` has the hash of, only the Go at hand, and nothing of a Go installed for us outside our own directory. */
function goEnvironment(toolchain: GoToolchain, workDir: string): NodeJS.ProcessEnv {
  const common = { GOTOOLCHAIN: "local", GOWORK: "off", CGO_ENABLED: "0", GOOS: undefined, GOARCH: undefined };
  if (toolchain.installed) return { ...common, GOFLAGS: "-mod=readonly" };
  return {
    ...common,
    GOFLAGS: "-mod=readonly -modcacherw",
    GOENV: "off",
    GOPATH: join(workDir, "go"),
    GOMODCACHE: join(workDir, "go", "mod"),
    GOCACHE: join(workDir, "go", "build"),
  };
}

function engineVersionInGoMod(): string {
  const version = /^require github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)$/m.exec(goMod())?.[1];
  if (version === undefined) throw new Error(`${goModuleDir}/go.mod does not require the engine`);
  return version;
}

/** Stands for everything that decides what is built. */
function inputsHash(): string {
  const inputs = [
    goMod(),
    readFileSync(join(goModuleDir, "go.sum"), "utf8"),
    buildFlags,
    process.platform,
    process.arch,
  ];
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 12);
}

function goMod(): string {
  return readFileSync(join(goModuleDir, "go.mod"), "utf8");
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}

function elapsed(startedAt: number): string {
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function everyFewSeconds(report: (output: string) => void): (output: string) => void {
  let next = 0;
  return (output) => {
    if (performance.now() < next) return;
    next = performance.now() + 10_000;
    report(output);
  };
}
