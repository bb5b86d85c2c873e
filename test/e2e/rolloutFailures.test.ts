import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { ContainerBehaviour } from "../../sandbox/ecs/behaviour";
import { TestStack } from "./support/testStack";

interface Failure {
  title: string;
  behaviour: ContainerBehaviour;
  /** Must stand in the error. */
  says: RegExp[];
}

const failures: Failure[] = [
  {
    title: "a container that exits with code 1, with its last lines",
    behaviour: { exit: { code: 1, afterSeconds: 5, log: ["cannot reach the database"] } },
    says: [/exit code 1/, /\| cannot reach the database/],
  },
  {
    title: "a container that runs out of memory",
    behaviour: { needsMemoryMiB: 6000 },
    says: [/out of memory/, /pulumi config set memory/],
  },
  {
    title: "a container that crashes only after a while",
    behaviour: {
      exit: { code: 3, afterSeconds: 45, log: ["fatal: lost the queue"] },
      target: { passesAfterSeconds: 60 },
    },
    says: [/exit code 3/, /\| fatal: lost the queue/],
  },
  {
    title: "a container health check that never passes",
    behaviour: { healthCheck: { passesAfterSeconds: "never" } },
    says: [/health check/],
  },
  {
    title: "targets that are never healthy, with the reason code",
    behaviour: { target: { passesAfterSeconds: "never" } },
    says: [/Target\.ResponseCodeMismatch|Health checks failed with these codes/],
  },
];

/** Each failure starts from a good revision that runs, and ends with it running again. */
function areRed(rollbackId: "old" | "new", chosen: Failure[]): void {
  describe(`a rollout that fails is red, with the reason (rollback under the ${rollbackId} deployment id)`, () => {
    let stack: TestStack;
    before(async () => {
      stack = await TestStack.start();
      const { exitCode, text } = await stack.up();
      equal(exitCode, 0, text);
      await stack.configureEcs({ rollbackId });
    });
    after(() => stack.stop());

    for (const { title, behaviour, says } of chosen) {
      it(title, async () => {
        const [good] = await stack.runningRevisions();
        await stack.pushImage("broken", behaviour);
        await stack.set("image", "broken");

        const { exitCode, text } = await stack.up();
        equal(exitCode, 1, text);
        for (const pattern of [/is not what runs/, ...says]) match(text, pattern);
        equal((await stack.history())[0]?.result, "failed");
        ok(!/\n\s+at .*\.(ts|js):\d+/.test(text), `has a stack trace:\n${text}`);
        deepEqual([...new Set(await stack.runningRevisions())], [good]);

        const again = await stack.up();
        equal(again.exitCode, 1, `the second update is not red:\n${again.text}`);
        match(again.text, /the stack is ahead/);
        deepEqual([...new Set(await stack.runningRevisions())], [good]);

        await stack.unset("image");
        const back = await stack.up();
        equal(back.exitCode, 0, back.text);
        ok(await stack.hasNoChanges());
      });
    }
  });
}

areRed("old", failures);
areRed("new", failures.slice(0, 1));
