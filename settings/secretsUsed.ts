import type { Settings } from "./types";

/** Where the secrets of all containers of the task come from. */
export const secretSources = ({ container, sidecars }: Pick<Settings, "container" | "sidecars">) =>
  [container, ...sidecars].flatMap(({ secrets }) => secrets.map(({ source }) => source));

/** Secrets Manager secrets that any container of the task refers to, each once. */
export const secretsUsed = (settings: Pick<Settings, "container" | "sidecars">): string[] =>
  [...new Set(secretSources(settings).flatMap((source) => (source.kind === "secret" ? [source.secret] : [])))].sort();
