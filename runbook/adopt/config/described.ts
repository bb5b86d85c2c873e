import { isDeepStrictEqual } from "node:util";
import { digestOf, parseEcrReference } from "../../../account/imageReference";
import type { Existing } from "../../../account/existing";
import { isSameArgument } from "../../../components/sameArgument";
import { serviceArgs } from "../../../components/serviceArgs";
import { renderTaskDefinition } from "../../../components/taskDefinition";
import type { Settings } from "../../../settings/types";
import { asRegistered } from "../../render/asRegistered";
import { tagMap, type Live } from "../live/live";
import { serviceForm } from "./serviceForm";
import { containerForms, taskForm, type Fields } from "./taskForm";

/** Something that the settings say otherwise than it is live, or do not say. */
export interface Deviation {
  part: "container" | "task" | "revision" | "service" | "logGroup";
  /** Of a container. */
  name?: string;
  field: string;
  live: unknown;
  /** What the settings say. */
  asked: unknown;
}

/** All in which a live service is not what settings describe, by the provider's own comparison. */
export function deviations(settings: Settings, live: Live): Deviation[] {
  const existing = existingOf(settings, live);
  const rendered = asRegistered(renderTaskDefinition(settings, existing), settings);
  const asked = containerForms(rendered.containerDefinitions);
  const running = containerForms(live.revision.containerDefinitions ?? []);
  const { overrides, tags } = settings;
  return [
    ...[...new Set([...Object.keys(running), ...Object.keys(asked)])].flatMap((name) =>
      between(running[name] ?? {}, asked[name] ?? {}, isDeepStrictEqual, { part: "container", name }),
    ),
    ...between(taskForm(live.revision), taskForm(rendered), isDeepStrictEqual, { part: "task" }),
    ...serviceDeviations(settings, existing, live),
    ...between(
      { tags: ownTags(live.revisionTags) },
      { tags: overrides.taskDefinition.tags ?? tags },
      isDeepStrictEqual,
      { part: "revision" },
    ),
    ...logGroupDeviations(settings, live),
  ];
}

/** Arguments that say nothing of what is live. */
const ownArguments = ["desiredCount", "forceNewDeployment", "taskDefinition", "triggers", "waitForSteadyState"];

function serviceDeviations(settings: Settings, existing: Existing, { service, revision }: Live): Deviation[] {
  const asked = serviceArgs({ settings, existing, recordedService: undefined }, revision.taskDefinitionArn ?? "");
  const compared = Object.fromEntries(Object.entries(asked).filter(([name]) => !ownArguments.includes(name)));
  const tags = ownTags(tagMap(service.tags));
  return between({ ...serviceForm(service), tags }, compared, isSameArgument, { part: "service" });
}

/** Without AWS's own, which cannot be given, and which the provider does not see. */
export const ownTags = (tags: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith("aws:")));

function logGroupDeviations({ names, logs, tags, overrides }: Settings, { logGroup }: Live): Deviation[] {
  if (logGroup === undefined || logs.mode === "none" || names.logGroup !== logGroup.name) return [];
  const asked = { retentionInDays: logs.retentionDays, tags, ...overrides.logGroup };
  const running = {
    retentionInDays: logGroup.retentionDays,
    kmsKeyId: logGroup.kmsKeyId,
    ...(logGroup.class !== undefined && logGroup.class !== "STANDARD" && { logGroupClass: logGroup.class }),
    deletionProtectionEnabled: logGroup.deletionProtection,
    tags: ownTags(logGroup.tags),
  };
  return between(running, asked, isSameArgument, { part: "logGroup" });
}

function between(
  live: Fields,
  asked: Fields,
  isSame: (one: unknown, other: unknown) => boolean,
  where: Pick<Deviation, "part" | "name">,
): Deviation[] {
  return [...new Set([...Object.keys(live), ...Object.keys(asked)])]
    .filter((field) => !isSame(live[field], asked[field]))
    .map((field) => ({ ...where, field, live: live[field], asked: asked[field] }));
}

/** What the look-ups will find, by what was read of the live service. */
export function existingOf(settings: Settings, live: Live): Existing {
  const { place, service, revision, roles, secrets } = live;
  const { executionRole, taskRole } = settings.names;
  const vpc = service.networkConfiguration?.awsvpcConfiguration;
  const found = Object.values(secrets).flatMap((secret) => [
    [secret.name, secret] as const,
    [secret.arn, secret] as const,
  ]);
  const groups = (service.loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
  const arnOf = (group: string) => groups.find((arn) => arn === group || arn.split("/").at(-2) === group) ?? group;
  return {
    place,
    clusterArn: service.clusterArn ?? "",
    executionRoleArn: executionRole && roles[executionRole],
    taskRoleArn: taskRole && roles[taskRole],
    image: { reference: imageReference(settings, live), asked: "", warnings: [] },
    secrets: Object.fromEntries(found),
    targetGroupArns: Object.fromEntries(
      settings.targetGroups.map(({ portName, targetGroup }) => [portName, arnOf(targetGroup)]),
    ),
    loadBalancerArns: {},
    network: { subnetIds: vpc?.subnets ?? [], securityGroupIds: vpc?.securityGroups ?? [], warnings: [] },
    logGroupExists: live.logGroup !== undefined,
    service: {
      arn: service.serviceArn ?? "",
      desiredCount: service.desiredCount ?? 0,
      taskDefinitionArn: revision.taskDefinitionArn ?? "",
      taskDefinition: revision,
      description: service,
    },
  };
}

/** As `lookUpImage` does it, whose digests are not needed where no tag is pinned. */
function imageReference({ image }: Settings, { repositoryUri = "" }: Live): string {
  switch (image.kind) {
    case "tag":
      return `${repositoryUri}:${image.tag}`;
    case "digest":
      return `${repositoryUri}@${image.digest}`;
    case "reference": {
      const [parts, digest] = [parseEcrReference(image.reference), digestOf(image.reference)];
      return parts !== undefined && digest !== undefined ? `${parts.uri}@${digest}` : image.reference;
    }
    case "running":
    case "pinned":
      throw new Error(`an adopted image is not ${image.kind}`);
  }
}
