import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { freePort, isRunning, startChild, waitUntil, type Child } from "../process";
import type { AwsAccount } from "./awsAccount";

export interface Ministack {
  /** `http://127.0.0.1:<port>` */
  endpoint: string;
  pid: number;
  /** Forgets everything, also what is kept in the folder. */
  reset(): Promise<void>;
  /** Ends it; it saves what it knows first. */
  stop(): Promise<void>;
}

export interface MinistackOptions extends AwsAccount {
  /** An interpreter that has ministack. */
  python: string;
  /** Takes its log and temporary files, and what it knows, from a clean stop to the next start. */
  dir: string;
}

const portAttempts = 3;

/** See launchMinistack.py; after that its pid is somebody else's. */
const endsWithOwnerLimitMs = 12_000;

/** Where in its folder it keeps what it knows: a JSON file per service. */
export const ministackState = (dir: string) => join(dir, "ministack");

const workFiles = (dir: string) => join(dir, "work");

/** Starts ministack and waits until it answers. It ends with this process, even when that is killed. */
export async function startMinistack(options: MinistackOptions): Promise<Ministack> {
  await mkdir(workFiles(options.dir), { recursive: true });
  await previousEnd(workFiles(options.dir));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnFreePort(options);
    } catch (error) {
      // Somebody else may have taken the port since it was found free.
      const portTaken = error instanceof Error && error.message.includes("already in use");
      if (!portTaken || attempt === portAttempts) throw error;
    }
  }
}

/** One whose owner was killed still saves what it knows: waits for its end, which it notes by removing its pid file. */
async function previousEnd(dir: string): Promise<void> {
  const pidFiles = async () =>
    (await readdir(dir)).filter((file) => file.endsWith(".pid")).map((file) => join(dir, file));
  const mayRun = async (file: string) => {
    const pid = Number(await readFile(file, "utf8").catch(() => ""));
    return pid > 0 && isRunning(pid);
  };
  await waitUntil("the last ministack to save and end", endsWithOwnerLimitMs, async () => {
    const running = await Promise.all((await pidFiles()).map(mayRun));
    return !running.includes(true);
  }).catch(() => undefined);
  for (const file of await pidFiles()) await rm(file, { force: true });
}

async function startOnFreePort(options: MinistackOptions): Promise<Ministack> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const logFile = join(workFiles(options.dir), "ministack.log");
  await rm(logFile, { force: true });
  const child = startChild(options.python, ["-I", join(__dirname, "launchMinistack.py"), String(process.pid)], {
    env: environment(options, port),
    logFile,
  });
  await waitUntilReady(child, endpoint, logFile);
  return {
    endpoint,
    pid: child.pid,
    async reset() {
      const response = await fetch(`${endpoint}/_ministack/reset`, { method: "POST" });
      if (!response.ok) throw new Error(`ministack could not be reset: ${await response.text()}`);
    },
    stop: () => child.stop(),
  };
}

async function waitUntilReady(child: Child, endpoint: string, logFile: string): Promise<void> {
  let outcome: number | string | undefined;
  void child.ended.then((how) => (outcome = how));
  try {
    await waitUntil(
      "ministack to answer",
      30_000,
      async () => {
        if (outcome !== undefined) throw new Error(`ministack ended at its start (${outcome})`);
        return fetch(`${endpoint}/_ministack/ready`).then(
          (response) => response.ok,
          () => false,
        );
      },
      20,
    );
  } catch (error) {
    await child.stop();
    const log = (await readFile(logFile, "utf8")).trim().split("\n").slice(-10).join("\n");
    throw new Error(`${error instanceof Error ? error.message : String(error)}; the end of ${logFile}:\n${log}`, {
      cause: error,
    });
  }
}

/** Nothing of the user's own environment but where programs are. */
function environment(options: MinistackOptions, port: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: workFiles(options.dir),
    TMPDIR: workFiles(options.dir),
    LOG_LEVEL: "WARNING",
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(port),
    MINISTACK_HOST: "127.0.0.1",
    MINISTACK_REGION: options.region,
    MINISTACK_ACCOUNT_ID: options.accountId,
    // Its own ECS is not used: it shall not look for Docker, nor listen on the fixed ports of services nobody uses here.
    DOCKER_HOST: "unix:///nonexistent/docker.sock",
    SFTP_ENABLED: "0",
    IOT_MTLS_ENABLED: "0",
    PERSIST_STATE: "1",
    STATE_DIR: ministackState(options.dir),
    S3_PERSIST: "1",
    S3_DATA_DIR: join(ministackState(options.dir), "s3"),
  };
}
