import type { Link } from "../history/link";
import type { StackUpdate } from "../history/stackUpdate";
import type { NamedDeployment, TaskCount } from "../revisions/use";

/** All that decides which revisions are kept. Revisions are named `family:number`. */
export interface Facts {
  /** ACTIVE revisions, newest first. */
  active: string[];
  /** Deregistered revisions that are to be deleted as well, newest first. */
  inactive: string[];
  /** How many of the newest revisions and updates are kept whatever they are. */
  keep: number;
  tasks: Map<string, TaskCount>;
  /** Of all services in the cluster. */
  deployments: NamedDeployment[];
  /** What ECS remembers of the stack's own service, newest first. */
  remembered: { revision: string; status: string }[];
  /** Revisions that the stack's config names. */
  pinned: string[];
  /** The stack's history, newest first, and the revision of each update. */
  updates: StackUpdate[];
  links: Map<number, Link>;
}

/** Revisions of a link; two or more where it is not certain which one it is. */
export function namesOf(link: Link | undefined): string[] {
  if (link === undefined || link.kind === "none") return [];
  return link.kind === "revision" ? [link.name] : link.names;
}

export const successful = "SUCCESSFUL";
