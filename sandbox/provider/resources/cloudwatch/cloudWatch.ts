import type { Scope } from "../../resource";

/** The CloudWatch client of a resource's region. */
export async function cloudWatch({ session, region }: Scope) {
  const sdk = await import("@aws-sdk/client-cloudwatch");
  return { sdk, client: session.client("cloudwatch", region, (config) => new sdk.CloudWatchClient(config)) };
}
