import { equal } from "node:assert/strict";
import type { ECS } from "@aws-sdk/client-ecs";

interface Told {
  serviceArn?: unknown;
  revisionArn?: unknown;
}

/** A stack's checkpoint, as the file backend keeps it. */
interface Checkpoint {
  checkpoint: { latest?: { resources?: { type: string; outputs?: Record<string, unknown> }[] } };
}

/** That each service of a stack is on the revision that the stack's outputs tell, with nothing else under way: what green says. */
export async function assertRunsAsTold(state: string, ecs: ECS): Promise<void> {
  const { resources = [] } = (JSON.parse(state) as Checkpoint).checkpoint.latest ?? {};
  const outputs = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
  for (const { serviceArn, revisionArn } of [outputs, ...Object.values(outputs)] as Told[]) {
    if (typeof serviceArn !== "string") continue;
    const cluster = serviceArn.split("/").at(-2);
    const { services: [service] = [] } = await ecs.describeServices({ cluster, services: [serviceArn] });
    const deployments = service?.deployments?.map(
      ({ taskDefinition, rolloutState }) => `${taskDefinition} ${rolloutState}`,
    );
    equal(
      deployments?.join(),
      `${String(revisionArn)} COMPLETED`,
      "an update was green, and this is what AWS says of its service",
    );
  }
}
