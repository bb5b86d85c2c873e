import { isAwsError } from "../../awsErrors";
import type { Scope } from "../../resource";

/** The IAM client; IAM is the same in every region. */
export async function iam({ session, region }: Scope) {
  const sdk = await import("@aws-sdk/client-iam");
  return { sdk, client: session.client("iam", region, (config) => new sdk.IAMClient(config)) };
}

/** What was asked for; undefined when IAM does not have it. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isAwsError(error, "NoSuchEntityException", "NoSuchEntity")) return undefined;
    throw error;
  }
}

/** Why a text cannot be an ARN, in the words of the real provider. */
export function wrongArn(name: string, arn: string): string | undefined {
  return /^arn:[\w-]+:[\w-]+:[\w-]*:\w*:.+$/.test(arn) ? undefined : `"${name}" (${arn}) is an invalid ARN`;
}
