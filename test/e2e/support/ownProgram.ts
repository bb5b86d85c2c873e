import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { startLocalAws, type LocalAws } from "../../../sandbox/aws";
import { startAwsx } from "../../../sandbox/awsx";
import { findEngine } from "../../../sandbox/engine";
import { projectDir } from "../../../sandbox/paths";
import { startProvider } from "../../../sandbox/provider";

interface Options {
  /** Folder beside the tests with the program. */
  program: string;
  /** How much faster than AWS's the time passes. */
  timeScale?: number;
  usesAwsx?: boolean;
  /** Puts into the copy what the program needs. By default all packages of this checkout are there. */
  install?: (dir: string) => Promise<void>;
}

/** A finished command of the engine, whatever its exit code. */
export interface Ran {
  exitCode: number;
  stdout: string;
  /** All that it printed. */
  text: string;
}

/** A Pulumi program that is not this project's, copied into a folder of its own, with a local AWS, a provider and a backend. */
export class OwnProgram {
  private constructor(
    readonly dir: string,
    readonly aws: LocalAws,
    private readonly env: NodeJS.ProcessEnv,
    private readonly cleanUps: (() => Promise<void> | void)[],
  ) {}

  static async start({ program, timeScale, usesAwsx = false, install = linkPackages }: Options): Promise<OwnProgram> {
    const progress = (line: string) => console.error(line);
    const cleanUps: (() => Promise<void> | void)[] = [];
    try {
      const engine = await findEngine({ progress });
      const dir = realpathSync(mkdtempSync(join(tmpdir(), "program-")));
      cleanUps.push(() => rmSync(dir, { recursive: true }));
      cpSync(join(__dirname, "..", program), dir, { recursive: true });
      await install(dir);
      const aws = await startLocalAws({ progress, timeScale });
      cleanUps.push(() => aws.stop());
      const provider = await startProvider({ env: aws.env, announce: () => undefined });
      cleanUps.push(() => provider.stop());
      const awsx = usesAwsx ? await startAwsx({ announce: () => undefined }) : undefined;
      cleanUps.push(async () => awsx?.stop());
      for (const folder of ["home", "state"]) mkdirSync(join(dir, folder));
      const env = {
        ...process.env,
        ...aws.env,
        PATH: [engine.binDir, process.env.PATH ?? ""].join(delimiter),
        PULUMI_HOME: join(dir, "home"),
        PULUMI_BACKEND_URL: `file://${join(dir, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_DEBUG_PROVIDERS: `aws:${provider.port}${awsx === undefined ? "" : `,awsx:${awsx.port}`}`,
      };
      return new OwnProgram(dir, aws, env, cleanUps);
    } catch (error) {
      await undo(cleanUps);
      throw error;
    }
  }

  stop(): Promise<void> {
    return undo(this.cleanUps);
  }

  /** Runs `pulumi …` on one of its stacks. */
  async pulumi(stack: string, ...args: string[]): Promise<Ran> {
    const {
      exitCode = -1,
      stdout,
      stderr,
    } = await execa("pulumi", [...args, "--non-interactive", "--color=never"], {
      cwd: this.dir,
      env: { ...this.env, PULUMI_STACK: stack },
      extendEnv: false,
      stdin: "ignore",
      reject: false,
    });
    return { exitCode, stdout, text: `${stdout}\n${stderr}` };
  }

  /** As `pulumi`, but an error unless it succeeds; gives what it printed on stdout. */
  async succeeds(stack: string, ...args: string[]): Promise<string> {
    const { exitCode, stdout, text } = await this.pulumi(stack, ...args);
    if (exitCode !== 0) throw new Error(text);
    return stdout;
  }
}

async function undo(cleanUps: (() => Promise<void> | void)[]): Promise<void> {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
}

function linkPackages(dir: string): Promise<void> {
  symlinkSync(join(projectDir, "node_modules"), join(dir, "node_modules"));
  return Promise.resolve();
}
