import { isDeepStrictEqual } from "node:util";
import type { Service } from "@aws-sdk/client-ecs";
import type { Settings } from "../../settings/types";
import type { Difference } from "./differences";

/**
 * What of the service itself, beside its revision, is not as the settings ask for. The desired count is none of it; subnets and
 * security groups are only where they are set, else the live ones are kept. What `overrides.service` takes the place of is
 * left out.
 */
export function serviceDifferences(settings: Settings, live: Service): Difference[] {
  const overridden = new Set(Object.keys(settings.overrides.service));
  return compared(settings, live)
    .filter(({ field, wanted, live }) => !overridden.has(field) && !isDeepStrictEqual(live, wanted))
    .map(({ name, live, wanted }) => {
      const kind = live === undefined ? "added" : wanted === undefined ? "removed" : "changed";
      return {
        path: ["service", name],
        kind,
        ...(live !== undefined && { live }),
        ...(wanted !== undefined && { wanted }),
      };
    });
}

interface Compared {
  name: string;
  /** The provider's argument. */
  field: string;
  live: unknown;
  wanted: unknown;
}

function compared(settings: Settings, live: Service): Compared[] {
  const { deployment } = settings;
  const { minimumHealthyPercent, maximumPercent, deploymentCircuitBreaker, alarms } =
    live.deploymentConfiguration ?? {};
  const network = live.networkConfiguration?.awsvpcConfiguration;
  const field = (name: string, field: string, live: unknown, wanted: unknown): Compared => ({
    name,
    field,
    live,
    wanted,
  });
  return [
    field("platformVersion", "platformVersion", live.platformVersion, settings.platformVersion),
    field("launch", "capacityProviderStrategies", liveLaunch(live), wantedLaunch(settings)),
    field("assignPublicIp", "networkConfiguration", network?.assignPublicIp === "ENABLED", settings.assignPublicIp),
    ...(["subnets", "securityGroups"] as const)
      .filter((name) => settings[name].length > 0)
      .map((name) => field(name, "networkConfiguration", network?.[name]?.toSorted(), settings[name].toSorted())),
    ...targetGroups(settings, live),
    field(
      "healthCheckGracePeriodSeconds",
      "healthCheckGracePeriodSeconds",
      live.healthCheckGracePeriodSeconds ?? 0,
      deployment.healthCheckGracePeriodSeconds ?? 0,
    ),
    field(
      "minimumHealthyPercent",
      "deploymentMinimumHealthyPercent",
      minimumHealthyPercent,
      deployment.minimumHealthyPercent,
    ),
    field("maximumPercent", "deploymentMaximumPercent", maximumPercent, deployment.maximumPercent),
    field(
      "circuitBreaker",
      "deploymentCircuitBreaker",
      deploymentCircuitBreaker?.enable ?? false,
      deployment.circuitBreaker,
    ),
    field(
      "rollback",
      "deploymentCircuitBreaker",
      deploymentCircuitBreaker?.rollback ?? false,
      deployment.circuitBreaker && deployment.rollback,
    ),
    field(
      "alarms",
      "alarms",
      alarmWords(alarms?.enable === true ? (alarms.alarmNames ?? []) : [], alarms?.rollback ?? false),
      alarmWords(deployment.alarms, deployment.rollback),
    ),
    field(
      "enableExecuteCommand",
      "enableExecuteCommand",
      live.enableExecuteCommand ?? false,
      settings.enableExecuteCommand,
    ),
    field(
      "availabilityZoneRebalancing",
      "availabilityZoneRebalancing",
      live.availabilityZoneRebalancing === "ENABLED",
      settings.availabilityZoneRebalancing,
    ),
  ];
}

/** One line for the alarms that watch a deployment; undefined: there are none. */
const alarmWords = (names: string[], rollback: boolean): string | undefined =>
  names.length === 0 ? undefined : `${names.toSorted().join(", ")} (${rollback ? "with" : "without"} rollback)`;

/** One line for how tasks are launched: `FARGATE`, or providers with weight and base. */
function liveLaunch({ launchType, capacityProviderStrategy = [] }: Service): string | undefined {
  const strategy = capacityProviderStrategy.map(({ capacityProvider, weight, base }) =>
    provider(capacityProvider ?? "", weight ?? 0, base ?? 0),
  );
  if (strategy.length === 0) return launchType;
  const [only] = capacityProviderStrategy;
  // The strategy that means the same as the launch type: a service that had a mix cannot go back to that.
  return strategy.length === 1 && only?.capacityProvider === "FARGATE" ? "FARGATE" : strategy.toSorted().join(", ");
}

function wantedLaunch({ capacityProviders }: Settings): string {
  if (capacityProviders.length === 0) return "FARGATE";
  const [only] = capacityProviders;
  if (capacityProviders.length === 1 && only?.name === "FARGATE") return "FARGATE";
  return capacityProviders
    .map(({ name, weight, base }) => provider(name, weight, base ?? 0))
    .toSorted()
    .join(", ");
}

const provider = (name: string, weight: number, base: number) =>
  `${name} weight ${weight}${base === 0 ? "" : ` base ${base}`}`;

/** By port of the container; a target group that is set by name is compared by name. */
function targetGroups(settings: Settings, { loadBalancers = [] }: Service): Compared[] {
  const live = new Map(
    loadBalancers.map(({ targetGroupArn = "", containerName, containerPort }) => [
      `${containerName}:${containerPort}`,
      targetGroupArn,
    ]),
  );
  const wanted = new Map(
    settings.targetGroups.map(({ port, targetGroup }) => [`${settings.container.name}:${port}`, targetGroup]),
  );
  return [...new Set([...live.keys(), ...wanted.keys()])].sort().map((port) => {
    const [arn, group] = [live.get(port), wanted.get(port)];
    const isNamed = arn !== undefined && group !== undefined && !group.startsWith("arn:");
    return {
      name: `targetGroup of ${port}`,
      field: "loadBalancers",
      live: isNamed ? targetGroupName(arn) : arn,
      wanted: group,
    };
  });
}

/** `arn:…:targetgroup/<name>/<id>`. */
export const targetGroupName = (arn: string): string => arn.split("/").at(-2) ?? arn;
