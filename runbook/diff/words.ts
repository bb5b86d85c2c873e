import { digestOf } from "../../account/imageReference";
import { shorten } from "../../rollout/shorten";
import { shortDigest } from "../text/short";
import type { Difference } from "./differences";
import { shown } from "./shown";

/** What the words go by beside the difference itself. */
export interface Context {
  /** The container that is meant where none is named. */
  mainContainer: string;
  /** What the setting `image` stands for: `agenticmem:latest`. */
  askedImage?: string;
}

const mostCharacters = 100;

/** A difference in one line: `cpu 1024→2048`, `+ LOG_LEVEL debug`, `- OLD`. */
export function inWords(difference: Difference, { mainContainer, askedImage }: Context): string {
  const { path, kind, live, wanted } = shown(difference);
  const [field, container = "", ...inside] = path;
  if (field !== "containerDefinitions") return line(kind, path.join("."), live, wanted);
  const whose = container === mainContainer ? "" : `${container}: `;
  const [part, entry, ...rest] = inside;
  if (part === undefined) return line(kind, `container ${container}`, imageOf(live), imageOf(wanted));
  if (part === "image") {
    const asked = whose === "" && askedImage !== undefined ? ` (${askedImage})` : "";
    return line(kind, `${whose}image`, ...images(live, wanted)) + asked;
  }
  if (entry === undefined) return line(kind, whose + part, live, wanted);
  const version = /^secret-version\/(.*)$/.exec(entry)?.[1];
  if (part === "dockerLabels" && version !== undefined) {
    return line(kind, `${whose}version of secret ${version}`, live, wanted);
  }
  const names: Record<string, string> = {
    environment: entry,
    secrets: `secret ${entry}`,
    portMappings: `port ${entry}`,
    dockerLabels: `label ${entry}`,
  };
  const named = names[part] ?? `${part}.${entry}`;
  // The number is what a port is.
  const what = part === "portMappings" && rest[0] === "containerPort" ? [named] : [named, ...rest];
  return line(kind, whose + what.join("."), ...ports(part, live, wanted));
}

function line(kind: Difference["kind"], what: string, live: unknown, wanted: unknown): string {
  switch (kind) {
    case "added":
      return `+ ${what} ${text(wanted)}`.trimEnd();
    case "removed":
      return `- ${what}`;
    case "changed":
      return `${what} ${text(live)}→${text(wanted)}`;
  }
}

const text = (value: unknown): string =>
  value === undefined ? "" : shorten(typeof value === "string" ? value : JSON.stringify(value), mostCharacters);

const imageOf = (container: unknown) => (container as { image?: unknown } | undefined)?.image;

/** The digests alone, where only they differ. */
function images(live: unknown, wanted: unknown): [unknown, unknown] {
  const [one, other] = [String(live), String(wanted)];
  const [liveDigest, wantedDigest] = [digestOf(one), digestOf(other)];
  const isSameRepository = one.replace(/@.*/, "") === other.replace(/@.*/, "");
  if (liveDigest === undefined || wantedDigest === undefined || !isSameRepository) return [live, wanted];
  return [shortDigest(liveDigest), shortDigest(wantedDigest)];
}

/** Those that come or go by their number. */
const ports = (part: string, ...values: [unknown, unknown]): [unknown, unknown] =>
  part === "portMappings" ? (values.map(numberOf) as [unknown, unknown]) : values;

function numberOf(port: unknown): unknown {
  if (typeof port !== "object" || port === null) return port;
  const { containerPort, protocol } = port as { containerPort?: number; protocol?: string };
  return `${containerPort}/${protocol}`;
}
