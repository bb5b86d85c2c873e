import type { Planned, Space } from "./autoLayout";
import { bitsFor, blockAfter, blockAround, lastOf, overlap, type Block } from "./block";
import type { SubnetSpec, SubnetType } from "./subnetSpec";

/** The order of subnets in a zone, and the largest that each kind is where the spec has no size. */
const largest = { Private: 19, Public: 20, Isolated: 24 } satisfies Partial<Record<SubnetType, number>>;

/**
 * awsx's strategy `Legacy`: the zones share the VPC evenly; in each are first the private, then the public, then the isolated
 * subnets. Without specs a private one has half the zone and a public one a quarter.
 */
export function legacyLayout({ vpc, zoneCount }: Space, specs: readonly SubnetSpec[] | undefined): Planned[] {
  const prefixLength = vpc.prefixLength + bitsFor(zoneCount);
  const zones = Array.from({ length: zoneCount }, (_, zone) => ({
    first: vpc.first + zone * 2 ** (32 - prefixLength),
    prefixLength,
  }));
  if (specs !== undefined)
    return zones.flatMap((block, zone) => zoneLayout(block, specs).map((one) => ({ zone, ...one })));
  const halves = zones.map((block, zone) => ({
    zone,
    spec: { type: "Private" } as const,
    block: blockAround(block.first, prefixLength + 1),
  }));
  const quarters = halves.map(({ zone, block }) => ({
    zone,
    spec: { type: "Public" } as const,
    block: blockAfter(block, prefixLength + 2),
  }));
  return [...halves, ...quarters];
}

function zoneLayout(zone: Block, specs: readonly SubnetSpec[]): { spec: SubnetSpec; block: Block }[] {
  // A zone with a single subnet is all its own.
  const ownPrefix = zone.prefixLength + (specs.length === 1 ? 0 : 1);
  const planned: { spec: SubnetSpec; block: Block }[] = [];
  for (const [type, limit] of Object.entries(largest)) {
    const start = planned.length === 0 ? zone.first : lastOf(planned[planned.length - 1]!.block) + 1;
    specs
      .filter((spec) => spec.type === type)
      .forEach((spec, index) => {
        const prefixLength = spec.prefixLength ?? Math.max(ownPrefix, limit);
        // The place it would have among subnets of its own size, unless the one before it is there.
        const candidate = blockAround(start + index * 2 ** (32 - prefixLength), prefixLength);
        const before = planned.at(-1)?.block;
        const isTaken = before !== undefined && overlap(before, candidate);
        planned.push({ spec, block: isTaken ? blockAfter(before, prefixLength) : candidate });
      });
  }
  return planned;
}
