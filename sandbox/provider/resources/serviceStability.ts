import type { Service } from "@aws-sdk/client-ecs";
import type { Scope } from "../resource";
import { waitForState } from "../waiting";
import { ecs } from "./ecs";

/** Deployments that have ended otherwise than with the wanted revision. */
const failed = ["STOPPED", "ROLLBACK_FAILED", "ROLLBACK_SUCCESSFUL"];

/**
 * Waits as the real provider does: for the end of the service deployment, where the first answer shows one that is newer than the
 * change; else for one deployment with the desired number of running tasks, which a service that was rolled back has too.
 */
export async function waitUntilStable(
  ask: () => Promise<Service | undefined>,
  startedAt: Date,
  scope: Scope,
): Promise<void> {
  let deploymentId: string | undefined;
  let isFirstAnswer = true;
  await waitForState("tfSTABLE", scope, async () => {
    const service = await ask();
    if (service?.status !== "ACTIVE") return service?.status ?? "";
    if (isFirstAnswer) {
      const primary = service.deployments?.find(({ status }) => status === "PRIMARY");
      const isNew = (primary?.createdAt?.getTime() ?? 0) > startedAt.getTime();
      if (isNew && (service.deploymentController?.type ?? "ECS") === "ECS")
        deploymentId = primary?.id?.split("/").pop();
      isFirstAnswer = false;
    }
    if (deploymentId !== undefined) return outcome(service, deploymentId, startedAt, scope);
    const isStable = service.deployments?.length === 1 && service.desiredCount === service.runningCount;
    return isStable ? "tfSTABLE" : "tfPENDING";
  });
}

async function outcome(service: Service, deploymentId: string, startedAt: Date, scope: Scope): Promise<string> {
  const { sdk, client } = await ecs(scope);
  const listed = await client.send(
    new sdk.ListServiceDeploymentsCommand({
      cluster: service.clusterArn,
      service: service.serviceName,
      createdAt: { after: startedAt },
    }),
  );
  const arn = listed.serviceDeployments?.find((one) =>
    one.targetServiceRevisionArn?.includes(deploymentId),
  )?.serviceDeploymentArn;
  if (arn === undefined) return "tfPENDING";
  const described = await client.send(new sdk.DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }));
  const deployment = described.serviceDeployments?.[0];
  if (deployment?.status === "SUCCESSFUL") return "tfSTABLE";
  if (failed.includes(deployment?.status ?? "")) throw new Error(deployment?.statusReason ?? "Deployment failed");
  return "tfPENDING";
}
