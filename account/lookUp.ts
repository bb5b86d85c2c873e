import { secretSources, secretsUsed } from "../settings/secretsUsed";
import type { Settings } from "../settings/types";
import { AccountError } from "./accountError";
import { inOneError } from "./inOneError";
import type { AwsConfig } from "./awsConfig";
import type { Clients } from "./clients";
import { describePlace, type Existing } from "./existing";
import { lookUpCluster } from "./lookups/cluster";
import { lookUpContainerInsights } from "./lookups/containerInsights";
import { lookUpImage, type Home } from "./lookups/image";
import { lookUpLiveService } from "./lookups/liveService";
import { logGroupExists } from "./lookups/logGroup";
import { lookUpNetwork } from "./lookups/network";
import { lookUpPlace, lookUpRegion } from "./lookups/place";
import { requestCountLabel } from "./lookups/requestCount";
import { lookUpRole } from "./lookups/role";
import { lookUpScalableTarget } from "./lookups/scalableTarget";
import { lookUpSecretAccess } from "./lookups/secretAccess";
import { lookUpSecret, type FoundSecret } from "./lookups/secrets";
import { lookUpTargetGroup, type FoundTargetGroup } from "./lookups/targetGroup";
import type { Made } from "./made";
import { AccountProblem } from "./problem";

/**
 * Looks up all that the settings name and the stack does not make itself, side by side; reports everything that is missing at once.
 * Wrong credentials are reported alone, since whatever else went wrong may be due to them.
 */
export async function lookUp(
  settings: Settings,
  config: AwsConfig,
  clients: Clients,
  made: Made = {},
): Promise<Existing> {
  const region = await inOneError(lookUpRegion(config, clients));
  const place = lookUpPlace(config, region, clients);
  const found = lookUpAll(settings, clients, { region, place }, made);
  await Promise.all([inOneError(place), found.catch(() => undefined)]);
  return found;
}

function lookUpAll(settings: Settings, clients: Clients, home: Home, made: Made): Promise<Existing> {
  const { names } = settings;
  const { place } = home;
  const where = async () => describePlace(await place);

  const isWatched = settings.dashboard || settings.alarms !== undefined;
  const service = lookUpLiveService(clients, names.cluster, names.service, where);
  const targetGroups = allOrProblems<Record<string, FoundTargetGroup>>(
    Object.fromEntries(
      settings.targetGroups.map(({ portName, targetGroup }) => [
        portName,
        made.targetGroups?.[targetGroup] ?? lookUpTargetGroup(clients, targetGroup, portName, where),
      ]),
    ),
  );
  const secrets = allOrProblems<Record<string, FoundSecret>>(
    Object.fromEntries(
      secretsUsed(settings).map((secret) => [
        secret,
        secret === made.secret?.name ? made.secret : lookUpSecret(clients, secret, where),
      ]),
    ),
  );
  return allOrProblems<Existing>({
    place,
    clusterArn: made.clusterArn ?? lookUpCluster(clients, names.cluster, where),
    executionRoleArn: made.executionRoleArn ?? lookUpRole(clients, names.executionRole, "executionRole", where),
    taskRoleArn: made.taskRoleArn ?? lookUpRole(clients, names.taskRole, "taskRole", where),
    image: lookUpImage(
      clients,
      {
        image: settings.image,
        pinImageDigest: settings.pinImageDigest,
        containerName: settings.container.name,
        live: () => service,
        repositoryUri: made.repositoryUri,
        mayBeMissing: settings.foundation.makes.repository,
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
    loadBalancerArns: targetGroups.then((found) =>
      Object.fromEntries(
        Object.entries(found).flatMap(([portName, { loadBalancerArn: arn }]) =>
          arn === undefined ? [] : [[portName, arn]],
        ),
      ),
    ),
    network: service.then((live) =>
      lookUpNetwork(
        clients,
        {
          assignPublicIp: settings.assignPublicIp,
          subnets: made.subnetIds ?? settings.subnets,
          securityGroups: settings.securityGroups.length > 0 ? settings.securityGroups : (made.securityGroupIds ?? []),
          goneSecurityGroups: made.goneSecurityGroupIds,
          live,
          vpcId: async () => firstVpcId(await targetGroups),
        },
        where,
      ),
    ),
    requestCountLabel: targetGroups.then((found) => requestsOf(settings, found)),
    scalableTarget: settings.autoscaling && lookUpScalableTarget(clients, names, where),
    containerInsights: isWatched ? lookUpContainerInsights(clients, names, where) : undefined,
    logGroupExists: logGroupExists(clients, names.logGroup, where),
    service,
  });
}

const firstVpcId = (targetGroups: Record<string, FoundTargetGroup>) =>
  Object.values(targetGroups).flatMap(({ vpcId }) => vpcId ?? [])[0];

function requestsOf(
  { autoscaling, targetGroups }: Settings,
  found: Record<string, FoundTargetGroup>,
): string | undefined {
  const setting = targetGroups.find(({ portName }) => portName === autoscaling?.requests?.portName);
  const group = setting && found[setting.portName];
  return setting && group && requestCountLabel(setting, group);
}

/** SSM parameters, by ARN, that any container of the task refers to. */
function parametersUsed(settings: Settings): string[] {
  return [
    ...new Set(secretSources(settings).flatMap((source) => (source.kind === "parameter" ? [source.arn] : []))),
  ].sort();
}

/** Awaits every property; when some fail with a problem of the account, throws all these problems together. */
async function allOrProblems<T extends object>(pending: { [K in keyof T]: T[K] | Promise<T[K]> }): Promise<T> {
  const keys = Object.keys(pending) as (keyof T)[];
  const results = await Promise.allSettled(keys.map((key) => Promise.resolve(pending[key])));
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
