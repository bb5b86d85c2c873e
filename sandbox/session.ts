import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { name as project } from "../package.json";
import { startLocalAws } from "./aws";
import { linkPlugins, needsStandIn } from "./awsPlugin";
import { startAwsx, type RunningAwsx } from "./awsx";
import { findEngine } from "./engine";
import { sandboxEnvironment, type SandboxVariables } from "./environment";
import type { Progress } from "./process";
import { startProvider, type RunningProvider } from "./provider";
import { run } from "./run";
import { writeStackFile } from "./stackFile";
import { removeLeftovers } from "./temporary";

export interface SandboxOptions {
  /** Holds the state backend and, over a clean stop, what is in the local AWS. */
  dir: string;
  stack: string;
  /** Account and config have nothing in them at first. Default: the account is production's, and so is the config. */
  isEmpty?: boolean;
  progress: Progress;
}

export interface Session {
  variables: SandboxVariables;
  stop(): Promise<void>;
}

/** Starts, in this process and its children, everything that the program needs to run without an AWS account. */
export async function startSession({ dir, stack, isEmpty = false, progress }: SandboxOptions): Promise<Session> {
  removeLeftovers();
  const stateDir = join(dir, "state");
  const pulumiHome = join(dir, "home");
  for (const folder of [stateDir, pulumiHome]) mkdirSync(folder, { recursive: true });
  linkPlugins(process.env, pulumiHome);

  const engine = await findEngine({ progress });
  const aws = await startLocalAws({ isEmpty, stateDir: join(dir, "aws"), progress });
  let provider: RunningProvider | undefined;
  let awsx: RunningAwsx | undefined;
  const stop = async () => {
    await awsx?.stop();
    await provider?.stop();
    await aws.stop();
  };
  try {
    if (needsStandIn("aws", process.env)) provider = await startProvider({ env: aws.env, announce: progress });
    if (needsStandIn("awsx", process.env)) awsx = await startAwsx({ announce: progress });
    const variables: SandboxVariables = {
      engineDir: engine.binDir,
      endpoint: aws.endpoint,
      region: aws.region,
      accountId: aws.accountId,
      backend: `file://${stateDir}`,
      pulumiHome,
      stack,
      providerPort: provider?.port,
      awsxPort: awsx?.port,
    };
    writeStackFile(stack, { isEmpty, account: variables });
    await initStack(variables, stateDir);
    return { variables, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Makes the stack unless it is there from an earlier time. */
async function initStack(variables: SandboxVariables, stateDir: string): Promise<void> {
  if (existsSync(join(stateDir, ".pulumi", "stacks", project, `${variables.stack}.json`))) return;
  await run(["pulumi", "stack", "init", variables.stack, "--non-interactive"], {
    env: sandboxEnvironment(variables, process.env),
  });
}
