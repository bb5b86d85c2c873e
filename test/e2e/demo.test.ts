import { doesNotMatch, equal, match } from "node:assert/strict";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { stories } from "../../sandbox/demo/stories";
import { Checkout } from "./support/checkout";

describe("the demo", function () {
  this.timeout(300_000);

  let checkout: Checkout;
  before(() => {
    checkout = new Checkout();
  });
  after(() => checkout.remove());

  for (const story of Object.keys(stories)) {
    it(`proves all that its story "${story}" claims`, async () => {
      const demo = checkout.start("demo/main.ts", [story]);
      const ended = once(demo, "exit");
      const [stdout, stderr] = await Promise.all([text(demo.stdout!), text(demo.stderr!)]);
      const [exitCode] = (await ended) as [number];
      equal(exitCode, 0, whatFailed(stdout, stderr));
      match(stdout, /what was proven[^]*│ yes /);
      doesNotMatch(stdout, /│ NO /);
    });
  }
});

/** The claims that do not hold; else the end of what was said. */
function whatFailed(stdout: string, stderr: string): string {
  const lines = stdout.split("\n");
  const unproven = lines.filter((line) => line.includes("│ NO "));
  return (unproven.length > 0 ? unproven : [...lines, ...stderr.split("\n")].slice(-40)).join("\n");
}
