import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

/** What the engine asks to be run; the fields of its `RunRequest` that matter to a Node program. */
export interface ProgramRequest {
  rootDir: string;
  programDir: string;
  /** Relative to `programDir`; `.`: what its `package.json` says. */
  entryPoint: string;
  args: string[];
  organization: string;
  project: string;
  stack: string;
  dryRun: boolean;
  /** How many resource operations may run at the same time. */
  parallel: number;
  monitorAddress: string;
  engineAddress: string;
  /** Values as strings, by `namespace:name`. */
  config: Record<string, string>;
  configSecretKeys: string[];
  /** `runtime.options` of `Pulumi.yaml`. */
  options: { typescript?: boolean; tsconfig?: string; nodeargs?: string };
}

export interface ProgramCommand {
  args: string[];
  env: Record<string, string>;
}

/** Arguments and additional environment of the `node` that runs a program, as `@pulumi/pulumi/cmd/run` takes them. */
export function programCommand(request: ProgramRequest): ProgramCommand {
  const { options } = request;
  const flags: Record<string, string> = {
    monitor: request.monitorAddress,
    engine: request.engineAddress,
    organization: request.organization,
    project: request.project,
    "root-directory": request.rootDir,
    stack: request.stack,
    pwd: request.programDir,
    parallel: String(request.parallel),
  };
  return {
    args: [
      ...nodeArgs(options.nodeargs ?? ""),
      runModule(request.programDir),
      ...Object.entries(flags).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
      ...(request.dryRun ? ["--dry-run"] : []),
      request.entryPoint,
      ...request.args,
    ],
    env: {
      PULUMI_CONFIG: JSON.stringify(request.config),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.configSecretKeys),
      ...(options.typescript === false ? {} : { PULUMI_NODEJS_TYPESCRIPT: "true" }),
      ...(options.tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
    },
  };
}

function nodeArgs(line: string): string[] {
  if (/["'\\]/.test(line))
    throw new Error(`runtime.options.nodeargs ${line}: quotes and backslashes are not supported here`);
  return line.split(/\s+/).filter((word) => word !== "");
}

function runModule(programDir: string): string {
  try {
    return createRequire(join(programDir, "package.json")).resolve("@pulumi/pulumi/cmd/run");
  } catch {
    throw new Error(`@pulumi/pulumi is not installed in ${programDir}: run npm ci there`);
  }
}

/** How a program ended, in the words of the engine's `RunResponse`. */
export interface ProgramOutcome {
  /** Empty: no error, or one that the user has already seen. */
  error: string;
  /** The program failed and has told the user why. */
  bail: boolean;
}

export interface RunningProgram {
  outcome: Promise<ProgramOutcome>;
  /** Asks the program to stop, as Ctrl-C would; ends it after 5 s. */
  interrupt(): void;
  /** Ends it now. */
  kill(): void;
}

/** Exit code of `@pulumi/pulumi/cmd/run` for an error that it has logged already. */
const exitCodeAlreadyReported = 32;

const interruptGraceMs = 5_000;

/** Runs a program under this process's own `node`; what it prints goes where this process's output goes. */
export function startProgram({ args, env }: ProgramCommand): RunningProgram {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const outcome = new Promise<ProgramOutcome>((resolve) => {
    child.once("error", (error) =>
      resolve({ error: `the program could not be started: ${error.message}`, bail: false }),
    );
    child.once("exit", (code, signal) => {
      if (code === 0) resolve({ error: "", bail: false });
      else if (code === exitCodeAlreadyReported) resolve({ error: "", bail: true });
      else if (code === null) resolve({ error: `Program was ended by ${signal ?? "a signal"}`, bail: false });
      else resolve({ error: `Program exited with non-zero exit code: ${code}`, bail: false });
    });
  });
  return {
    outcome,
    interrupt() {
      child.kill("SIGINT");
      setTimeout(() => child.kill("SIGKILL"), interruptGraceMs).unref();
    },
    kill: () => void child.kill("SIGKILL"),
  };
}
