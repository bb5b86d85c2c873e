import { readFileSync } from "node:fs";
import { z } from "zod";
import { describePlace } from "../../account/existing";
import { lookUpLiveService } from "../../account/lookups/liveService";
import type { Answer } from "../answer";
import type { DiffDocument } from "../documents/diff";
import { exitCodes } from "../exitCodes";
import { inAllowedAccount, type OpenStack } from "../openStack";
import type { Surroundings } from "../surroundings";
import { UsageError } from "../usageError";
import { colouredIn, fields, inDocument } from "./answer";
import { differencesBetween } from "./differences";
import type { Definition } from "./meaning";
import { lookUpWanted } from "./wanted";

/**
 * What the stack asks for now against what it asked for when `render` wrote a file: a tag that has moved, a secret that was
 * rotated, a setting that somebody has changed.
 */
export async function plannedAnswer(stack: OpenStack, surroundings: Surroundings, file: string): Promise<Answer> {
  const planned = readPlanned(file);
  const { settings, clients } = stack;
  const { cluster, service } = settings.names;
  const wanted = await inAllowedAccount(stack, () =>
    lookUpWanted(
      stack,
      lookUpLiveService(clients, cluster, service, async () => describePlace(await stack.place())),
    ),
  );
  const differences = differencesBetween(planned, wanted.definition);
  const isSame = differences.length === 0;
  return {
    exitCode: isSame ? exitCodes.fine : exitCodes.notFine,
    document: {
      service,
      cluster,
      revision: null,
      isSame,
      differences: differences.map(inDocument),
    } satisfies DiffDocument,
    text: isSame
      ? `no difference: the stack asks for what ${file} has`
      : [
          `since ${file} was written, ${fields(differences.length)} of what the stack asks for moved:`,
          ...differences.map(colouredIn(surroundings, settings, wanted)),
        ].join("\n"),
  };
}

const rendered = z.looseObject({ family: z.string(), containerDefinitions: z.array(z.looseObject({})) });

function readPlanned(file: string): Definition {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `--planned ${file} cannot be read: ${(error as Error).message}. npm run -s render > task.json makes one.`,
    );
  }
  const { success, data } = z.preprocess(parsedJson, rendered).safeParse(text);
  if (!success)
    throw new UsageError(
      `--planned ${file} is not what render prints: npm run -s render > task.json makes such a file.`,
    );
  return data;
}

function parsedJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
