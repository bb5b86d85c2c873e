import { takeoverMessage } from "../history/adoption";
import { EngineError, engineFailure, runEngine } from "../history/engine";
import { note, type Surroundings } from "../surroundings";
import { correctState } from "./correctState";
import { differencesIn, type Difference } from "./differences";
import { importFile, type Import } from "./imports";
import { ownResources, withoutOwn } from "./ownPart";
import { previewStack, type Preview } from "./previewStack";
import { exportState, importState, withFile } from "./stackState";

/** Why `pulumi up` would not leave everything as it is. */
export interface NotEmpty {
  differences: Difference[];
  /** Of the program, as the engine prints them. */
  errors: string[];
}

/** Something failed, and then what was imported could not be taken out of the state either. */
export class LeftInState extends EngineError {
  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `${reason}\nWhat was imported is still in the state, and the config describes it: npm run adopt goes on from here, npm run release ` +
        "takes it out. Nothing was written to AWS.",
    );
  }
}

/**
 * Imports resources into a stack whose config describes them, and sees that `pulumi preview` has nothing to do then; undefined when
 * that is so. Otherwise the state is again as it was without them. Only reads in AWS.
 * @param check throws when it is not to go on
 */
export async function takeOver(
  surroundings: Surroundings,
  stack: string,
  imports: Import[],
  check: () => void,
): Promise<NotEmpty | undefined> {
  const before = await exportState(surroundings, stack);
  if (ownResources(before).length > 0) {
    note(surroundings, "removing from the state what an unfinished adoption has left there");
    await importState(surroundings, stack, withoutOwn(before));
  }
  try {
    note(surroundings, `importing ${imports.length} resources into the state`);
    await runImport(surroundings, stack, imports, takeoverMessage);
    check();
    const [imported, { steps }] = await Promise.all([
      exportState(surroundings, stack),
      previewStack(surroundings, stack),
    ]);
    check();
    note(surroundings, "correcting what only the provider knows");
    await importState(surroundings, stack, correctState(imported, steps));
    note(surroundings, "running pulumi preview");
    const left = notEmpty(await previewStack(surroundings, stack));
    check();
    if (left !== undefined) await takeOut(surroundings, stack);
    return left;
  } catch (error) {
    await takeOut(surroundings, stack).catch(() => {
      throw new LeftInState(error);
    });
    throw error;
  }
}

/** Undefined: there is nothing to do. */
export function notEmpty({ steps, errors }: Preview): NotEmpty | undefined {
  const differences = differencesIn(steps);
  return differences.length === 0 && errors.length === 0 ? undefined : { differences, errors };
}

async function takeOut(surroundings: Surroundings, stack: string): Promise<void> {
  await importState(surroundings, stack, withoutOwn(await exportState(surroundings, stack)));
}

/** Runs `pulumi import`; with nothing to import it only leaves its message, and the config, in the stack's history. */
export async function runImport(
  surroundings: Surroundings,
  stack: string,
  imports: Import[],
  message: string,
): Promise<void> {
  await withFile("import.json", importFile(imports), async (file) => {
    // What the program protects is protected once the state is corrected.
    const flags = ["--file", file, "--yes", "--skip-preview", "--generate-code=false", "--protect=false"];
    const run = await runEngine(surroundings, ["import", ...flags, "--stack", stack, "--message", message]);
    if (run.exitCode !== 0) throw importFailure(surroundings, run, stack);
  });
}

function importFailure(
  surroundings: Surroundings,
  run: Awaited<ReturnType<typeof runEngine>>,
  stack: string,
): EngineError {
  note(surroundings, `${run.stdout}${run.stderr}`.trim());
  return engineFailure(run, stack);
}
