import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { name as project } from "../package.json";
import { startLocalAws } from "./aws";
import { hasAwsPlugin, linkPlugins } from "./awsPlugin";
import { findEngine } from "./engine";
import { namesAwsProvider, sandboxEnvironment, type SandboxVariables } from "./environment";
import type { Progress } from "./process";
import { startProvider } from "./provider";
import { run } from "./run";
import { writeStackFile } from "./stackFile";

export interface SandboxOptions {
  /** Holds the state backend and, over a clean stop, what is in the local AWS. */
  dir: string;
  /** Name of the Pulumi stack; its config file is made from production's. */
  stack: string;
  progress: Progress;
}

export interface Session {
  variables: SandboxVariables;
  stop(): Promise<void>;
}

/** Starts, in this process and its children, everything that the program needs to run without an AWS account. */
export async function startSession({ dir, stack, progress }: SandboxOptions): Promise<Session> {
  const stateDir = join(dir, "state");
  const pulumiHome = join(dir, "home");
  for (const folder of [stateDir, pulumiHome]) mkdirSync(folder, { recursive: true });
  linkPlugins(process.env, pulumiHome);

  const engine = await findEngine({ progress });
  const aws = await startLocalAws({ stateDir: join(dir, "aws"), progress });
  const real = namesAwsProvider(process.env.PULUMI_DEBUG_PROVIDERS) || hasAwsPlugin(process.env);
  const provider = real ? undefined : await startProvider({ env: aws.env, announce: progress });
  const stop = async () => {
    await provider?.stop();
    await aws.stop();
  };

  const variables: SandboxVariables = {
    engineDir: engine.binDir,
    endpoint: aws.endpoint,
    region: aws.region,
    backend: `file://${stateDir}`,
    pulumiHome,
    stack,
    providerPort: provider?.port,
  };
  try {
    await initStack(variables, stateDir);
  } catch (error) {
    await stop();
    throw error;
  }
  return { variables, stop };
}

/** Makes the stack, with production's config, unless it is there from an earlier time. */
async function initStack(variables: SandboxVariables, stateDir: string): Promise<void> {
  writeStackFile(variables.stack);
  if (existsSync(join(stateDir, ".pulumi", "stacks", project, `${variables.stack}.json`))) return;
  await run(["pulumi", "stack", "init", variables.stack, "--non-interactive"], {
    env: sandboxEnvironment(variables, process.env),
  });
}
