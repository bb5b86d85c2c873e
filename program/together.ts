import { AccountError } from "../account/accountError";
import { RolloutError } from "../rollout/rolloutError";
import { saidOf, saidOfAll, type Named } from "../settings/serviceWords";

/**
 * Does something for each of several services, side by side and each to its end, whatever becomes of the others; then throws one
 * error with what is wrong with any of them.
 */
export async function forEachService<S extends { service: Named }, T>(
  services: S[],
  work: (service: S) => Promise<T>,
): Promise<T[]> {
  const results = await Promise.allSettled(services.map((each) => work(each)));
  const failed = services.flatMap(({ service }, index) => {
    const result = results[index];
    return result?.status === "rejected" ? [{ service, error: result.reason as unknown }] : [];
  });
  if (failed.length > 0) throw inOne(failed);
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

function inOne(failed: { service: Named; error: unknown }[]): unknown {
  const unexpected = failed.find(({ error }) => !(error instanceof AccountError || error instanceof RolloutError));
  if (unexpected !== undefined) return unexpected.error;
  const ofAccount = failed.flatMap(({ service, error }) => (error instanceof AccountError ? [{ service, error }] : []));
  if (ofAccount.length > 0) {
    const problems = saidOfAll(ofAccount.map(({ service, error }) => ({ service, texts: error.problems })));
    return new AccountError(
      problems,
      ofAccount.some(({ error }) => error.isRefusal),
    );
  }
  const red = failed.map(({ service, error }) => saidOf(service, (error as RolloutError).message));
  return new RolloutError(red.join("\n\n"));
}

/** Does something for one of several services; an error of its rollout says which it is. */
export async function inName<T>(service: Named, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof RolloutError ? new RolloutError(saidOf(service, error.message)) : error;
  }
}
