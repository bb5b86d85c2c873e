/** A block of IPv4 addresses. */
export interface Block {
  /** Its first address, as a number: 10.0.0.0 is 167,772,160. */
  first: number;
  /** How many leading bits all its addresses share. */
  prefixLength: number;
}

export const sizeOf = ({ prefixLength }: Block): number => 2 ** (32 - prefixLength);

/** Its last address. */
export const lastOf = (block: Block): number => block.first + sizeOf(block) - 1;

/** The block of this size that an address is in. */
export function blockAround(address: number, prefixLength: number): Block {
  const size = 2 ** (32 - prefixLength);
  return { first: Math.floor(address / size) * size, prefixLength };
}

/** The first block of this size that begins after another block's end. */
export function blockAfter(previous: Block, prefixLength: number): Block {
  const around = blockAround(lastOf(previous), prefixLength);
  return { first: around.first + sizeOf(around), prefixLength };
}

export const overlap = (a: Block, b: Block): boolean => a.first <= lastOf(b) && b.first <= lastOf(a);

/** Reads `10.0.0.0/16`; an address inside the block stands for the block. */
export function parseBlock(cidr: string): Block {
  const [, ...numbers] = (/^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr) ?? []).map(Number);
  const [a = 256, b = 256, c = 256, d = 256, prefixLength = 33] = numbers;
  if (Math.max(a, b, c, d) > 255 || prefixLength > 32) {
    throw new Error(`${cidr} is not a block of IPv4 addresses (such as 10.0.0.0/16)`);
  }
  return blockAround(((a * 256 + b) * 256 + c) * 256 + d, prefixLength);
}

export function cidrOf({ first, prefixLength }: Block): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${bytes.join(".")}/${prefixLength}`;
}

/** The fewest blocks, each as wide as possible, that fill what is between two blocks. */
export function gapBetween(before: Block, after: Block): Block[] {
  const gap: Block[] = [];
  for (let next = lastOf(before) + 1; next < after.first;) {
    let widest = { first: next, prefixLength: 32 };
    for (;;) {
      const wider = blockAround(next, widest.prefixLength - 1);
      if (wider.first < next || lastOf(wider) >= after.first) break;
      widest = wider;
    }
    gap.push(widest);
    next = lastOf(widest) + 1;
  }
  return gap;
}

/** How many bits it takes to number this many things. */
export const bitsFor = (count: number): number => Math.ceil(Math.log2(count));
