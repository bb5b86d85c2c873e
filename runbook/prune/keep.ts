import { isUpdate } from "../history/adoption";
import { namesOf, successful, type Facts } from "./facts";
import { healthyUpdates } from "./healthyUpdates";

/** What becomes of a revision: it is kept for all of the reasons, or, without any, removed. */
export interface Verdict {
  name: string;
  isActive: boolean;
  /** For people: `1 task runs it`. */
  reasons: string[];
}

/** Decides for every revision, newest first, the ACTIVE ones before the others. */
export function decide(facts: Facts): Verdict[] {
  const reasons = [newest, inUse, deployed, healthyForEcs, pinned, window, healthy].flatMap((rule) => rule(facts));
  const verdictOf = (name: string, isActive: boolean) => ({
    name,
    isActive,
    reasons: reasons.filter((each) => each.name === name).map(({ words }) => words),
  });
  return [
    ...facts.active.map((name) => verdictOf(name, true)),
    ...facts.inactive.map((name) => verdictOf(name, false)),
  ];
}

type Rule = (facts: Facts) => { name: string; words: string }[];

const newest: Rule = ({ active, keep }) =>
  active.slice(0, keep).map((name) => ({ name, words: keep === 1 ? "the newest" : `one of the newest ${keep}` }));

const inUse: Rule = ({ tasks }) =>
  [...tasks].map(([name, { running, pending }]) => {
    const count = running + pending;
    return { name, words: count === 1 ? "1 task has it" : `${count} tasks have it` };
  });

const deployed: Rule = ({ deployments }) =>
  deployments.map(({ service, status, revision }) => ({ name: revision, words: `${status} in service ${service}` }));

const healthyForEcs: Rule = ({ remembered }) =>
  remembered
    .filter(({ status }) => status === successful)
    .slice(0, 1)
    .map(({ revision }) => ({ name: revision, words: "the last one that ECS saw healthy" }));

const pinned: Rule = ({ pinned: names }) => names.map((name) => ({ name, words: "pinned in the stack's config" }));

const window: Rule = ({ updates, links, keep }) => {
  const needed = new Map<string, number[]>();
  for (const { number } of updates.filter(isUpdate).slice(0, keep)) {
    for (const name of namesOf(links.get(number))) needed.set(name, [number, ...(needed.get(name) ?? [])]);
  }
  return [...needed].map(([name, numbers]) => ({
    name,
    words: numbers.length === 1 ? `update ${numbers[0]} needs it` : `updates ${numbers.join(", ")} need it`,
  }));
};

const healthy: Rule = (facts) => {
  const [last, ...before] = healthyUpdates(facts).map(({ number }) => namesOf(facts.links.get(number)));
  const lastHealthy = (last ?? []).map((name) => ({ name, words: "the last healthy one" }));
  const targets = new Set(before.flat().filter((name) => !last?.includes(name)));
  return [...lastHealthy, ...[...targets].map((name) => ({ name, words: "a rollback may go to it" }))];
};
