import { deepEqual, equal, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  blockAfter,
  blockAround,
  cidrOf,
  gapBetween,
  lastOf,
  overlap,
  parseBlock,
  sizeOf,
} from "../../sandbox/awsx/layout/block";
import { layOut, type LayoutArgs, type SubnetStrategy } from "../../sandbox/awsx/layout/layout";
import type { SubnetSpecInputs } from "../../sandbox/awsx/layout/subnetSpec";

/** The subnets of a VPC, as `name block`. */
function subnetsOf(strategy: SubnetStrategy | undefined, zoneCount: number, args: Partial<LayoutArgs> = {}): string[] {
  const zones = Array.from({ length: zoneCount }, (_, index) => `zone-${index}`);
  const { subnets } = layOut({ name: "x", cidrBlock: "10.0.0.0/16", zones, strategy, ...args });
  return subnets.map(({ name, cidrBlock }) => `${name} ${cidrBlock}`);
}

const specs = (...types: SubnetSpecInputs["type"][]) => types.map((type): SubnetSpecInputs => ({ type }));

describe("blocks of addresses", () => {
  const block = fc
    .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 8, max: 32 }))
    .map(([address, prefixLength]) => blockAround(address, prefixLength));

  it("are written and read", () => {
    fc.assert(fc.property(block, (one) => deepEqual(parseBlock(cidrOf(one)), one)));
    deepEqual(parseBlock("10.0.1.7/16"), parseBlock("10.0.0.0/16"));
    for (const wrong of ["10.0.0/16", "10.0.0.256/16", "10.0.0.0/33", "10.0.0.0"]) {
      throws(() => parseBlock(wrong), /is not a block of IPv4 addresses/);
    }
  });

  it("come one after another without overlap and with less than a block between them", () => {
    fc.assert(
      fc.property(block, fc.integer({ min: 8, max: 32 }), (before, prefixLength) => {
        const next = blockAfter(before, prefixLength);
        ok(!overlap(before, next));
        ok(next.first - lastOf(before) - 1 < sizeOf(next));
        equal(next.first % sizeOf(next), 0);
      }),
    );
  });

  it("have gaps that blocks fill without a rest", () => {
    const small = fc.integer({ min: 0, max: 2 ** 12 });
    fc.assert(
      fc.property(small, small, fc.integer({ min: 24, max: 32 }), (one, other, prefixLength) => {
        const [before, after] = [one, other].sort((a, b) => a - b).map((first) => blockAround(first, prefixLength));
        if (before === undefined || after === undefined) return;
        const gap = gapBetween(before, after);
        const free = Math.max(0, after.first - lastOf(before) - 1);
        equal(
          gap.reduce((sum, part) => sum + sizeOf(part), 0),
          free,
        );
        for (const part of gap) equal(part.first % sizeOf(part), 0);
      }),
    );
  });
});

describe("subnets of awsx.ec2.Vpc", () => {
  for (const [what, strategy, zoneCount, args, expected] of [
    [
      "Legacy without specs: half a zone, and a quarter",
      "Legacy",
      2,
      {},
      ["x-public-1 10.0.64.0/19", "x-private-1 10.0.0.0/18", "x-public-2 10.0.192.0/19", "x-private-2 10.0.128.0/18"],
    ],
    [
      "Legacy with all kinds: private first, and no larger than /19, /20, /24",
      "Legacy",
      1,
      { specs: specs("Isolated", "Public", "Private") },
      ["x-public-1 10.0.32.0/20", "x-private-1 10.0.0.0/19", "x-isolated-1 10.0.48.0/24"],
    ],
    [
      "Legacy with a large subnet after a small one: where it begins",
      "Legacy",
      1,
      {
        specs: [
          { type: "Private", cidrMask: 24 },
          { type: "Public", cidrMask: 20 },
        ],
      },
      ["x-public-1 10.0.16.0/20", "x-private-1 10.0.0.0/24"],
    ],
    [
      "Legacy with several of a kind",
      undefined,
      1,
      {
        specs: [
          { type: "Public", name: "a" },
          { type: "Public", name: "b" },
        ],
      },
      ["x-a-1 10.0.0.0/20", "x-b-1 10.0.16.0/20"],
    ],
    [
      "Auto without specs: no larger than the first /16 of a zone allows",
      "Auto",
      3,
      {},
      [
        "x-public-1 10.0.32.0/20",
        "x-private-1 10.0.0.0/19",
        "x-public-2 10.0.96.0/20",
        "x-private-2 10.0.64.0/19",
        "x-public-3 10.0.160.0/20",
        "x-private-3 10.0.128.0/19",
      ],
    ],
    [
      "Auto: a zone in even parts, in the order of the specs",
      "Auto",
      2,
      { specs: specs("Public", "Private", "Isolated") },
      [
        "x-public-1 10.0.0.0/19",
        "x-private-1 10.0.32.0/19",
        "x-isolated-1 10.0.64.0/19",
        "x-public-2 10.0.128.0/19",
        "x-private-2 10.0.160.0/19",
        "x-isolated-2 10.0.192.0/19",
      ],
    ],
    [
      "Auto with sizes: spaces where a larger one follows a smaller one",
      "Auto",
      1,
      {
        specs: [
          { type: "Public", size: 256 },
          { type: "Private", cidrMask: 20 },
        ],
      },
      ["x-public-1 10.0.0.0/24", "x-private-1 10.0.16.0/20"],
    ],
    [
      "Auto with a zone's size",
      "Auto",
      2,
      { specs: specs("Public"), zonePrefixLength: 20 },
      ["x-public-1 10.0.0.0/20", "x-public-2 10.0.16.0/20"],
    ],
    [
      "Exact: what is unused is said",
      "Exact",
      2,
      {
        specs: [
          { type: "Public", cidrMask: 18 },
          { type: "Unused", cidrMask: 18 },
        ],
      },
      ["x-public-1 10.0.0.0/18", "x-public-2 10.0.128.0/18"],
    ],
    [
      "blocks of one's own",
      "Auto",
      2,
      { specs: [{ type: "Public", cidrBlocks: ["10.0.7.0/24", "10.0.9.0/24"] }] },
      ["x-public-1 10.0.7.0/24", "x-public-2 10.0.9.0/24"],
    ],
  ] as [string, SubnetStrategy | undefined, number, Partial<LayoutArgs>, string[]][]) {
    it(what, () => deepEqual(subnetsOf(strategy, zoneCount, args), expected));
  }

  it("say how Auto makes the same layout", () => {
    const sizes = fc.integer({ min: 20, max: 26 });
    const kinds: SubnetSpecInputs["type"][] = ["Private", "Public", "Isolated"];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.tuple(sizes, sizes, sizes), (zoneCount, masks) => {
        const given = kinds.map((type, index): SubnetSpecInputs => ({ type, cidrMask: masks[index] }));
        const zones = Array.from({ length: zoneCount }, (_, index) => `zone-${index}`);
        const args = { name: "x", cidrBlock: "10.0.0.0/16", zones };
        const legacy = layOut({ ...args, strategy: "Legacy", specs: given });
        const auto = layOut({ ...args, strategy: "Auto", specs: withNames(legacy.resolved) });
        deepEqual(auto.subnets, legacy.subnets);
      }),
    );
  });

  for (const [what, strategy, args, message] of [
    [
      "more than a zone has",
      "Auto",
      { specs: [{ type: "Public", cidrMask: 15 }] },
      /need 131072 addresses, and a zone has 32768/,
    ],
    [
      "blocks that overlap",
      "Auto",
      { specs: [{ type: "Public", cidrBlocks: ["10.0.0.0/24", "10.0.0.128/25"] }] },
      /subnets overlap: x-public-1 10\.0\.0\.0\/24, x-public-2 10\.0\.0\.128\/25/,
    ],
    [
      "gaps under Exact",
      "Exact",
      { specs: [{ type: "Public", cidrMask: 18 }] },
      /some: before x-public-2, at the end of the VPC/,
    ],
    [
      "a VPC too small for the default subnets",
      "Auto",
      { cidrBlock: "10.0.0.0/26" },
      /a zone has a \/27 .* need a \/26/,
    ],
    [
      "two unnamed specs of a type",
      "Auto",
      { specs: specs("Public", "Public") },
      /several specs of type Public need names/,
    ],
    ["a size that is none", "Auto", { specs: [{ type: "Public", size: 300 }] }, /size 300 is not a power of two/],
    [
      "a size that contradicts the mask",
      "Auto",
      { specs: [{ type: "Public", size: 256, cidrMask: 25 }] },
      /size 256 is a \/24, and cidrMask says \/25/,
    ],
    [
      "a block too few",
      "Auto",
      { specs: [{ type: "Public", cidrBlocks: ["10.0.0.0/24"] }] },
      /has 1 cidrBlocks: one for each of the 2/,
    ],
  ] as [string, SubnetStrategy, Partial<LayoutArgs>, RegExp][]) {
    it(`are refused: ${what}`, () => throws(() => subnetsOf(strategy, 2, args), message));
  }
});

/** Spaces need names to be several. */
function withNames(resolved: readonly SubnetSpecInputs[]): SubnetSpecInputs[] {
  return resolved.map((spec, index) => (spec.type === "Unused" ? { ...spec, name: `unused${index}` } : spec));
}
