import type { IpPermission } from "@aws-sdk/client-ec2";
import { canonicalJson, isValues, textListOf, textOf, type Value, type Values } from "../../values";

/** One rule as EC2 has it: one protocol, one range of ports, one source (or destination). */
export interface Rule {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `-1` for all, or a number. */
  protocol: string;
  fromPort: number;
  toPort: number;
  description: string;
  /** The name of the list that has it in the program, and what is in it. A group of another account is `account/group`. */
  peer: { list: "cidrBlocks" | "ipv6CidrBlocks" | "prefixListIds" | "securityGroups"; value: string };
}

const protocolNames: Record<string, string> = { all: "-1", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6" };

/** The name under which EC2 reports a protocol. */
export function protocolName(protocol: string): string {
  const lower = protocol.toLowerCase();
  return protocolNames[lower] ?? lower;
}

/** The rules of a program's `ingress` or `egress`; `self` is the group itself. */
export function rulesOf(blocks: Value | undefined, groupId: string): Rule[] {
  return (Array.isArray(blocks) ? blocks.filter(isValues) : []).flatMap((block) => {
    const protocol = protocolName(textOf(block.protocol) ?? "-1");
    const fromPort = Number(block.fromPort ?? 0);
    const toPort = Number(block.toPort ?? 0);
    if (protocol === "-1" && (fromPort !== 0 || toPort !== 0)) {
      throw new Error(`from_port (${fromPort}) and to_port (${toPort}) must both be 0 to use the 'ALL' "-1" protocol!`);
    }
    const common = { protocol, fromPort, toPort, description: textOf(block.description) ?? "" };
    const groups = [...textListOf(block.securityGroups), ...(block.self === true ? [groupId] : [])];
    return [
      ...textListOf(block.cidrBlocks).map((value): Rule => ({ ...common, peer: { list: "cidrBlocks", value } })),
      ...textListOf(block.ipv6CidrBlocks).map((value): Rule => ({
        ...common,
        peer: { list: "ipv6CidrBlocks", value },
      })),
      ...textListOf(block.prefixListIds).map((value): Rule => ({ ...common, peer: { list: "prefixListIds", value } })),
      ...groups.map((value): Rule => ({ ...common, peer: { list: "securityGroups", value } })),
    ];
  });
}

/** The rules in what EC2 reports of a group that `ownerId` owns. */
export function reportedRules(permissions: IpPermission[] | undefined, ownerId: string): Rule[] {
  return (permissions ?? []).flatMap((permission) => {
    const common = {
      protocol: protocolName(permission.IpProtocol ?? "-1"),
      fromPort: permission.FromPort ?? 0,
      toPort: permission.ToPort ?? 0,
    };
    const rule = (list: Rule["peer"]["list"], value = "", description = ""): Rule => ({
      ...common,
      description,
      peer: { list, value },
    });
    return [
      ...(permission.IpRanges ?? []).map((range) => rule("cidrBlocks", range.CidrIp, range.Description)),
      ...(permission.Ipv6Ranges ?? []).map((range) => rule("ipv6CidrBlocks", range.CidrIpv6, range.Description)),
      ...(permission.PrefixListIds ?? []).map((list) => rule("prefixListIds", list.PrefixListId, list.Description)),
      ...(permission.UserIdGroupPairs ?? []).map(({ GroupId = "", UserId, Description }) =>
        rule(
          "securityGroups",
          UserId === undefined || UserId === ownerId ? GroupId : `${UserId}/${GroupId}`,
          Description,
        ),
      ),
    ];
  });
}

/** A rule in the words of EC2. */
export function permissionOf({ protocol, fromPort, toPort, description, peer }: Rule): IpPermission {
  const Description = description === "" ? undefined : description;
  const ports = protocol === "-1" ? {} : { FromPort: fromPort, ToPort: toPort };
  const [GroupId, UserId] = peer.value.split("/").reverse();
  return {
    IpProtocol: protocol,
    ...ports,
    ...(peer.list === "cidrBlocks" && { IpRanges: [{ CidrIp: peer.value, Description }] }),
    ...(peer.list === "ipv6CidrBlocks" && { Ipv6Ranges: [{ CidrIpv6: peer.value, Description }] }),
    ...(peer.list === "prefixListIds" && { PrefixListIds: [{ PrefixListId: peer.value, Description }] }),
    ...(peer.list === "securityGroups" && { UserIdGroupPairs: [{ GroupId, UserId, Description }] }),
  };
}

/** The rules of the first list that are not in the second. */
export function rulesMissingIn(rules: Rule[], others: Rule[]): Rule[] {
  const keys = new Set(others.map(canonicalJson));
  return rules.filter((rule) => !keys.has(canonicalJson(rule)));
}

/**
 * The rules as blocks of `ingress` or `egress`. EC2 does not know how a program has gathered them in blocks: those that are
 * known and still hold stay as they are, and what is left becomes a block for each protocol, ports and description.
 */
export function blocksOf(rules: Rule[], known: Value | undefined, groupId: string): Values[] {
  const blocks = (Array.isArray(known) ? known.filter(isValues) : []).filter(
    (block) => rulesMissingIn(rulesOf([block], groupId), rules).length === 0,
  );
  const gathered = new Map<string, Values>();
  for (const { peer, protocol, fromPort, toPort, description } of rulesMissingIn(rules, rulesOf(blocks, groupId))) {
    const key = canonicalJson([protocol, fromPort, toPort, description]);
    const block = gathered.get(key) ?? {
      protocol,
      fromPort,
      toPort,
      ...(description !== "" && { description }),
      self: false,
    };
    if (peer.list === "securityGroups" && peer.value === groupId) block.self = true;
    else block[peer.list] = [...textListOf(block[peer.list]), peer.value].sort();
    gathered.set(key, block);
  }
  return [...blocks, ...gathered.values()];
}
