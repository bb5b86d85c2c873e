import type { Settings } from "../settings/types";
import { AccountError } from "./accountError";
import type { AwsConfig } from "./awsConfig";
import type { Clients } from "./clients";
import { describePlace, type Existing } from "./existing";
import { lookUpCluster } from "./lookups/cluster";
import { lookUpImage, type Home } from "./lookups/image";
import { lookUpLiveService } from "./lookups/liveService";
import { logGroupExists } from "./lookups/logGroup";
import { lookUpNetwork } from "./lookups/network";
import { lookUpPlace, lookUpRegion } from "./lookups/place";
import { lookUpRole } from "./lookups/role";
import { lookUpSecretAccess } from "./lookups/secretAccess";
import { lookUpSecret, type FoundSecret } from "./lookups/secrets";
import { lookUpTargetGroup, type FoundTargetGroup } from "./lookups/targetGroup";
import { AccountProblem } from "./problem";

/**
 * Looks up all that the settings name, side by side; reports everything that is missing at once. Wrong credentials are
 * reported alone, since whatever else went wrong may be due to them.
 */
export async function lookUp(settings: Settings, config: AwsConfig, clients: Clients): Promise<Existing> {
  const region = await alone(lookUpRegion(config, clients));
  const place = lookUpPlace(config, region, clients);
  const found = lookUpAll(settings, clients, { region, place });
  await Promise.all([alone(place), found.catch(() => undefined)]);
  return found;
}

function alone<T>(lookedUp: Promise<T>): Promise<T> {
  return lookedUp.catch((problem: unknown) => {
    throw problem instanceof AccountProblem ? new AccountError([problem.message], problem.isRefusal) : problem;
  });
}

function lookUpAll(settings: Settings, clients: Clients, home: Home): Promise<Existing> {
  const { names } = settings;
  const { place } = home;
  const where = async () => describePlace(await place);

  const service = lookUpLiveService(clients, names.cluster, names.service, where);
  const targetGroups = allOrProblems<Record<string, FoundTargetGroup>>(
    Object.fromEntries(
      settings.targetGroups.map(({ portName, targetGroup }) => [
        portName,
        lookUpTargetGroup(clients, targetGroup, portName, where),
      ]),
    ),
  );
  const secrets = allOrProblems<Record<string, FoundSecret>>(
    Object.fromEntries(secretsUsed(settings).map((secret) => [secret, lookUpSecret(clients, secret, where)])),
  );
  return allOrProblems<Existing>({
    place,
    clusterArn: lookUpCluster(clients, names.cluster, where),
    executionRoleArn: lookUpRole(clients, names.executionRole, "executionRole", where),
    taskRoleArn: lookUpRole(clients, names.taskRole, "taskRole", where),
    image: lookUpImage(
      clients,
      {
        image: settings.image,
        pinImageDigest: settings.pinImageDigest,
        containerName: settings.container.name,
        live: () => service,
      },
      home,
    ),
    secrets,
    secretAccess: settings.grantSecretAccess
      ? Promise.all([secrets, service]).then(([found, live]) =>
          lookUpSecretAccess(
            clients,
            { secrets: Object.values(found), parameterArns: parametersUsed(settings) },
            live,
            place,
          ),
        )
      : Promise.resolve(undefined),
    targetGroupArns: targetGroups.then((found) =>
      Object.fromEntries(Object.entries(found).map(([portName, { arn }]) => [portName, arn])),
    ),
    network: service.then((live) =>
      lookUpNetwork(clients, { ...settings, live, vpcId: async () => firstVpcId(await targetGroups) }, where),
    ),
    logGroupExists: logGroupExists(clients, names.logGroup, where),
    service,
  });
}

const firstVpcId = (targetGroups: Record<string, FoundTargetGroup>) =>
  Object.values(targetGroups).flatMap(({ vpcId }) => vpcId ?? [])[0];

const sourcesOf = (settings: Settings) =>
  [settings.container, ...settings.sidecars].flatMap(({ secrets }) => secrets.map(({ source }) => source));

/** Secrets Manager secrets that any container of the task refers to, each once. */
export function secretsUsed(settings: Settings): string[] {
  const sources = sourcesOf(settings);
  return [...new Set(sources.flatMap((source) => (source.kind === "secret" ? [source.secret] : [])))].sort();
}

/** SSM parameters, by ARN, that any container of the task refers to. */
function parametersUsed(settings: Settings): string[] {
  return [
    ...new Set(sourcesOf(settings).flatMap((source) => (source.kind === "parameter" ? [source.arn] : []))),
  ].sort();
}

/** Awaits every property; when some fail with a problem of the account, throws all these problems together. */
async function allOrProblems<T extends object>(pending: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  const keys = Object.keys(pending) as (keyof T)[];
  const results = await Promise.allSettled(keys.map((key) => pending[key]));
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  const problems = new Set<string>();
  let isRefusal = false;
  for (const failure of failures) {
    if (failure instanceof AccountError) failure.problems.forEach((problem) => problems.add(problem));
    else if (failure instanceof AccountProblem) problems.add(failure.message);
    else throw failure;
    isRefusal ||= failure.isRefusal;
  }
  if (problems.size > 0) throw new AccountError([...problems], isRefusal);
  return Object.fromEntries(
    results.flatMap((result, index) => (result.status === "fulfilled" ? [[keys[index], result.value]] : [])),
  ) as T;
}
