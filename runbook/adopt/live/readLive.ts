import type { ContainerDefinition, Service, Tag, TaskDefinition } from "@aws-sdk/client-ecs";
import type { Clients } from "../../../account/clients";
import { describePlace, type Place } from "../../../account/existing";
import { lookUpImage, type Home } from "../../../account/lookups/image";
import { lookUpRole } from "../../../account/lookups/role";
import { lookUpSecret, type FoundSecret } from "../../../account/lookups/secrets";
import { lookUpTargetGroup } from "../../../account/lookups/targetGroup";
import { parseEcrReference } from "../../../account/imageReference";
import { AccountProblem, errorCode, looking, missing as missingInAccount, type Where } from "../../../account/problem";
import { parseSecretReference } from "../../../settings/arns";
import { loggingOf } from "../config/logging";
import { mainFirst } from "../config/mainContainer";
import { tagMap, type Live } from "./live";
import { readLogGroup } from "./readLogGroup";
import { readScaling } from "./readScaling";

export interface ServiceName {
  cluster: string;
  service: string;
}

/**
 * Reads a service and all that it refers to; nothing is written, and no secret's value is asked for. Throws an `AccountProblem`
 * when there is no such service, or when AWS refuses to say; what else is missing is in `missing`.
 */
export async function readLive(clients: Clients, place: Place, name: ServiceName): Promise<Live> {
  const where = () => Promise.resolve(describePlace(place));
  const service = await readService(clients, name, where);
  const { revision, tags } = await readRevision(clients, service, where);
  const containers = mainFirst(revision, service);
  const logging = loggingOf(containers, place.region);

  const missing: string[] = [];
  const unlessMissing = async <T>(found: Promise<T>): Promise<T | undefined> => {
    try {
      return await found;
    } catch (error) {
      if (!(error instanceof AccountProblem) || error.isRefusal) throw error;
      missing.push(error.message);
      return undefined;
    }
  };

  const [roles, secrets, repositoryUri, logGroup, autoscaling] = await Promise.all([
    readRoles(clients, revision, where, unlessMissing),
    readSecrets(clients, containers, place, unlessMissing),
    readRepository(clients, containers[0], place, unlessMissing),
    logging === undefined ? undefined : unlessMissing(readLogGroup(clients, logging.group, where)),
    readScaling(clients, service),
    ...(service.loadBalancers ?? []).map(({ targetGroupArn, containerPort }) =>
      targetGroupArn === undefined
        ? undefined
        : unlessMissing(lookUpTargetGroup(clients, targetGroupArn, String(containerPort), where)),
    ),
  ]);
  return {
    place,
    service,
    revision,
    revisionTags: tagMap(tags),
    ...(logGroup && { logGroup }),
    roles,
    ...(repositoryUri !== undefined && { repositoryUri }),
    secrets,
    ...(typeof autoscaling === "string" ? { autoscalingUnknown: autoscaling } : autoscaling && { autoscaling }),
    missing: missing.sort(),
  };
}

async function readService(clients: Clients, { cluster, service }: ServiceName, where: Where): Promise<Service> {
  const sought = {
    what: `service "${service}" in cluster "${cluster}"`,
    where,
    fix: "--cluster <name> --service <name>",
    action: "ecs:DescribeServices",
  };
  return looking(sought, async () => {
    const ecs = await clients.ecs();
    try {
      const { services = [] } = await ecs.describeServices({ cluster, services: [service], include: ["TAGS"] });
      return services.find(({ status }) => status !== "INACTIVE");
    } catch (error) {
      if (errorCode(error) !== "ClusterNotFoundException") throw error;
      throw missingInAccount({
        ...sought,
        what: `cluster "${cluster}"`,
        where: await where(),
        fix: "--cluster <name>",
      });
    }
  });
}

async function readRevision(
  clients: Clients,
  { deployments = [], taskDefinition: current = "" }: Service,
  where: Where,
): Promise<{ revision: TaskDefinition; tags: Tag[] }> {
  const arn = deployments.find(({ status }) => status === "PRIMARY")?.taskDefinition ?? current;
  const sought = {
    what: `revision ${arn.slice(arn.lastIndexOf("/") + 1)} of the service`,
    where,
    fix: "it was deleted: register its like, and update the service to that",
    action: "ecs:DescribeTaskDefinition",
  };
  return looking(sought, async () => {
    try {
      const ecs = await clients.ecs();
      const { taskDefinition, tags = [] } = await ecs.describeTaskDefinition({
        taskDefinition: arn,
        include: ["TAGS"],
      });
      return taskDefinition && { revision: taskDefinition, tags };
    } catch (error) {
      // ECS has no code of its own for a revision that does not exist.
      if (["ClientException", "InvalidParameterException"].includes(errorCode(error))) return undefined;
      throw error;
    }
  });
}

type UnlessMissing = <T>(found: Promise<T>) => Promise<T | undefined>;

async function readRoles(
  clients: Clients,
  { executionRoleArn, taskRoleArn }: TaskDefinition,
  where: Where,
  unlessMissing: UnlessMissing,
): Promise<Live["roles"]> {
  const read = async (arn: string | undefined, setting: "executionRole" | "taskRole") => {
    if (arn === undefined) return [];
    const name = arn.slice(arn.lastIndexOf("/") + 1);
    const found = await unlessMissing(lookUpRole(clients, name, setting, where));
    return found === undefined ? [] : [[name, found] as const];
  };
  const found = await Promise.all([read(executionRoleArn, "executionRole"), read(taskRoleArn, "taskRole")]);
  return Object.fromEntries(found.flat());
}

/** Those that can be looked up: a secret elsewhere is carried over as it is. */
async function readSecrets(
  clients: Clients,
  containers: ContainerDefinition[],
  place: Place,
  unlessMissing: UnlessMissing,
): Promise<Record<string, FoundSecret>> {
  const references = containers.flatMap(({ secrets = [] }) => secrets.map(({ valueFrom = "" }) => valueFrom));
  const arns = new Set(references.flatMap((reference) => parseSecretReference(reference)?.arn ?? []));
  const here = [...arns].filter((arn) => arn.split(":")[3] === place.region);
  const found = await Promise.all(
    here.map(async (arn) => {
      const secret = await unlessMissing(lookUpSecret(clients, arn, () => Promise.resolve(describePlace(place))));
      return secret === undefined ? [] : [[arn, secret] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

/** Looks the image up as the program does, which is to find it. */
async function readRepository(
  clients: Clients,
  { image = "" }: ContainerDefinition,
  place: Place,
  unlessMissing: UnlessMissing,
): Promise<string | undefined> {
  const parts = parseEcrReference(image);
  if (parts === undefined) return undefined;
  const home: Home = { region: place.region, place: Promise.resolve(place) };
  const request = { pinImageDigest: true, containerName: "", live: () => Promise.resolve(undefined) };
  await unlessMissing(lookUpImage(clients, { ...request, image: { kind: "reference", reference: image } }, home));
  if (parts.registryId !== place.accountId || parts.region !== place.region) return undefined;
  const ecr = await clients.ecr();
  const { repositories = [] } = await ecr.describeRepositories({ repositoryNames: [parts.repository] }).catch(() => ({
    repositories: [],
  }));
  return repositories[0]?.repositoryUri;
}
