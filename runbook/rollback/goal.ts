import type { OpenStack } from "../openStack";
import { UsageError } from "../usageError";
import { readPast } from "./past";
import type { Given, Goal } from "./plan";
import { lastHealthy, namedUpdate } from "./target";

/** What a command line asks for, before the stack's past is known. */
export type Wish =
  | { kind: "last" }
  | { kind: "update"; number: number }
  | { kind: "revision"; family?: string; number: number }
  | { kind: "release" };

export function wishOf({ to, toRevision, release }: { to?: string; toRevision?: string; release?: boolean }): Wish {
  if (release === true) return { kind: "release" };
  if (to !== undefined) {
    if (!/^[1-9]\d*$/.test(to))
      throw new UsageError(`--to ${to} is not valid: use an update's number, as npm run revisions shows it`);
    return { kind: "update", number: Number(to) };
  }
  if (toRevision === undefined) return { kind: "last" };
  const [, family, number] = /^(?:([A-Za-z0-9_-]{1,255}):)?([1-9]\d*)$/.exec(toRevision) ?? [];
  if (number === undefined) {
    throw new UsageError(
      `--to-revision ${toRevision} is not valid: use its number, or family:number, as npm run revisions shows it`,
    );
  }
  return { kind: "revision", family, number: Number(number) };
}

/** Finds what is asked for in the stack's past; throws when it is not there, or not good enough. */
export async function goalOf(wish: Wish, stack: OpenStack, given: Given): Promise<Goal> {
  switch (wish.kind) {
    case "release":
      return { kind: "release" };
    case "revision": {
      const { family } = stack.settings.names;
      if (wish.family !== undefined && wish.family !== family) {
        throw new UsageError(
          `revision ${wish.family}:${wish.number} is not of the stack's family: use one of ${family}. Nothing was changed.`,
        );
      }
      return { kind: "revision", name: `${family}:${wish.number}` };
    }
    case "last":
    case "update": {
      const past = await readPast(stack, given);
      if (wish.kind === "update")
        return { kind: "update", target: namedUpdate(past, wish.number), past, passedOver: [] };
      const { passedOver, ...target } = await lastHealthy(past);
      return { kind: "update", target, past, passedOver };
    }
  }
}
