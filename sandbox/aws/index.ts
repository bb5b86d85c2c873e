import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheDir } from "../paths";
import type { Progress } from "../process";
import { pythonEnvironment, pythonIn } from "../pythonEnvironment";
import { clientEnvironment, sandboxAccount, type AwsAccount } from "./awsAccount";
import { ministackState, startMinistack } from "./ministack";

export interface LocalAwsOptions {
  /** With nothing but what AWS itself puts into an account, the default VPC. Default: production's account is made in it. */
  isEmpty?: boolean;
  /** Keeps the account from a clean stop to the next start. Default: it is made anew and forgotten. */
  stateDir?: string;
  progress: Progress;
  /** AWS seconds per real second. Default 60. */
  timeScale?: number;
}

export interface LocalAws extends AwsAccount {
  /** For `AWS_ENDPOINT_URL`. */
  endpoint: string;
  /** To be laid over the environment of any AWS client; see `clientEnvironment`. */
  env: NodeJS.ProcessEnv;
  /** Back to the account as it was made first. */
  reset(): Promise<void>;
  /** Ends it, and saves the account when there is a state folder. Once is enough, twice does no harm. */
  stop(): Promise<void>;
}

const saveEveryMs = 5_000;

/**
 * Starts the local AWS. With `SANDBOX_AWS_ENDPOINT` set, the one that already runs there is used: what it lacks of
 * production's account is added unless it is to be empty, nothing in it is changed, and it goes on when we stop.
 */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const running = process.env.SANDBOX_AWS_ENDPOINT ?? "";
  if (running === "") return startOwn(options);
  const { useRunning } = await import("./runningAws");
  return useRunning(running, options);
}

async function startOwn({ isEmpty = false, stateDir, progress, timeScale }: LocalAwsOptions): Promise<LocalAws> {
  const account = sandboxAccount;
  const python = await pythonWithMinistack(progress);
  const dir = stateDir ?? (await mkdtemp(join(tmpdir(), "sandbox-aws-")));
  const cleanUps: (() => Promise<unknown>)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= runInReverse(cleanUps));
  try {
    if (stateDir === undefined) cleanUps.push(() => rm(dir, { recursive: true, force: true }));
    const saved = await savedIn(dir);
    const starting = startMinistack({ ...account, python, dir });
    cleanUps.push(async () => {
      const [start] = await Promise.allSettled([starting]);
      if (start.status === "fulfilled") await start.value.stop();
    });
    // Loading the SDK takes longer than ministack's start: both at once.
    const { EcsModel } = await import("../ecs/model");
    const { ScalingModel } = await import("../scaling/model");
    const { ecsAccount } = await import("./account");
    const { RegionalModels } = await import("./regionalModels");
    const { seed } = await import("./seed");
    const fill = async () => {
      if (!isEmpty) await seed(front.endpoint, account);
    };
    const { startFront } = await import("./front");
    const ministack = await starting;

    const options = timeScale === undefined ? {} : { timeScale };
    const ecs = new RegionalModels(
      (region) => new EcsModel(ecsAccount(ministack.endpoint, { ...account, region }), options),
    );
    const scaling = new RegionalModels((region) => new ScalingModel({ ...account, region }, ecs.in(region)));
    const forgetModels = () => [scaling, ecs].forEach((models) => models.close());
    cleanUps.push(() => Promise.resolve(forgetModels()));
    if (saved.ecs) await ecs.load(saved.ecsFile);
    if (saved.scaling) await scaling.load(saved.scalingFile);
    const reset = async () => {
      forgetModels();
      await ministack.reset();
      await fill();
      front.faults.clear();
      front.calls.clear();
    };
    const front = await startFront({
      account,
      ministack: ministack.endpoint,
      ecs: (region) => ecs.in(region),
      scaling: (region) => scaling.in(region),
      reset,
    });
    cleanUps.push(() => front.close());
    if (!saved.ecs || !saved.ministack) await fill();
    front.calls.clear();
    cleanUps.push(
      keepSaved(async () => {
        await ecs.save(saved.ecsFile);
        await scaling.save(saved.scalingFile);
      }),
    );
    const { endpoint } = front;
    return { ...account, endpoint, env: clientEnvironment(endpoint, account.region), reset, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function pythonWithMinistack(progress: Progress): Promise<string> {
  const binDir = await pythonEnvironment({
    env: process.env,
    name: "ministack",
    requirementsFile: join(__dirname, "requirements.txt"),
    parentDir: cacheDir,
    megabytes: 20,
    progress,
  });
  return pythonIn(binDir);
}

/** Which parts of an account a folder has from an earlier run: after a hard end some can be missing. */
async function savedIn(dir: string) {
  await mkdir(ministackState(dir), { recursive: true });
  const [ecsFile, scalingFile] = [join(dir, "ecs.json"), join(dir, "scaling.json")];
  const files = await readdir(ministackState(dir));
  return {
    ecsFile,
    ecs: existsSync(ecsFile),
    scalingFile,
    scaling: existsSync(scalingFile),
    ministack: files.some((file) => file.endsWith(".json")),
  };
}

/** Saves now and then, so that little is lost when we are killed, and at the end, by the returned function. */
function keepSaved(save: () => Promise<void>): () => Promise<void> {
  let saving = save();
  const timer = setInterval(() => void (saving = saving.then(save)), saveEveryMs).unref();
  return async () => {
    clearInterval(timer);
    await saving;
    await save();
  };
}

/** Every step, even when another fails. */
async function runInReverse([first, ...later]: (() => Promise<unknown>)[]): Promise<void> {
  if (first === undefined) return;
  try {
    await runInReverse(later);
  } finally {
    await first();
  }
}
