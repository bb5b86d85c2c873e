import * as pulumi from "@pulumi/pulumi";
import { AccountError } from "../account/accountError";
import { PreflightError } from "../rollout/gate";
import { RolloutError } from "../rollout/rolloutError";
import { SettingsError } from "../settings";

const forUsers = [SettingsError, AccountError, PreflightError, RolloutError];

/**
 * Runs something; an error that is meant for users ends the program with its message alone, without a stack trace.
 * @param inWords makes the commands in a message fit the program
 */
export async function inPlainWords<T>(work: () => Promise<T>, inWords = (text: string) => text): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (forUsers.some((kind) => error instanceof kind)) throw new pulumi.RunError(inWords((error as Error).message));
    // The engine ends its side when something fails elsewhere, whose error it has told.
    if (String(error).includes("resource monitor shut down"))
      throw new pulumi.RunError("stopped: the error is the other one");
    throw error;
  }
}
