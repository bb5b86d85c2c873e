import { distance } from "fastest-levenshtein";

/** The name that was probably meant; undefined when none is near enough to be a slip. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  const [best] = names
    .map((name) => ({
      name,
      edits: edits(wanted, name.toLowerCase()),
      shared: sharedStart(wanted, name.toLowerCase()),
    }))
    // As near, the one that begins like it for longer: `secretss` was to be `secrets`, and not `secret`.
    .sort((a, b) => a.edits - b.edits || b.shared - a.shared || (a.name < b.name ? -1 : 1));
  if (best === undefined || best.edits > Math.max(2, Math.floor(given.length / 3))) return undefined;
  return best.name;
}

const sharedStart = (one: string, other: string): number => {
  const end = [...one].findIndex((character, at) => character !== other[at]);
  return end < 0 ? one.length : end;
};

/** A name that goes on (`env`, `environmentVariables`) is as near as one with a single slip, and so is one without its unit. */
function edits(given: string, name: string): number {
  const isPart = Math.min(given.length, name.length) > 2 && (given.startsWith(name) || name.startsWith(given));
  if (isPart && given !== name) return 1;
  return Math.min(distance(given, name), 1 + distance(given, name.replace(/(seconds|minutes|days|percent)$/, "")));
}

/** `a, b or c`. */
export function oneOf(names: readonly (string | number)[]): string {
  if (names.length < 2) return names.join();
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
