import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { oneOf } from "../../settings/nearest";
import { EngineError, engineFailure, runEngine } from "../history/engine";
import type { Surroundings } from "../surroundings";

/** A resource in a stack's state, as far as the commands look into it. Source: `ResourceV3`, pkg/apitype of pulumi/pulumi. */
export interface StateResource {
  urn: string;
  type: string;
  custom: boolean;
  id?: string;
  parent?: string;
  /** URN of the provider, two colons, its id. */
  provider?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[]>;
  retainOnDelete?: boolean;
  protect?: boolean;
  [field: string]: unknown;
}

/** What `pulumi stack export` gives and `pulumi stack import` takes: secrets in it stay encrypted. */
export interface StackState {
  version: number;
  deployment: { resources?: StateResource[]; pending_operations?: unknown[]; [field: string]: unknown };
}

type Where = Pick<Surroundings, "projectDir" | "env">;

export const resourcesOf = ({ deployment }: StackState): StateResource[] => deployment.resources ?? [];

export const withResources = (state: StackState, resources: StateResource[]): StackState => ({
  ...state,
  deployment: { ...state.deployment, resources },
});

/** 4 is 3 with a list of the features that it uses, such as hooks. Source: `DeploymentSchemaVersion…`, pkg/apitype of pulumi/pulumi. */
const knownVersions = [3, 4];

/** Throws an `EngineError`, also when the backend does not know the stack. */
export async function exportState(surroundings: Where, stack: string): Promise<StackState> {
  const run = await runEngine(surroundings, ["stack", "export", "--stack", stack]);
  if (run.exitCode !== 0) throw engineFailure(run, stack);
  const state = JSON.parse(run.stdout) as StackState;
  if (!knownVersions.includes(state.version)) {
    throw new EngineError(
      `the state of stack ${stack} has version ${state.version}, and this command knows ${oneOf(knownVersions)}. Nothing was changed.`,
    );
  }
  return state;
}

/** As `exportState`; says how a stack is made where there is none. */
export async function exportKnownStack(surroundings: Where, stack: string): Promise<StackState> {
  try {
    return await exportState(surroundings, stack);
  } catch (error) {
    if (!(error instanceof EngineError) || !error.message.includes("knows no stack")) throw error;
    throw new EngineError(`${error.message}. A new one is made by pulumi stack init ${stack}. Nothing was changed.`);
  }
}

/** Puts a state in the place of the stack's; nothing but the state is changed. */
export function importState(surroundings: Where, stack: string, state: StackState): Promise<void> {
  return withFile("state.json", state, async (file) => {
    const run = await runEngine(surroundings, ["stack", "import", "--stack", stack, "--file", file]);
    if (run.exitCode !== 0) throw engineFailure(run, stack);
  });
}

/** Hands something to the engine as a file that only this user can read, and that is gone afterwards. */
export async function withFile<T>(name: string, content: object, use: (file: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), "agenticmem-"));
  try {
    const file = join(dir, name);
    await writeFile(file, JSON.stringify(content), { mode: 0o600 });
    return await use(file);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
