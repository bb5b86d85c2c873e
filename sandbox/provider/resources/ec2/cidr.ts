/** What is wrong with an IPv4 network like `10.0.0.0/16`; the prefix may have from `shortest` to `longest` bits. */
export function ipv4NetworkProblem(cidr: string, shortest = 0, longest = 32): string | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr)?.slice(1).map(Number);
  const [bits = 33] = parts?.splice(4) ?? [];
  if (parts === undefined || bits > 32 || parts.some((part) => part > 255)) {
    return `${JSON.stringify(cidr)} is not a valid IPv4 CIDR block`;
  }
  const address = parts.reduce((value, part) => value * 256 + part, 0);
  const network = address - (address % 2 ** (32 - bits));
  if (network !== address) {
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256);
    return `${JSON.stringify(cidr)} is not a valid IPv4 CIDR block; did you mean "${octets.join(".")}/${bits}"?`;
  }
  if (bits < shortest || bits > longest) {
    return `expected ${JSON.stringify(cidr)} to contain a network Value with between ${shortest} and ${longest} significant bits, got: ${bits}`;
  }
  return undefined;
}
