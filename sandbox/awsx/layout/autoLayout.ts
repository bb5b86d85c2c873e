import { bitsFor, blockAfter, blockAround, sizeOf, type Block } from "./block";
import type { SubnetSpec } from "./subnetSpec";

/** The smallest share of a zone that both default subnets fit in: AWS has no subnet below /28. */
const longestZonePrefix = 26;

/** A subnet in one zone, planned. */
export interface Planned {
  /** Index of its zone. */
  zone: number;
  spec: SubnetSpec;
  block: Block;
}

export interface Space {
  vpc: Block;
  zoneCount: number;
  /** Argument `availabilityZoneCidrMask`; by default the zones share the VPC evenly. */
  zonePrefixLength?: number;
}

const prefixOfZone = ({ vpc, zoneCount, zonePrefixLength }: Space): number =>
  zonePrefixLength ?? vpc.prefixLength + bitsFor(zoneCount);

/** awsx's strategies `Auto` and `Exact`: in every zone the specs in their order, evenly sized where they have no size. */
export function autoLayout(space: Space, specs: readonly SubnetSpec[]): Planned[] {
  const zonePrefix = prefixOfZone(space);
  const prefixOf = (spec: SubnetSpec) => spec.prefixLength ?? zonePrefix + bitsFor(specs.length);
  const [available, needed] = [
    2 ** (32 - zonePrefix),
    specs.reduce((sum, spec) => sum + 2 ** (32 - prefixOf(spec)), 0),
  ];
  if (needed > available)
    throw new Error(`the subnets of a zone need ${needed} addresses, and a zone has ${available}`);
  return Array.from({ length: space.zoneCount }).flatMap((_, zone) => {
    const start = space.vpc.first + zone * available;
    let last: Block | undefined;
    return specs.map((spec) => {
      last = last === undefined ? blockAround(start, prefixOf(spec)) : blockAfter(last, prefixOf(spec));
      return { zone, spec, block: last };
    });
  });
}

/** What a VPC without `subnetSpecs` has under `Auto`: a private subnet of half the zone, and a public one of a quarter. */
export function defaultSpecs(space: Space): SubnetSpec[] {
  const zonePrefix = prefixOfZone(space);
  if (zonePrefix > longestZonePrefix) {
    throw new Error(
      `a zone has a /${zonePrefix} for its subnets, and the default ones need a /${longestZonePrefix}: ` +
        "make the VPC larger, use fewer zones, or give subnetSpecs",
    );
  }
  const prefixLength = Math.max(zonePrefix, 16);
  return [
    { type: "Private", prefixLength: prefixLength + 1 },
    { type: "Public", prefixLength: prefixLength + 2 },
  ];
}

/** Throws with every place of the VPC that no subnet has: strategy `Exact` wants none (`Unused` ones say what is left free). */
export function expectNoGaps(vpc: Block, planned: readonly Planned[], say: (planned: Planned) => string): void {
  const gaps: string[] = [];
  let next = vpc.first;
  for (const subnet of planned) {
    if (subnet.block.first !== next) gaps.push(`before ${say(subnet)}`);
    next = subnet.block.first + sizeOf(subnet.block);
  }
  if (next !== vpc.first + sizeOf(vpc)) gaps.push("at the end of the VPC");
  if (gaps.length > 0) throw new Error(`subnetStrategy Exact leaves no gaps, and there are some: ${gaps.join(", ")}`);
}
