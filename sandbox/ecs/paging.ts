import { invalidParameter } from "./awsError";

/** One page of a listing; `nextToken` is only there when more follows. */
export function page<T>(
  items: T[],
  request: { maxResults?: number; nextToken?: string },
  limits: { default: number; max: number } = { default: 100, max: 100 },
): { items: T[]; nextToken?: string } {
  const size = request.maxResults ?? limits.default;
  if (!Number.isInteger(size) || size < 1 || size > limits.max)
    throw invalidParameter(`maxResults must be between 1 and ${limits.max}.`);
  const from = request.nextToken === undefined ? 0 : Number(Buffer.from(request.nextToken, "base64").toString());
  if (!Number.isInteger(from) || from < 0) throw invalidParameter("Invalid token");
  const to = from + size;
  return {
    items: items.slice(from, to),
    ...(to < items.length && { nextToken: Buffer.from(String(to)).toString("base64") }),
  };
}
