import type { PlannedSubnet } from "./layout";

/** awsx's `natGateways.strategy`. */
export type NatStrategy = "None" | "Single" | "OnePerAz";

/** Throws where there is no public subnet for the NAT gateways, or none that would use them. */
export function expectNatFits(strategy: NatStrategy = "OnePerAz", subnets: readonly PlannedSubnet[]): void {
  const some = (...types: PlannedSubnet["type"][]) => subnets.some(({ type }) => types.includes(type));
  if (strategy === "None" || (some("Public") && some("Private", "Isolated"))) return;
  throw new Error(
    `natGateways.strategy ${strategy} needs public subnets for the NAT gateways, and private or isolated ones that use them ` +
      '(without NAT gateways: natGateways: { strategy: "None" })',
  );
}

/** Whether a NAT gateway is made in this subnet, when there are so many already: the first public one, of a zone or of all. */
export function hasNatGateway(strategy: NatStrategy, { type, zoneIndex }: PlannedSubnet, madeSoFar: number): boolean {
  const wanted = { None: 0, Single: 1, OnePerAz: zoneIndex + 1 }[strategy];
  return type === "Public" && madeSoFar < wanted;
}

/** The index of the NAT gateway that the private subnets of a zone use. */
export function natGatewayIndex(strategy: NatStrategy, zoneIndex: number): number | undefined {
  return { None: undefined, Single: 0, OnePerAz: zoneIndex }[strategy];
}
