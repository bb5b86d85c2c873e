import type { TaskDefinition } from "@aws-sdk/client-ecs";
import { describePlace } from "../../account/existing";
import { digestOf } from "../../account/imageReference";
import { lookUpImage } from "../../account/lookups/image";
import type { LiveService } from "../../account/lookups/liveService";
import { lookUpSecret } from "../../account/lookups/secrets";
import { AccountProblem } from "../../account/problem";
import type { Pins, Settings } from "../../settings/types";
import type { OpenStack } from "../openStack";
import { exactImage, imagePin, mainImage, secretVersions } from "./pins";

/** How the image of a revision is brought back. */
export interface BroughtBack {
  /** Undefined: the setting leads to it by itself, or it cannot be brought back. */
  pin?: Pins["image"];
  /** Why it may be another one, sentences. */
  notes: string[];
}

/**
 * Finds out how settings that follow a tag get the image of a revision.
 * @param setting what the setting `image` says
 * @param remembered the digest that ECS remembers, for a revision that names a tag only
 */
export async function bringImageBack(
  stack: OpenStack,
  settings: Settings,
  then: { revision: TaskDefinition | undefined; remembered?: string; live: LiveService | undefined; setting: string },
): Promise<BroughtBack> {
  const containers = then.revision?.containerDefinitions ?? [];
  const reference = mainImage(containers, settings.container.name);
  const exact = reference === undefined ? undefined : exactImage(reference, then.remembered);
  const notes = sidecarNotes(settings);
  if (exact === undefined) {
    if (settings.image.kind === "digest") return { notes };
    const reason =
      reference === undefined
        ? "the revision that it ran is not known any more"
        : `its revision names ${reference} by tag, and ECS does not remember the digest`;
    return {
      notes: [`the exact image cannot be brought back, since ${reason}: image ${then.setting} is followed`, ...notes],
    };
  }
  return { pin: imagePin(then.setting, exact, await digestFollowed(stack, settings, then.live)), notes };
}

/** What the setting leads to without a pin; undefined where there is nothing any more. */
async function digestFollowed(
  stack: OpenStack,
  { image, pinImageDigest, container }: Settings,
  live: LiveService | undefined,
): Promise<string | undefined> {
  const place = stack.place();
  const home = { region: (await place).region, place };
  const request = { image, pinImageDigest, containerName: container.name, live: () => Promise.resolve(live) };
  const found = await orUndefined(lookUpImage(stack.clients, request, home));
  return found?.digest;
}

/** The program pins no images of sidecars. */
const sidecarNotes = ({ sidecars }: Settings) =>
  sidecars
    .filter(({ image }) => digestOf(image) === undefined)
    .map(({ name, image }) => `sidecar ${name} names ${image} by tag, which may stand for another image than then`);

/** Current versions of the secrets that a revision records, by name; those that are gone are left out. */
export async function currentVersions(
  stack: OpenStack,
  revision: TaskDefinition | undefined,
): Promise<Record<string, string>> {
  const where = async () => describePlace(await stack.place());
  const found = await Promise.all(
    secretVersions(revision?.containerDefinitions ?? []).map(async ({ secret }) => {
      const now = await orUndefined(lookUpSecret(stack.clients, secret, where));
      return now === undefined ? [] : [[secret, now.currentVersionId] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

async function orUndefined<T>(lookedUp: Promise<T>): Promise<T | undefined> {
  try {
    return await lookedUp;
  } catch (error) {
    if (error instanceof AccountProblem && !error.isRefusal) return undefined;
    throw error;
  }
}
