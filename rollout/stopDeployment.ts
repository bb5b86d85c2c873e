import type { Clients } from "../account/clients";
import { errorCode, isDenied } from "../account/problem";

/** Errors with which ECS says that a deployment cannot be rolled back: it has ended, or there is nothing to go back to. */
const notPossible = new Set([
  "ConflictException",
  "InvalidParameterException",
  "ServiceDeploymentNotFoundException",
  "UnsupportedFeatureException",
]);

/** Stops a service deployment with rollback; false when it is not permitted or not possible. */
export async function stopDeployment(clients: Clients, serviceDeploymentArn: string): Promise<boolean> {
  const ecs = await clients.ecs();
  try {
    await ecs.stopServiceDeployment({ serviceDeploymentArn, stopType: "ROLLBACK" });
    return true;
  } catch (error) {
    if (isDenied(error) || notPossible.has(errorCode(error))) return false;
    throw error;
  }
}
