import type { Clients } from "../account/clients";
import { errorCode, isDenied } from "../account/problem";
import { answerInTime } from "./answerInTime";

/** `denied`: the permission is missing. `impossible`: it has ended already, or cannot be rolled back. */
export type Stopped = "stopped" | "denied" | "impossible";

/** Errors with which ECS says that a deployment cannot be rolled back. */
export const notStoppable = new Set([
  "ClientException",
  "ConflictException",
  "InvalidParameterException",
  "ServiceDeploymentNotFoundException",
  "UnsupportedFeatureException",
]);

/** Stops a service deployment and has it rolled back to the last one that was completed. */
export async function stopDeployment(clients: Clients, serviceDeploymentArn: string): Promise<Stopped> {
  const ecs = await clients.ecs();
  try {
    await ecs.stopServiceDeployment({ serviceDeploymentArn, stopType: "ROLLBACK" }, answerInTime());
    return "stopped";
  } catch (error) {
    if (isDenied(error)) return "denied";
    if (notStoppable.has(errorCode(error))) return "impossible";
    throw error;
  }
}
