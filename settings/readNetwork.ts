import { isTargetGroupArn } from "./arns";
import { formatPath, removeCommand, setCommand } from "./commands";
import { capacityProviderFields } from "./declared";
import { text, type Field } from "./fields";
import { nearestName, oneOf } from "./nearest";
import { readRequired, readFields, readItems } from "./readFields";
import type { Report } from "./report";
import type { PortSetting, Settings, TargetGroupSetting } from "./types";
import { z } from "zod";

/** Source: `AwsVpcConfiguration`, Amazon ECS API reference: at most 16 subnets and 5 security groups. */
const idLists = {
  subnets: { prefix: "subnet", most: 16 },
  securityGroups: { prefix: "sg", most: 5 },
};

/** Ids without their order, since ECS gives it no meaning. */
export function readIds(setting: keyof typeof idLists, given: unknown[], report: Report): string[] {
  const { prefix, most } = idLists[setting];
  const id = text(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), {
    allowed: `an id such as ${prefix}-0123456789abcdef0`,
    suggest: `<${prefix} id>`,
  });
  const ids = readItems(id, given, [setting], report);
  ids.forEach((value) => {
    const again = given.lastIndexOf(value);
    if (given.indexOf(value) === again || report.mentions(setting, again)) return;
    const place = [setting, again];
    report.problem(
      place,
      `${formatPath(place)} ${value} is in the list already: use each once (${removeCommand(place)})`,
    );
  });
  if (given.length > most) {
    const fix = removeCommand([setting, most]);
    report.problem([setting, most], `${setting} has ${given.length} entries: use at most ${most} (${fix})`);
  }
  return ids.sort();
}

/** Source for the form: `CreateTargetGroup`, Elastic Load Balancing API reference. */
const targetGroup: Field<string> = {
  schema: z
    .string()
    .refine(
      (name) => isTargetGroupArn(name) || /^(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name),
    ),
  allowed: "the name (1 to 32 letters, digits and -) or the ARN of a target group",
  fix: (path) => setCommand(path, "<target group>"),
};

/** ECS registers a service in at most 5 target groups. Source: "Amazon ECS service quotas". */
const mostTargetGroups = 5;

export function readTargetGroups(
  given: Record<string, unknown>,
  ports: PortSetting[],
  report: Report,
): TargetGroupSetting[] {
  const names = Object.keys(given);
  if (names.length > mostTargetGroups) {
    const fix = removeCommand(["targetGroups", names[mostTargetGroups] ?? ""]);
    report.problem(
      ["targetGroups"],
      `targetGroups has ${names.length} entries: use at most ${mostTargetGroups} (${fix})`,
    );
  }
  return names.flatMap((portName) => {
    const path = ["targetGroups", portName];
    const name = readRequired(targetGroup, given[portName], path, report);
    const port = ports.find((candidate) => candidate.name === portName)?.port;
    if (port === undefined && !report.mentions("ports", portName)) reportUnknownPort(portName, ports, report);
    return name === undefined || port === undefined ? [] : [{ portName, port, targetGroup: name }];
  });
}

function reportUnknownPort(portName: string, ports: PortSetting[], report: Report): void {
  const path = ["targetGroups", portName];
  const names = ports.map(({ name }) => name);
  const nearest = nearestName(portName, names) ?? (names.length === 1 ? names[0] : undefined);
  const fix =
    nearest === undefined
      ? setCommand(["ports", portName], "<port>")
      : `${removeCommand(path)}; ${setCommand(["targetGroups", nearest], "<target group>")}`;
  const known = names.length === 0 ? "the name of a port, of which there is none" : oneOf(names);
  report.problem(path, `${formatPath(path)} names no port of the main container: use ${known} (${fix})`);
}

const providers = ["FARGATE", "FARGATE_SPOT"];

export function readCapacityProviders(given: Record<string, unknown>, report: Report): Settings["capacityProviders"] {
  const strategy = Object.entries(given).flatMap(([name, value]) => {
    const path = ["capacityProviders", name];
    if (!providers.includes(name)) {
      const nearest = nearestName(name, providers) ?? "FARGATE";
      const fix = `${removeCommand(path)}; ${setCommand(["capacityProviders", nearest], "<weight>")}`;
      report.problem(
        path,
        `${formatPath(path)} is not a capacity provider of Fargate: use ${oneOf(providers)} (${fix})`,
      );
      return [];
    }
    const isMap = value !== null && typeof value === "object" && !Array.isArray(value);
    if (!isMap) {
      const weight = readRequired(capacityProviderFields.weight, value, path, report);
      return weight === undefined ? [] : [{ name, weight }];
    }
    const { weight, base } = readFields(capacityProviderFields, value as Record<string, unknown>, path, report);
    return [{ name, weight: weight ?? 0, ...(base !== undefined && { base }) }];
  });
  checkStrategy(strategy, report);
  return strategy;
}

/** Source: `CapacityProviderStrategyItem`, Amazon ECS API reference. */
function checkStrategy(strategy: Settings["capacityProviders"], report: Report): void {
  if (strategy.length === 0 || report.mentions("capacityProviders")) return;
  const path = ["capacityProviders"];
  if (strategy.every(({ weight }) => weight === 0)) {
    const fix = setCommand([...path, strategy[0]?.name ?? "", "weight"], 1);
    report.problem(path, `capacityProviders have no weight above 0: use 1 or more for at least one (${fix})`);
  }
  const [, second] = strategy.filter(({ base = 0 }) => base > 0);
  if (second !== undefined) {
    const fix = setCommand([...path, second.name, "base"], 0);
    report.problem(path, `capacityProviders have more than one base: use a base above 0 for one of them (${fix})`);
  }
}
