import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";

/** A request to AWS, as far as the front has to understand it. */
export interface ApiCall {
  /** As in IAM policies: `ecs:UpdateService`, `elasticloadbalancing:DescribeTargetHealth`; `s3:GET` where there is no operation. */
  action: string;
  service: string;
  operation: string;
  region: string;
  protocol: Protocol;
  /** Undefined when the body is not needed and still has to be streamed. */
  body: Buffer | undefined;
}

export type Protocol = "json" | "query" | "ec2" | "rest";

/** IAM's prefix where it differs from the name that requests are signed for. */
const iamPrefixes: Record<string, string> = { monitoring: "cloudwatch" };

/** Reads what is needed to know which operation of which service is asked for; leaves other bodies unread. */
export async function readApiCall(request: IncomingMessage, defaultRegion: string): Promise<ApiCall> {
  const signed = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? "");
  const region = signed?.[1] ?? defaultRegion;
  const target = header(request, "x-amz-target");
  if (target !== undefined) {
    const [prefix = "", operation = ""] = target.split(".");
    const service = iamPrefix(signed?.[2] ?? prefix);
    return call(service, operation, region, "json", await buffer(request));
  }
  if ((request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded")) {
    const body = await buffer(request);
    const service = iamPrefix(signed?.[2] ?? "query");
    const operation = new URLSearchParams(body.toString()).get("Action") ?? "";
    return call(service, operation, region, service === "ec2" ? "ec2" : "query", body);
  }
  // The newer RPC protocol names the operation in the path; the REST protocols do not.
  const rpc = /^\/service\/[^/]+\/operation\/([^/?]+)/.exec(request.url ?? "");
  return call(iamPrefix(signed?.[2] ?? "unsigned"), rpc?.[1] ?? request.method ?? "GET", region, "rest", undefined);
}

const call = (
  service: string,
  operation: string,
  region: string,
  protocol: Protocol,
  body: Buffer | undefined,
): ApiCall => ({ action: `${service}:${operation}`, service, operation, region, protocol, body });

const iamPrefix = (signingName: string) => iamPrefixes[signingName] ?? signingName;

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
