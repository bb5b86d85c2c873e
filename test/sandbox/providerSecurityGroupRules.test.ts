import fc from "fast-check";
import assert from "node:assert/strict";
import { ipv4NetworkProblem } from "../../sandbox/provider/resources/ec2/cidr";
import {
  blocksOf,
  permissionOf,
  reportedRules,
  rulesMissingIn,
  rulesOf,
} from "../../sandbox/provider/resources/ec2/securityGroupRules";

const groupId = "sg-own";
const owner = "123456789012";
const uniqueOf = (...values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });

/** A block of `ingress`; two of them may overlap. */
const block = fc
  .record(
    {
      cidrBlocks: uniqueOf("10.0.0.0/16", "10.1.0.0/16", "0.0.0.0/0"),
      ipv6CidrBlocks: uniqueOf("::/0"),
      prefixListIds: uniqueOf("pl-1", "pl-2"),
      securityGroups: uniqueOf("sg-1", "sg-2", "210987654321/sg-3"),
      self: fc.boolean(),
      description: fc.constantFrom("", "a"),
    },
    { requiredKeys: [] },
  )
  .chain((peers) =>
    fc
      .constantFrom(
        { protocol: "tcp", fromPort: 80, toPort: 80 },
        { protocol: "UDP", fromPort: 1, toPort: 9 },
        { protocol: "6", fromPort: 80, toPort: 80 },
        { protocol: "all", fromPort: 0, toPort: 0 },
      )
      .map((ports) => ({ ...ports, ...peers })),
  );

describe("rules of a security group", () => {
  it("are to EC2 what they are to the program", () => {
    fc.assert(
      fc.property(fc.array(block), (blocks) => {
        const rules = rulesOf(blocks, groupId);
        assert.deepEqual(reportedRules(rules.map(permissionOf), owner), rules);
      }),
    );
  });

  it("stay gathered as the program has them, whatever order EC2 has", () => {
    fc.assert(
      fc.property(fc.array(block), (blocks) => {
        const known = blocks.filter((one) => rulesOf([one], groupId).length > 0);
        assert.deepEqual(blocksOf(rulesOf(known, groupId).reverse(), known, groupId), known);
      }),
    );
  });

  it("neither get lost nor appear when they are gathered anew", () => {
    fc.assert(
      fc.property(fc.array(block), fc.array(block), (before, now) => {
        const rules = rulesOf(now, groupId);
        const gathered = rulesOf(blocksOf(rules, before, groupId), groupId);
        assert.deepEqual(rulesMissingIn(rules, gathered), []);
        assert.deepEqual(rulesMissingIn(gathered, rules), []);
      }),
    );
  });
});

describe("IPv4 networks", () => {
  const octet = fc.integer({ min: 0, max: 255 });

  it("are those whose host bits are zero, and the right one is named otherwise", () => {
    fc.assert(
      fc.property(octet, octet, octet, octet, fc.integer({ min: 0, max: 32 }), (a, b, c, d, bits) => {
        const problem = ipv4NetworkProblem(`${a}.${b}.${c}.${d}/${bits}`);
        const isNetwork = BigInt.asUintN(32 - bits, (BigInt((a << 8) | b) << 16n) | BigInt((c << 8) | d)) === 0n;
        assert.equal(problem === undefined, isNetwork);
        const [, proposed] = /did you mean "([^"]+)"/.exec(problem ?? "") ?? [];
        if (!isNetwork) assert.equal(ipv4NetworkProblem(proposed ?? ""), undefined);
      }),
    );
  });

  for (const cidr of ["", "10.0.0.0", "10.0.0/16", "10.0.0.256/32", "10.0.0.0/33", "::/0"]) {
    it(`are not ${JSON.stringify(cidr)}`, () =>
      assert.match(ipv4NetworkProblem(cidr) ?? "", /is not a valid IPv4 CIDR block$/));
  }
});
