import type { Properties } from "./properties";
import type { Session } from "./session";
import type { Values } from "./values";

/** Where and for whom a resource is handled. */
export interface Scope {
  session: Session;
  /** The resource's region. */
  region: string;
  /** How long a wait may take, in seconds, where the program sets a limit (`customTimeouts`). */
  timeoutSeconds?: number;
}

/** A resource as AWS has it. */
export interface Found {
  id: string;
  /** Under the provider's property names, without what AWS does not keep. */
  state: Values;
}

/** A change of a resource in place. */
export interface Change {
  id: string;
  /** What is, before the change. */
  state: Values;
  /** What is wanted. */
  inputs: Values;
  /** Whether one of these properties differs. Only what differs may be sent. */
  changes: (...names: string[]) => boolean;
}

/** One resource type of the provider. To add one: describe it in a file of its own and name it in `resources/index.ts`. */
export interface ResourceType {
  /** For example `aws:ecs/service:Service`. */
  token: string;
  properties: Properties;
  /** There cannot be two at a time, whatever their names: the old one goes before the new one comes. */
  deleteBeforeReplace?: boolean;
  /** Makes the resource. Calls `exists` as soon as AWS has it, so that it is not lost if a later step fails. */
  create(inputs: Values, scope: Scope, exists: (id: string, known?: Values) => void): Promise<void>;
  /** Reads the resource; undefined when it is gone. `known` is the last state, or empty on import. */
  read(id: string, known: Values, scope: Scope): Promise<Found | undefined>;
  /** Changes the resource in place. */
  update(change: Change, scope: Scope): Promise<void>;
  /** Deletes the resource; succeeds when it is gone already. */
  delete(id: string, state: Values, scope: Scope): Promise<void>;
  /** Why a change cannot be made at all. */
  refuse?(change: Pick<Change, "inputs" | "changes">): string | undefined;
}
