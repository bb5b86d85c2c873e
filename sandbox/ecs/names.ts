import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Account } from "./account";

/** `arn:aws:ecs:us-west-2:123456789012:` + the resource. */
export const ecsArn = (account: Account, resource: string) =>
  `arn:${account.partition}:ecs:${account.region}:${account.accountId}:${resource}`;

/** What stands after the last slash. */
export const lastPart = (name: string) => name.slice(name.lastIndexOf("/") + 1);

/** The id of a task: 32 hexadecimal digits. */
export const newTaskId = () => randomBytes(16).toString("hex");

/** The number of a service revision, which is also its deployment's: 19 digits. */
export function newRevisionNumber(): string {
  let digits = String(randomInt(1, 10));
  while (digits.length < 19) digits += String(randomInt(10));
  return digits;
}

/** The id of a service deployment: 21 letters, digits, `-` and `_`. */
export const newServiceDeploymentId = () => randomBytes(16).toString("base64url").slice(0, 21);

/** The id of a container or its runtime, of an event, of an attachment. */
export const newUuid = () => randomUUID();

/** The id of a network interface. */
export const newNetworkInterfaceId = () => `eni-0${randomBytes(8).toString("hex")}`;

/** A locally administered hardware address. */
export const newMacAddress = () => `02:${randomBytes(5).toString("hex").match(/../g)!.join(":")}`;
