import { isArn, isTargetGroupArn } from "./arns";
import { formatPath, removeCommand, setCommand } from "./commands";
import { foundationFields, listenerPort, loadBalancerFields } from "./declared";
import { oneOf } from "./nearest";
import { readFields, readRequired, type Read } from "./readFields";
import type { Report } from "./report";
import type { FoundationSettings, LoadBalancerSettings, Part, PortSetting, TargetGroupSetting } from "./types";

/** What other settings say that the foundation must fit. */
export interface Surroundings {
  appName: string;
  repository: string;
  /** Name or ARN. */
  secret: string;
  ports: PortSetting[];
  targetGroups: TargetGroupSetting[];
  subnets: string[];
  assignPublicIp: boolean | undefined;
}

const parts: Part[] = ["cluster", "roles", "secret", "repository", "network", "loadBalancer"];

/** Which parts the stack makes. `foundation.all` is for the parts that are not named. */
export function readParts(given: Record<string, unknown>, report: Report) {
  const { all, natGateways = "single", ...origins } = readFields(foundationFields, given, ["foundation"], report);
  const makes = Object.fromEntries(parts.map((part) => [part, (origins[part] ?? all) === "create"]));
  return { makes: makes as Record<Part, boolean>, natGateways, isLoadBalancerNamed: origins.loadBalancer === "create" };
}

export function readFoundation(
  { isLoadBalancerNamed, natGateways, ...parts }: ReturnType<typeof readParts>,
  given: Record<string, unknown>,
  around: Surroundings,
  report: Report,
): FoundationSettings {
  const loadBalancer = readFields(loadBalancerFields, given, ["loadBalancer"], report);
  const { targetGroups } = around;
  if (isLoadBalancerNamed && targetGroups.length === 0 && !report.mentions("targetGroups")) {
    report.problem(
      ["foundation", "loadBalancer"],
      "foundation.loadBalancer create needs target groups, which say what is balanced: use a name for one " +
        `(${setCommand(["targetGroups", around.ports[0]?.name ?? "<port name>"], "<target group>")}), or do without ` +
        `(${setCommand(["foundation", "loadBalancer"], "existing")})`,
    );
  }
  // A worker has nothing to balance.
  const makes = { ...parts.makes, loadBalancer: parts.makes.loadBalancer && targetGroups.length > 0 };
  checkNetwork({ ...around, makes, natGateways }, report);
  checkSecret(makes, around.secret, report);
  return {
    makes,
    repository: around.repository,
    natGateways,
    loadBalancer: readLoadBalancer(loadBalancer, makes.loadBalancer, around, report),
  };
}

function checkNetwork(
  {
    makes,
    natGateways,
    subnets,
    assignPublicIp,
    targetGroups,
  }: Surroundings & Pick<FoundationSettings, "makes" | "natGateways">,
  report: Report,
): void {
  if (!makes.network) return;
  const path = ["foundation", "network"];
  const existing = setCommand(path, "existing");
  if (subnets.length > 0) {
    report.problem(
      ["subnets"],
      `subnets are set, but foundation.network create makes some: use one of the two (${removeCommand(["subnets"])}, or ${existing})`,
    );
  }
  if (natGateways === "none" && assignPublicIp === false) {
    report.problem(
      ["foundation", "natGateways"],
      "foundation.natGateways none is not valid without assignPublicIp, since a task could not even pull its image: use public " +
        `addresses (${setCommand(["assignPublicIp"], true)}), or a gateway (${setCommand(["foundation", "natGateways"], "single")})`,
    );
  }
  if (targetGroups.length > 0 && !makes.loadBalancer) {
    report.problem(
      path,
      "foundation.network create is not valid with target groups of a load balancer that exists, since that is in another network: " +
        `use create for both (${setCommand(["foundation", "loadBalancer"], "create")}), or existing (${existing})`,
    );
  }
}

function checkSecret(makes: Record<Part, boolean>, secret: string, report: Report): void {
  if (!makes.secret || !isArn(secret)) return;
  report.problem(
    ["secret"],
    "secret is the ARN of one that exists, but foundation.secret create makes one: use a name " +
      `(${setCommand(["secret"], "<secret name>")}), or the one that exists (${setCommand(["foundation", "secret"], "existing")})`,
  );
}

function readLoadBalancer(
  given: Read<typeof loadBalancerFields>,
  isMade: boolean,
  around: Surroundings,
  report: Report,
): LoadBalancerSettings {
  const name = given.name ?? around.appName;
  const isDerived = given.name === undefined && !report.mentions("loadBalancer", "name") && !report.mentions("appName");
  if (isMade && isDerived) readRequired(loadBalancerFields.name, name, ["loadBalancer", "name"], report);
  if (isMade) checkTargetGroups(around, report);
  return {
    name,
    certificate: given.certificate,
    internal: given.internal ?? false,
    listeners: isMade ? readListeners(given.listeners ?? {}, given.certificate !== undefined, around, report) : {},
    healthCheckPath: given.healthCheckPath ?? "/",
  };
}

function checkTargetGroups({ targetGroups, ports }: Surroundings, report: Report): void {
  const seen = new Set<string>();
  for (const { portName, targetGroup } of targetGroups) {
    const path = ["targetGroups", portName];
    const fix = setCommand(path, "<name>");
    if (isTargetGroupArn(targetGroup)) {
      report.problem(
        path,
        `${formatPath(path)} is the ARN of one that exists, but foundation.loadBalancer create makes one: use a name (${fix})`,
      );
    } else if (seen.has(targetGroup)) {
      report.problem(
        path,
        `${formatPath(path)} ${targetGroup} is another port's target group: use a name of its own (${fix})`,
      );
    }
    seen.add(targetGroup);
    if (ports.find(({ name }) => name === portName)?.protocol === "udp") {
      report.problem(
        path,
        `${formatPath(path)} is of a UDP port, which an application load balancer does not take: use a TCP port, or do without ` +
          `(${removeCommand(path)})`,
      );
    }
  }
}

/** The first of the target groups is behind the usual port of the web; each other one needs a port of its own. */
function readListeners(
  given: Record<string, unknown>,
  hasCertificate: boolean,
  { targetGroups }: Surroundings,
  report: Report,
): Record<string, number> {
  const names = targetGroups.map(({ portName }) => portName);
  const usual = hasCertificate ? 443 : 80;
  for (const name of Object.keys(given).filter((each) => !names.includes(each))) {
    const path = ["loadBalancer", "listeners", name];
    report.problem(
      path,
      `${formatPath(path)} is not a port of targetGroups: use ${oneOf(names)} (${removeCommand(path)})`,
    );
  }
  // Port 80 sends everybody to HTTPS.
  const taken = new Map<number, string>(hasCertificate ? [[80, "the redirect to HTTPS"]] : []);
  const listeners = names.flatMap((portName, index): [string, number][] => {
    const path = ["loadBalancer", "listeners", portName];
    if (given[portName] === undefined && index > 0) {
      report.problem(
        path,
        `${formatPath(path)} is missing, as the usual port ${usual} is that of ${names[0]}: use a port for ${portName} to listen on ` +
          `(${setCommand(path, 8080)})`,
      );
      return [];
    }
    const port = readRequired(listenerPort, given[portName] ?? usual, path, report);
    if (port === undefined) return [];
    const other = taken.get(port);
    if (other !== undefined) {
      report.problem(
        path,
        `${formatPath(path)} ${port} is taken by ${other}: use another one (${setCommand(path, 8080 + index)})`,
      );
    }
    taken.set(port, `port ${portName}`);
    return [[portName, port]];
  });
  return Object.fromEntries(listeners);
}
