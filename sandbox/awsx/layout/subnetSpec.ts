import { parseBlock, sizeOf } from "./block";

/** What a kind of subnet reaches: the internet both ways, the internet through a NAT gateway, nothing; or space that is left free. */
export type SubnetType = "Public" | "Private" | "Isolated" | "Unused";

/** One kind of subnet, of which every zone gets one; as awsx's argument `subnetSpecs` has it, checked. */
export interface SubnetSpec {
  type: SubnetType;
  /** Default: the type in small letters. */
  name?: string;
  prefixLength?: number;
  /** One per zone, in place of a computed layout. */
  cidrBlocks?: string[];
  tags?: object;
}

/** What `subnetSpecs` may say of a subnet beside that. */
export interface SubnetSpecInputs extends Omit<SubnetSpec, "prefixLength"> {
  cidrMask?: number;
  /** How many addresses; `cidrMask` in other words. */
  size?: number;
}

export const nameOf = ({ name, type }: Pick<SubnetSpec, "name" | "type">): string => name ?? type.toLowerCase();

/** Checks `subnetSpecs`; throws with everything that is wrong. */
export function checkedSpecs(inputs: readonly SubnetSpecInputs[], zoneCount: number): SubnetSpec[] {
  const problems = [...nameProblems(inputs), ...inputs.flatMap(sizeProblems), ...blockProblems(inputs, zoneCount)];
  if (problems.length > 0)
    throw new Error(`subnetSpecs cannot be used:\n${problems.map((one) => `- ${one}`).join("\n")}`);
  return inputs.map(({ cidrMask, size, ...spec }) => ({
    ...spec,
    prefixLength: cidrMask ?? (size === undefined ? undefined : prefixLengthOf(size)),
  }));
}

/** 256 addresses → 24; not a whole number where no block has that size. */
const prefixLengthOf = (size: number): number => 32 - Math.log2(size);

/** A child's name is made of the spec's name. */
function nameProblems(inputs: readonly SubnetSpecInputs[]): string[] {
  const names = inputs.map((spec) => `${spec.type} ${spec.name ?? ""}`);
  const twice = inputs.filter((spec, index) => names.indexOf(names[index] ?? "") !== index);
  return [...new Set(twice.map(({ type }) => type))].map(
    (type) => `several specs of type ${type} need names of their own (one of them may do without)`,
  );
}

function sizeProblems({ size, cidrMask }: SubnetSpecInputs, index: number): string[] {
  if (size === undefined) return [];
  const prefixLength = prefixLengthOf(size);
  if (!Number.isInteger(prefixLength)) return [`spec ${index}: size ${size} is not a power of two`];
  if (cidrMask === undefined || cidrMask === prefixLength) return [];
  return [`spec ${index}: size ${size} is a /${prefixLength}, and cidrMask says /${cidrMask}`];
}

function blockProblems(inputs: readonly SubnetSpecInputs[], zoneCount: number): string[] {
  if (inputs.every(({ cidrBlocks }) => cidrBlocks === undefined)) return [];
  return inputs.flatMap(({ cidrBlocks, cidrMask, size }, index) => {
    if (cidrBlocks === undefined) return [`spec ${index} has no cidrBlocks, and another one has: all must, or none`];
    if (cidrBlocks.length !== zoneCount) {
      return [`spec ${index} has ${cidrBlocks.length} cidrBlocks: one for each of the ${zoneCount} zones is needed`];
    }
    const blocks = cidrBlocks.map(parseBlock);
    const fits = blocks.every(
      (block) => (cidrMask ?? block.prefixLength) === block.prefixLength && (size ?? sizeOf(block)) === sizeOf(block),
    );
    return fits ? [] : [`spec ${index}: cidrBlocks and cidrMask or size differ`];
  });
}
