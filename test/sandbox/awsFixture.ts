import { deepEqual } from "node:assert/strict";
import { after, before } from "mocha";
import { startLocalAws, type LocalAws } from "../../sandbox/aws";
import { clientConfig } from "../../sandbox/aws/awsAccount";

/** A local AWS of its own for the tests of a file. */
export function useLocalAws(): { aws: LocalAws; config: ReturnType<typeof clientConfig> } {
  const used = {} as ReturnType<typeof useLocalAws>;
  before(async function () {
    this.timeout(120_000);
    used.aws = await startLocalAws({ progress: (line) => console.error(line) });
    used.config = clientConfig(used.aws.endpoint, used.aws.region);
  });
  after(() => used.aws.stop());
  return used;
}

/** Calls the front's own paths. */
export async function control(endpoint: string, method: string, path: string, body?: object) {
  const response = await fetch(`${endpoint}/_sandbox/${path}`, { method, body: body && JSON.stringify(body) });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

/** Runs something that gets no answer before it has made all of these calls. */
export async function heldUntil<T>(endpoint: string, calls: Record<string, number>, run: () => Promise<T>): Promise<T> {
  await control(endpoint, "POST", "faults", { action: "*", kind: "latency", milliseconds: 60_000 });
  await control(endpoint, "DELETE", "calls");
  const running = run();
  running.catch(() => undefined);
  await until(async () => deepEqual((await control(endpoint, "GET", "calls")).answer, calls));
  await control(endpoint, "DELETE", "faults");
  return running;
}

/** Waits for what does not fail any more. */
export async function until<T>(run: () => Promise<T>): Promise<T> {
  const endMs = performance.now() + 5_000;
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
