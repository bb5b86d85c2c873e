import { AccountError } from "../account/accountError";
import { isAwsError, wordsOfFailedCall } from "../account/askedFor";
import { AccountProblem } from "../account/problem";
import { RolloutError } from "../rollout/rolloutError";
import { SettingsError } from "../settings/settingsError";
import { EngineError } from "./history/engine";
import { exitCodes } from "./exitCodes";
import { UsageError } from "./usageError";

/** What went wrong, for the user, and the exit code that says so; undefined for a fault of the program itself. */
export function failureOf(error: unknown): { message: string; exitCode: number } | undefined {
  if (error instanceof UsageError || error instanceof SettingsError) {
    return { message: error.message, exitCode: exitCodes.usage };
  }
  if (error instanceof AccountError || error instanceof AccountProblem) {
    return { message: error.message, exitCode: error.isRefusal ? exitCodes.refused : exitCodes.notFine };
  }
  if (error instanceof EngineError) return { message: error.message, exitCode: exitCodes.engine };
  if (error instanceof RolloutError) return { message: error.message, exitCode: exitCodes.notFine };
  if (isAwsError(error)) return { message: wordsOfFailedCall(error), exitCode: exitCodes.refused };
  return undefined;
}
