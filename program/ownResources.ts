import * as pulumi from "@pulumi/pulumi";
import { unlessBeingWritten } from "./beingWritten";
import type { OwnResource } from "./ownParts";

/** What the stack owns according to its last update; empty before the first one. Works on every backend. */
export async function readOwnResources(): Promise<OwnResource[]> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs } = (await unlessBeingWritten(() =>
    pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName }),
  )) as {
    outputs: Record<string, Omit<OwnResource, "urn">>;
  };
  return Object.entries(outputs).map(([urn, resource]) => ({ ...resource, urn }));
}
