import type { ContainerDefinition, TaskDefinition } from "@aws-sdk/client-ecs";
import { digestOf, parseEcrReference } from "../../../account/imageReference";
import type { Live } from "../live/live";
import { appSecret } from "./appSecret";
import { settingsOf, type Given, type Target } from "./given";
import type { Logging } from "./logging";

/** The name of the app and all that goes by names: those that are not derived from the app's, and its image. */
export function identity(
  live: Live,
  containers: [ContainerDefinition, ...ContainerDefinition[]],
  logging: Logging | undefined,
  target: Target,
): Given {
  const [main] = containers;
  const { service, revision } = live;
  const app = { appName: main.name, image: "placeholder.example/image:any" };
  const derived = settingsOf(app, target).names;
  const names: Record<string, string | undefined> = {
    cluster: lastPart(service.clusterArn),
    service: service.serviceName,
    family: revision.family,
    ...roles(revision),
    secret: appSecret(containers, live.secrets, derived.secret),
    logGroup: logging?.group,
  };
  const others = Object.entries(names).filter(
    ([name, value]) => value !== undefined && value !== derived[name as keyof typeof derived],
  );
  return {
    ...(main.name !== target.project && { appName: main.name }),
    ...image(main, live),
    ...Object.fromEntries(others),
  };
}

const lastPart = (arn: string | undefined) => arn?.slice(arn.lastIndexOf("/") + 1);

function roles({ executionRoleArn, taskRoleArn }: TaskDefinition) {
  return {
    executionRole: lastPart(executionRoleArn) ?? "none",
    taskRole: lastPart(taskRoleArn) ?? "none",
  };
}

/** The app's own repository by tag or digest, everything else as a whole reference. */
function image({ name, image: reference = "" }: ContainerDefinition, { repositoryUri }: Live): Given {
  const parts = parseEcrReference(reference);
  if (parts === undefined) return { image: wholeReference(reference) };
  const byTag = parts.digest === undefined ? { pinImageDigest: false } : {};
  const own = parts.digest ?? parts.tag;
  const isOwn =
    parts.uri === repositoryUri && own !== undefined && !isTaken.test(own) && reference === rendered(parts.uri, own);
  if (!isOwn) return { image: reference, ...byTag };
  return { ...(parts.repository !== name && { repository: parts.repository }), image: own, ...byTag };
}

/** Tags that the setting `image` takes for something else. */
const isTaken = /^(running$|sha256-)/;

const rendered = (uri: string, own: string) => (digestOf(`@${own}`) === undefined ? `${uri}:${own}` : `${uri}@${own}`);

/** A bare name would be a tag of the app's own repository, and `app:tag` be taken for one: the registry says what is meant. */
function wholeReference(reference: string): string {
  if (reference.includes("/")) return reference;
  const tagged = /[:@]/.test(reference) ? reference : `${reference}:latest`;
  return `docker.io/library/${tagged}`;
}
