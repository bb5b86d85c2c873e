import * as pulumi from "@pulumi/pulumi";
import { AccountError } from "../account/accountError";
import type { AwsConfig } from "../account/awsConfig";
import type { Clients } from "../account/clients";
import { describePlace, type Place } from "../account/existing";
import { inOneError } from "../account/inOneError";
import { lookUpPlace, lookUpRegion } from "../account/lookups/place";
import { lookUpSite } from "../account/lookups/site";
import type { Made } from "../account/made";
import { environmentWasMade } from "../rollout/gate";
import type { Foundation } from "../components/foundation";
import {
  checkNoneIsGivenUp,
  checkNoneIsThere,
  goneSecurityGroups,
  notMadeBefore,
} from "../components/foundation/ownership";
import type { RecordedResource } from "../components/ownership";
import type { ServicesOfStack } from "../settings/readServices";
import type { Part, Settings } from "../settings/types";
import { whenKnown } from "./settled";

/** What the service stands on, as far as this run makes it. */
export interface Environment {
  foundation?: Foundation;
  made: Made;
  /** Only in a preview. */
  notMadeYet: Part[];
  /** What this update, and none before it, has made, in words. */
  madeNow: string[];
}

interface Surroundings {
  aws: AwsConfig;
  clients: Clients;
  /** What the state has. */
  recorded: RecordedResource[];
}

/**
 * Makes the parts that the settings say are to be made, and waits for them. Before that, everything is checked that could be known
 * to stand against it, so that no half of an environment is made.
 * @param checkServices throws when something else that the services need is missing, or somebody else's
 */
export async function makeEnvironment(
  { app: settings, services }: Pick<ServicesOfStack, "app" | "services">,
  { aws, clients, recorded }: Surroundings,
  checkServices: (made: Made) => Promise<unknown>,
): Promise<Environment> {
  checkNoneIsGivenUp(settings, recorded);
  const gone = { goneSecurityGroupIds: goneSecurityGroups(settings, recorded) };
  if (!Object.values(settings.foundation.makes).includes(true)) return { made: gone, notMadeYet: [], madeNow: [] };
  // Loaded only where something is made: most stacks have all they need.
  const [{ Foundation }, { predicted }, { fillWithPlaceholders }] = await Promise.all([
    import("../components/foundation"),
    import("../components/foundation/predicted"),
    import("../components/foundation/secret"),
  ]);
  const place = await inOneError(lookUpRegion(aws, clients).then((region) => lookUpPlace(aws, region, clients)));
  const prediction = predicted(settings, place);
  const fresh = notMadeBefore(settings, recorded);
  if (fresh.length > 0) {
    const { presenceIn } = await import("../components/foundation/presence");
    await inOneError(checkNoneIsThere(fresh, presenceIn(clients, place), place));
    await checkServices({ ...prediction, ...gone });
  }

  const ofServices = services.map((service) => service.settings);
  const foundation = new Foundation(settings.appName, {
    settings,
    services: ofServices,
    place,
    site: await siteFor(settings, clients, place),
    fillSecret: fillWithPlaceholders(clients, settings.names.secret, ofServices),
  });
  const { made, notMadeYet } = await whatWasMade(foundation, prediction);
  return {
    foundation,
    made: { ...made, ...gone },
    notMadeYet,
    madeNow: pulumi.runtime.isDryRun() ? [] : fresh.map(({ what }) => what),
  };
}

/** An error that ends a run which has made something says that, too. */
export async function havingMade<T>({ madeNow }: Environment, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AccountError) || madeNow.length === 0) throw error;
    throw new AccountError(
      error.problems,
      error.isRefusal,
      `${environmentWasMade(madeNow)}. Nothing of the service was changed.`,
    );
  }
}

function siteFor(settings: Settings, clients: Clients, place: Place) {
  const { makes } = settings.foundation;
  if (!makes.loadBalancer || makes.network) return undefined;
  return inOneError(lookUpSite(clients, settings, () => Promise.resolve(describePlace(place))));
}

/** What has been made; in a preview, predictions for what has not been. */
async function whatWasMade(
  foundation: Foundation,
  prediction: Made,
): Promise<Pick<Environment, "made" | "notMadeYet">> {
  const notMadeYet = new Set<Part>();
  async function known<T>(part: Part, output: pulumi.Output<T> | undefined): Promise<T | undefined> {
    const value = output && (await whenKnown(output));
    if (output !== undefined && value === undefined) notMadeYet.add(part);
    return value;
  }
  const [clusterArn, executionRoleArn, taskRoleArn, repositoryUri, secretArn] = await Promise.all([
    known("cluster", foundation.clusterArn),
    known("roles", foundation.executionRoleArn),
    known("roles", foundation.taskRoleArn),
    known("repository", foundation.repositoryUri),
    known("secret", foundation.secretArn),
  ]);
  const [vpcId, subnetIds, securityGroupIds, arns] = await Promise.all([
    known("network", foundation.vpcId),
    known("network", foundation.subnetIds),
    known("network", foundation.securityGroupIds),
    known("loadBalancer", foundation.targetGroupArns),
  ]);
  const loadBalancerArn = await known("loadBalancer", foundation.loadBalancerArn);
  const targetGroups =
    arns && Object.fromEntries(Object.entries(arns).map(([name, arn]) => [name, { arn, vpcId, loadBalancerArn }]));
  const made: Made = {
    clusterArn: clusterArn ?? prediction.clusterArn,
    executionRoleArn: executionRoleArn ?? prediction.executionRoleArn,
    taskRoleArn: taskRoleArn ?? prediction.taskRoleArn,
    repositoryUri: repositoryUri ?? prediction.repositoryUri,
    secret: secretArn === undefined ? prediction.secret : undefined,
    targetGroups: targetGroups ?? prediction.targetGroups,
    subnetIds: subnetIds ?? prediction.subnetIds,
    securityGroupIds: securityGroupIds ?? prediction.securityGroupIds,
  };
  return { made, notMadeYet: [...notMadeYet] };
}
