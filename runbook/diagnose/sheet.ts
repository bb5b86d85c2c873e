import type { TaskDefinition } from "@aws-sdk/client-ecs";
import { lookUpRevision } from "../../account/lookups/liveService";
import { AccountProblem } from "../../account/problem";
import { describePlace } from "../../account/existing";
import { differencesBetween } from "../diff/differences";
import { inWords } from "../diff/words";
import type { DiagnoseDocument } from "../documents/diagnose";
import type { OpenStack } from "../openStack";
import { linksOf, type Link } from "./page/links";

/** A diagnosis with what a colleague needs beside it: all that the page is made from. */
export interface Sheet {
  document: DiagnoseDocument;
  stack: string;
  accountId: string;
  region: string;
  /** What was asked for last; undefined: not known any more. */
  asked?: RevisionFacts;
  /** What runs and is not that. */
  running: RevisionFacts[];
  /** From the first that runs to what was asked for, a line each as in `diff`; undefined: not compared. */
  differences?: string[];
  links: Link[];
  /** Epoch milliseconds. */
  madeAt: number;
}

export interface RevisionFacts {
  /** `family:number`. */
  name: string;
  /** Tasks of it that run. */
  tasks: number;
  /** CPU units; undefined, as the rest: the revision cannot be described. */
  cpu?: string;
  memoryMiB?: string;
  images?: { container: string; reference: string }[];
}

/** Looks up what the revisions of a diagnosis say. */
export async function sheetOf(stack: OpenStack, document: DiagnoseDocument, madeAt = Date.now()): Promise<Sheet> {
  const place = await stack.place();
  const asked = document.latest?.revision ?? document.goal;
  const others = [...new Set(document.running.map(({ revision }) => revision))].filter((name) => name !== asked);
  const definitions = new Map(
    await Promise.all(
      [...(asked === null ? [] : [asked]), ...others].map(
        async (name) => [name, await definitionOf(stack, name)] as const,
      ),
    ),
  );
  const factsOf = (name: string) => revisionFacts(name, definitions.get(name), document);
  const [from, to] = [definitions.get(others[0] ?? ""), definitions.get(asked ?? "")];
  const context = { mainContainer: stack.settings.container.name };
  return {
    document: inWordsOf(stack, document),
    stack: stack.name,
    accountId: place.accountId,
    region: place.region,
    asked: asked === null ? undefined : factsOf(asked),
    running: others.map(factsOf),
    differences: from && to && differencesBetween(from, to).map((difference) => inWords(difference, context)),
    links: linksOf(document, place, stack.settings.names),
    madeAt,
  };
}

/** With the commands about the one of several services that it is about. */
const inWordsOf = (stack: OpenStack, document: DiagnoseDocument): DiagnoseDocument => ({
  ...document,
  causes: document.causes.map((cause) => ({ ...cause, remedy: stack.inWords(cause.remedy) })),
  ways: document.ways.map(({ purpose, command }) => ({ purpose, command: stack.inWords(command) })),
});

/** Undefined: it is no more, or may not be looked at. */
async function definitionOf(stack: OpenStack, name: string): Promise<TaskDefinition | undefined> {
  try {
    return await lookUpRevision(stack.clients, name, async () => describePlace(await stack.place()));
  } catch (error) {
    if (error instanceof AccountProblem && error.isRefusal) return undefined;
    throw error;
  }
}

const revisionFacts = (
  name: string,
  definition: TaskDefinition | undefined,
  { running }: DiagnoseDocument,
): RevisionFacts => ({
  name,
  tasks: running.filter(({ revision }) => revision === name).reduce((sum, { tasks }) => sum + tasks, 0),
  cpu: definition?.cpu,
  memoryMiB: definition?.memory,
  images: definition?.containerDefinitions?.map(({ name: container = "", image: reference = "" }) => ({
    container,
    reference,
  })),
});
