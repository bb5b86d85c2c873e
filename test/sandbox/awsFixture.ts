import { after, before } from "mocha";
import { startLocalAws, type LocalAws } from "../../sandbox/aws";
import { clientConfig } from "../../sandbox/aws/awsAccount";

let shared: Promise<LocalAws> | undefined;

/** One local AWS for all test files of a run, freshly made for each of them. */
export function useLocalAws(): { aws: LocalAws; config: ReturnType<typeof clientConfig> } {
  const used = {} as ReturnType<typeof useLocalAws>;
  before(async function () {
    this.timeout(120_000);
    const isFirst = shared === undefined;
    shared ??= startLocalAws({ progress: (line) => console.error(line) });
    used.aws = await shared;
    used.config = clientConfig(used.aws.endpoint, used.aws.region);
    if (!isFirst) await used.aws.reset();
  });
  return used;
}

/** Calls the front's own paths. */
export async function control(endpoint: string, method: string, path: string, body?: object) {
  const response = await fetch(`${endpoint}/_sandbox/${path}`, { method, body: body && JSON.stringify(body) });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

after(async () => (await shared)?.stop());
