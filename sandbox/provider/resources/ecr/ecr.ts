import type { Scope } from "../../resource";

/** The ECR client of a resource's region. */
export async function ecr({ session, region }: Scope) {
  const sdk = await import("@aws-sdk/client-ecr");
  return { sdk, client: session.client("ecr", region, (config) => new sdk.ECRClient(config)) };
}
