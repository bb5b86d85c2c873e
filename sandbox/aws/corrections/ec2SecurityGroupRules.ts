import type { Reply } from "../reply";
import type { CorrectedCall } from "./correction";
import { parametersOf } from "./ec2Wire";

/** The lists of a permission that name its sources or destinations. */
const peers = /^IpPermissions\.(\d+)\.(IpRanges|Ipv6Ranges|PrefixListIds|Groups)\.(\d+)\.(.+)$/;

/**
 * A rule of a security group has one source: ministack keeps a permission with several as one, and then revokes it only as
 * the same whole. And it takes ports for a part of the rule where all protocols are meant, which have none.
 */
export function changeRules(call: CorrectedCall): Promise<Reply> {
  return call.askQuery(call.operation, withOnePeerEach(parametersOf(call)));
}

/** The same permissions with one source or destination each. */
export function withOnePeerEach(parameters: Record<string, string>): Record<string, string> {
  const entries = Object.entries(parameters);
  const isPart = (name: string) => name.startsWith("IpPermissions.");
  const result = Object.fromEntries(entries.filter(([name]) => !isPart(name)));
  const rules = new Map<string, Record<string, string>>();
  for (const [name, value] of entries) {
    const [, permission, list, number, field] = peers.exec(name) ?? [];
    if (permission === undefined) continue;
    const key = `${permission}.${list}.${number}`;
    rules.set(key, { ...commonOf(parameters, permission), ...rules.get(key), [`${list}.1.${field}`]: value });
  }
  for (const [index, rule] of [...rules.values()].entries()) {
    for (const [field, value] of Object.entries(rule)) result[`IpPermissions.${index + 1}.${field}`] = value;
  }
  return result;
}

function commonOf(parameters: Record<string, string>, permission: string): Record<string, string> {
  const of = (field: string) => parameters[`IpPermissions.${permission}.${field}`];
  const IpProtocol = of("IpProtocol") ?? "-1";
  const [FromPort, ToPort] = [of("FromPort"), of("ToPort")];
  if (IpProtocol === "-1" || FromPort === undefined || ToPort === undefined) return { IpProtocol };
  return { IpProtocol, FromPort, ToPort };
}
