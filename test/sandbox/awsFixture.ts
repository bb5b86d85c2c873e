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
