import { formatPath, setCommand } from "./commands";
import type { ServiceOfStack } from "./readServices";
import type { Settings } from "./types";

type Service = Pick<ServiceOfStack, "key" | "settings">;

/** What is wrong with services of which each is fine by itself. */
export const problemsTogether = (services: Service[]): string[] => [
  ...sameNames(services),
  ...severalBehindOne(services),
  ...otherSubnets(services),
];

/** Names that no two services of a stack may share, each with the setting that gives another one. */
const ownNames: { setting: "service" | "family" | "logGroup"; what: string; isIn: (settings: Settings) => boolean }[] =
  [
    { setting: "service", what: "service", isIn: () => true },
    { setting: "family", what: "family", isIn: () => true },
    // One that is only used, or not used at all, may be another's too.
    { setting: "logGroup", what: "log group", isIn: ({ logs }) => logs.mode === "auto" || logs.mode === "create" },
  ];

function sameNames(services: Service[]): string[] {
  return ownNames.flatMap(({ setting, what, isIn }) => {
    const owners = new Map<string, Service>();
    return services.flatMap((service): string[] => {
      const { settings, key = "" } = service;
      if (!isIn(settings)) return [];
      const name = settings.names[setting];
      const place = setting === "service" ? `${settings.names.cluster}/${name}` : name;
      const other = owners.get(place);
      owners.set(place, other ?? service);
      if (other === undefined) return [];
      const path = ["services", key, setting];
      const fix = setCommand(path, "<name>");
      return [
        `${formatPath(path.slice(0, 2))} has the ${what} of services.${other.key}, ${name}: use a name of its own (${fix})`,
      ];
    });
  });
}

/** A load balancer that is made is made for the target groups of one service. */
function severalBehindOne(services: Service[]): string[] {
  const behind = services.filter(({ settings }) => settings.foundation.makes.loadBalancer);
  const [first, second] = behind;
  if (first === undefined || second === undefined) return [];
  const without = behind.map(({ key = "" }) => setCommand(["services", key, "targetGroups"], "null"));
  return [
    `foundation.loadBalancer create is for the target groups of one service, and ${behind.map(pathOf).join(", ")} ` +
      `have some: take them from all but one (${without.join(", or ")}), or use load balancers that exist ` +
      `(${setCommand(["foundation", "loadBalancer"], "existing")})`,
  ];
}

/** A network that is made has one kind of subnets for tasks. */
function otherSubnets(services: Service[]): string[] {
  const isPublic = services.map(({ settings }) => settings.assignPublicIp);
  const makesNetwork = services.some(({ settings }) => settings.foundation.makes.network);
  if (!makesNetwork || new Set(isPublic).size < 2) return [];
  const [one, other] = [true, false].map((wanted) => pathOf(services[isPublic.indexOf(wanted)]));
  return [
    `${one}.assignPublicIp is true and ${other}.assignPublicIp is not, but foundation.network create makes one kind of subnets for the ` +
      `tasks: use the same for all (${setCommand(["assignPublicIp"], true)})`,
  ];
}

const pathOf = (service: Service | undefined) => formatPath(["services", service?.key ?? ""]);
