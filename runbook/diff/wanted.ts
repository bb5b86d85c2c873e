import { AccountError } from "../../account/accountError";
import { describePlace } from "../../account/existing";
import { lookUpImage, type FoundImage } from "../../account/lookups/image";
import type { LiveService } from "../../account/lookups/liveService";
import { lookUpRegion } from "../../account/lookups/place";
import { lookUpSecret, type FoundSecret } from "../../account/lookups/secrets";
import { AccountProblem, type Where } from "../../account/problem";
import { renderTaskDefinition, type TaskDefinition } from "../../components/taskDefinition";
import { secretsUsed } from "../../settings/secretsUsed";
import type { OpenStack } from "../openStack";
import { asRegistered } from "../render/asRegistered";

/** The revision that the stack asks for, as far as a comparison needs it. */
export interface Wanted {
  definition: TaskDefinition;
  /** What the setting `image` stands for. */
  image: FoundImage;
  secrets: FoundSecret[];
}

/**
 * Finds out what the stack asks for with as few questions as will do: `askFor` looks everything up that an update refers to. Where
 * one of them has no answer, that says all that is missing.
 */
export async function lookUpWanted(stack: OpenStack, live: Promise<LiveService | undefined>): Promise<Wanted> {
  if (stack.settings.pinnedRevision === undefined) {
    try {
      return await lookUpParts(stack, live);
    } catch (error) {
      if (!(error instanceof AccountProblem)) throw error;
    }
  }
  const { askFor } = await import("../../components/askedRevision");
  const { rendered, existing, settings } = await askFor(stack.settings, stack.aws, stack.clients);
  const secrets = Object.values(existing.secrets);
  return { definition: asRegistered(rendered, settings), image: existing.image, secrets };
}

async function lookUpParts(stack: OpenStack, liveService: Promise<LiveService | undefined>): Promise<Wanted> {
  const { settings, clients } = stack;
  const { names } = settings;
  const place = stack.place();
  const where = async () => describePlace(await place);
  const live = async () => (await liveService)?.taskDefinition;
  const image = lookUpImage(
    clients,
    {
      image: settings.image,
      pinImageDigest: settings.pinImageDigest,
      containerName: settings.container.name,
      live: () => liveService,
    },
    { region: await lookUpRegion(stack.aws, clients), place },
  );
  const secrets = Promise.all(
    secretsUsed(settings).map(async (name) => [name, await lookUpSecret(clients, name, where)] as const),
  );
  const roles = live().then((definition) =>
    Promise.all([
      roleArn(stack, names.executionRole, "executionRole", definition?.executionRoleArn, where),
      roleArn(stack, names.taskRole, "taskRole", definition?.taskRoleArn, where),
    ]),
  );
  await Promise.allSettled([image, secrets, roles]);
  const [executionRoleArn, taskRoleArn] = await roles;
  const found = {
    place: await place,
    image: await image,
    secrets: Object.fromEntries(await secrets),
    executionRoleArn,
    taskRoleArn,
    service: await liveService,
  };
  return {
    definition: asRegistered(renderTaskDefinition(settings, found), settings),
    image: found.image,
    secrets: Object.values(found.secrets),
  };
}

/** A name is unique in an account, whatever the path: the role of that name that is live is the one that is asked for. */
async function roleArn(
  { clients }: OpenStack,
  name: string | undefined,
  setting: "executionRole" | "taskRole",
  live: string | undefined,
  where: Where,
): Promise<string | undefined> {
  if (live !== undefined && live.endsWith(`/${name}`)) return live;
  const { lookUpRole } = await import("../../account/lookups/role");
  return lookUpRole(clients, name, setting, where);
}

/** The account's problems in a sentence each; undefined for a fault of another kind. */
export const problemsOf = (error: unknown): string[] | undefined =>
  error instanceof AccountError ? error.problems : error instanceof AccountProblem ? [error.message] : undefined;
