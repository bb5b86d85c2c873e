import type { RegisterTaskDefinitionCommandInput, Volume } from "@aws-sdk/client-ecs";
import { canonical } from "../../components/canonical";
import type { TaskDefinition } from "../../components/taskDefinition";
import type { Settings } from "../../settings/types";

type Given = Record<string, unknown>;

/** Arguments of the provider that ECS is not told. */
const notSent = new Set(["skipDestroy", "trackLatest", "region"]);

/** What the provider calls otherwise than ECS; see the arguments of `aws.ecs.TaskDefinition`. */
const translated: Record<string, (value: never) => unknown> = {
  containerDefinitions: (json: string | object) => (typeof json === "string" ? (JSON.parse(json) as unknown) : json),
  ephemeralStorage: ({ sizeInGib }: { sizeInGib?: number }) => ({ sizeInGiB: sizeInGib }),
  proxyConfiguration: ({ properties = {}, ...rest }: { properties?: Record<string, string> }) => ({
    type: "APPMESH",
    ...rest,
    properties: Object.entries(properties).map(([name, value]) => ({ name, value })),
  }),
  volumes: (volumes: Given[]) => volumes.map(volume),
};

function volume({ hostPath, configureAtLaunch, ...same }: Given): Volume {
  return {
    ...same,
    ...(hostPath !== undefined && { host: { sourcePath: hostPath as string } }),
    ...(configureAtLaunch !== undefined && { configuredAtLaunch: configureAtLaunch as boolean }),
  };
}

/** A rendered revision with `overrides.taskDefinition`, as the provider hands it to ECS; tags are left out. */
export function asRegistered(rendered: TaskDefinition, { overrides }: Pick<Settings, "overrides">): TaskDefinition {
  const given = Object.entries(overrides.taskDefinition).filter(([name]) => !notSent.has(name) && name !== "tags");
  if (given.length === 0) return rendered;
  const replaced = given.map(([name, value]) => [
    name,
    value === null ? null : (translated[name]?.(value as never) ?? value),
  ]);
  return canonical({ ...rendered, ...(Object.fromEntries(replaced) as Partial<TaskDefinition>) });
}

/** All of a registration, tags among them. */
export function registration(
  rendered: TaskDefinition,
  settings: Pick<Settings, "overrides" | "tags">,
): RegisterTaskDefinitionCommandInput {
  const tags = (settings.overrides.taskDefinition.tags ?? settings.tags) as Record<string, string>;
  return canonical({
    ...asRegistered(rendered, settings),
    tags: Object.entries(tags)
      .map(([key, value]) => ({ key, value }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  });
}
