import { defaultedOf, withoutDefaultsKey } from "./check";
import { differences, type Difference } from "./diff";
import type { Change, Found, ResourceType, Scope } from "./resource";
import type { Session } from "./session";
import { importedInputs, plannedChange, plannedNew, refreshedInputs, withStateOnly } from "./state";
import { canonicalJson, textOf, type Values } from "./values";

/** What a resource's state and inputs differ in, and what that leads to. */
export interface Verdict {
  differences: Difference[];
  deleteBeforeReplace: boolean;
}

/** A failed operation on a resource that exists nevertheless. */
export class PartialFailureError extends Error {
  constructor(
    readonly found: Found,
    cause: unknown,
  ) {
    super((cause as Error).message, { cause });
    this.name = "PartialFailureError";
  }
}

/** Whether a resource has to change, and whether in place. */
export function diff(type: ResourceType, state: Values, inputs: Values, ignored: string[], session: Session): Verdict {
  const wanted = wantedInputs(type, state, inputs, ignored, session);
  const found = differences(type.properties, state, wanted);
  const reason = type.refuse?.({ inputs: wanted, changes: changesIn(found) });
  if (reason !== undefined) throw new Error(reason);
  const isReplaced = found.some(({ replaces }) => replaces);
  return {
    differences: found,
    deleteBeforeReplace: isReplaced && ((type.deleteBeforeReplace ?? false) || keepsItsName(type, state, inputs)),
  };
}

/** Two resources cannot have one name at the same time, unless the provider made the name up. */
function keepsItsName({ properties }: ResourceType, state: Values, inputs: Values): boolean {
  const defaulted = defaultedOf(inputs);
  return Object.entries(properties).some(
    ([name, { autoname }]) =>
      autoname && inputs[name] !== undefined && !defaulted.includes(name) && inputs[name] === state[name],
  );
}

/** Makes a resource and reads it; in preview says what is known of it. */
export async function create(type: ResourceType, inputs: Values, scope: Scope): Promise<Found> {
  const wanted = withoutDefaultsKey(inputs);
  let made: Found | undefined;
  try {
    await type.create(wanted, scope, (id, known = {}) => {
      made = { id, state: { ...wanted, ...known } };
    });
    if (made === undefined) throw new Error(`${type.token} did not say what it made`);
    return await readBack(type, made, scope);
  } catch (error) {
    if (made === undefined) throw error;
    throw new PartialFailureError(await readBack(type, made, scope).catch(() => made as Found), error);
  }
}

/** What is known of a new resource before it is made. */
export function previewCreate(type: ResourceType, inputs: Values): Values {
  return plannedNew(type.properties, withoutDefaultsKey(inputs));
}

/** What a resource will be after its change in place. */
export function previewUpdate(
  type: ResourceType,
  state: Values,
  inputs: Values,
  ignored: string[],
  session: Session,
): Values {
  return plannedChange(type.properties, state, wantedInputs(type, state, inputs, ignored, session));
}

/** Reads a resource for a refresh (`inputs` are the last ones) or an import (without); undefined when it is gone. */
export async function read(
  type: ResourceType,
  id: string,
  state: Values,
  inputs: Values | undefined,
  scope: Scope,
): Promise<(Found & { inputs: Values }) | undefined> {
  const found = await readNow(type, { id, state }, scope);
  if (found === undefined) return undefined;
  const isImport = inputs === undefined || Object.keys(inputs).length === 0;
  return {
    ...found,
    inputs: isImport
      ? importedInputs(type.properties, found.state)
      : refreshedInputs(type.properties, inputs, found.state),
  };
}

/** Changes a resource in place and reads it. */
export async function update(
  type: ResourceType,
  id: string,
  state: Values,
  inputs: Values,
  ignored: string[],
  scope: Scope,
): Promise<Values> {
  const wanted = wantedInputs(type, state, inputs, ignored, scope.session);
  const changes = changesIn(differences(type.properties, state, wanted));
  const changed: Found = { id, state: { ...state, ...wanted } };
  try {
    await type.update({ id, state, inputs: wanted, changes }, scope);
    return (await readBack(type, changed, scope)).state;
  } catch (error) {
    const now = await readBack(type, { id, state }, scope).catch(() => undefined);
    if (now === undefined || canonicalJson(now.state) === canonicalJson(state)) throw error;
    throw new PartialFailureError(now, error);
  }
}

async function readBack(type: ResourceType, resource: Found, scope: Scope): Promise<Found> {
  const found = await readNow(type, resource, scope);
  if (found === undefined) throw new Error(`reading ${type.token} (${resource.id}): couldn't find resource`);
  return found;
}

async function readNow(type: ResourceType, { id, state }: Found, scope: Scope): Promise<Found | undefined> {
  const found = await type.read(id, state, scope);
  if (found === undefined) return undefined;
  const region = type.properties.region === undefined ? {} : { region: scope.region };
  return { id: found.id, state: withStateOnly(type.properties, { ...found.state, ...region }, state) };
}

/** The inputs, with the state's value for what is to be ignored, and with the provider's region where none is given. */
function wantedInputs(
  { properties }: ResourceType,
  state: Values,
  inputs: Values,
  ignored: string[],
  session: Session,
): Values {
  const kept = ignored.includes("*")
    ? Object.keys(properties)
    : ignored.filter((path) => properties[path] !== undefined);
  const wanted = withoutDefaultsKey(inputs);
  if (properties.region !== undefined && textOf(state.region) !== undefined) wanted.region ??= session.region;
  return { ...wanted, ...Object.fromEntries(kept.map((name) => [name, state[name]])) };
}

function changesIn(found: Difference[]): Change["changes"] {
  const changed = new Set(found.map(({ property }) => property));
  return (...names) => names.some((name) => changed.has(name));
}
