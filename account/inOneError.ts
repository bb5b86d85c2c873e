import { AccountError } from "./accountError";
import { AccountProblem } from "./problem";

/** What was looked up alone; its problem is an error for users by itself. */
export async function inOneError<T>(lookedUp: Promise<T>): Promise<T> {
  try {
    return await lookedUp;
  } catch (error) {
    throw error instanceof AccountProblem ? new AccountError([error.message], error.isRefusal) : error;
  }
}
