import * as pulumi from "@pulumi/pulumi";
import type { RecordedResource } from "../components/ownership";

/** What the stack owns according to its last update; empty before the first one. Works on every backend. */
export async function readOwnResources(): Promise<RecordedResource[]> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName })) as {
    outputs: Record<string, RecordedResource>;
  };
  return Object.values(outputs);
}
