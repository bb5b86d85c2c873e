import { autoLayout, defaultSpecs, expectNoGaps, type Planned } from "./autoLayout";
import { cidrOf, gapBetween, overlap, parseBlock, type Block } from "./block";
import { legacyLayout } from "./legacyLayout";
import { checkedSpecs, nameOf, type SubnetSpec, type SubnetSpecInputs, type SubnetType } from "./subnetSpec";

/** `AutoMerge` is not here. */
export type SubnetStrategy = "Auto" | "Exact" | "Legacy";

export interface LayoutArgs {
  /** Name of the component; first part of the subnets' names. */
  name: string;
  cidrBlock: string;
  zones: readonly string[];
  zonePrefixLength?: number;
  strategy?: SubnetStrategy;
  specs?: readonly SubnetSpecInputs[];
}

/** A subnet to make. */
export interface PlannedSubnet {
  /** `<component>-<spec>-<number of the zone, from 1>`. */
  name: string;
  type: Exclude<SubnetType, "Unused">;
  zone: string;
  /** Index of the zone. */
  zoneIndex: number;
  cidrBlock: string;
  tags?: object;
}

/** A kind of subnet, as the output `subnetLayout` has it. */
export interface ResolvedSpec {
  type: SubnetType;
  name?: string;
  cidrMask?: number;
  size?: number;
  cidrBlocks?: string[];
}

export interface Layout {
  /** In the order in which they are made: by zone, in each the public, the private, the isolated ones. */
  subnets: PlannedSubnet[];
  /** What makes the same layout under strategy `Auto`. */
  resolved: ResolvedSpec[];
  /** The layout was computed by `Legacy` from specs, without a strategy in the arguments: awsx warns. */
  warns: boolean;
}

const order: readonly SubnetType[] = ["Public", "Private", "Isolated", "Unused"];

/** Where the subnets of a VPC are: pure arithmetic, as awsx does it. Throws when they cannot be so. */
export function layOut(args: LayoutArgs): Layout {
  const { name, cidrBlock, zones, zonePrefixLength, strategy = "Legacy" } = args;
  const specs = args.specs && checkedSpecs(args.specs, zones.length);
  const isExplicit = specs?.some(({ cidrBlocks }) => cidrBlocks !== undefined) ?? false;
  const space = { vpc: parseBlock(cidrBlock), zoneCount: zones.length, zonePrefixLength };
  const planned = plan();
  const nameIn = ({ spec, zone }: Planned) => `${name}-${nameOf(spec)}-${zone + 1}`;
  expectNoOverlap(planned, nameIn);
  if (strategy === "Exact") expectNoGaps(space.vpc, planned, nameIn);
  return {
    subnets: zones.flatMap((zone, zoneIndex) =>
      planned
        .filter((subnet) => subnet.zone === zoneIndex)
        .sort((a, b) => order.indexOf(a.spec.type) - order.indexOf(b.spec.type))
        .flatMap((subnet) => {
          const { spec, block } = subnet;
          if (spec.type === "Unused") return [];
          return [
            { name: nameIn(subnet), type: spec.type, zone, zoneIndex, cidrBlock: cidrOf(block), tags: spec.tags },
          ];
        }),
    ),
    resolved:
      specs === undefined || strategy === "Legacy"
        ? resolvedFrom(planned.filter(({ zone }) => zone === 0))
        : specs.map(resolvedSpec),
    warns: args.strategy === undefined && specs !== undefined && !isExplicit,
  };

  function plan(): Planned[] {
    // Without specs `Exact` is what `Legacy` makes, and `Legacy` does not look at explicit blocks.
    if (strategy === "Legacy" || (strategy === "Exact" && specs === undefined)) return legacyLayout(space, specs);
    if (specs === undefined) return autoLayout(space, defaultSpecs(space));
    return isExplicit ? explicitLayout(specs, zones.length) : autoLayout(space, specs);
  }
}

const explicitLayout = (specs: readonly SubnetSpec[], zoneCount: number): Planned[] =>
  Array.from({ length: zoneCount }).flatMap((_, zone) =>
    specs.map((spec) => ({ zone, spec, block: parseBlock(spec.cidrBlocks?.[zone] ?? "") })),
  );

function expectNoOverlap(planned: readonly Planned[], nameIn: (planned: Planned) => string): void {
  const overlapping = planned.filter((a) => planned.some((b) => a !== b && overlap(a.block, b.block)));
  if (overlapping.length === 0) return;
  const list = overlapping.map((subnet) => `${nameIn(subnet)} ${cidrOf(subnet.block)}`).join(", ");
  throw new Error(`subnets overlap: ${list}. Make the VPC larger, the subnets smaller, or use fewer zones`);
}

const resolvedSpec = ({ type, name, prefixLength, cidrBlocks }: SubnetSpec): ResolvedSpec => ({
  type,
  name,
  cidrBlocks,
  cidrMask: prefixLength,
  size: prefixLength === undefined ? undefined : 2 ** (32 - prefixLength),
});

/** The specs of the subnets of one zone, and what lies between them. */
function resolvedFrom(zone: readonly Planned[]): ResolvedSpec[] {
  let before: Block | undefined;
  return zone.flatMap(({ spec: { type }, block }) => {
    const gap = before === undefined ? [] : gapBetween(before, block);
    before = block;
    const unused = gap.map(({ prefixLength }) => ({ type: "Unused" as const, cidrMask: prefixLength }));
    return [...unused, { type, cidrMask: block.prefixLength }];
  });
}
