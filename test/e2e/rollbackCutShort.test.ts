import { deepEqual, equal, match, ok } from "node:assert/strict";
import { revisionsDocument } from "../../runbook/documents/revisions";
import { rollbackDocument, type RollbackDocument } from "../../runbook/documents/rollback";
import { waitUntil } from "../../sandbox/process";
import { exitOf, runCommand, startCommand } from "./support/command";
import { descendantsOf } from "./support/processes";
import { TestStack } from "./support/testStack";

const [cluster, service] = ["agenticmem-cluster", "agenticmem-service"];
/** A container whose target needs ten AWS minutes to become healthy: ten seconds in the sandbox. */
const slowStarter = { target: { passesAfterSeconds: 600 } };

/** One story, told in order: each test goes on from the one before. */
describe("rolling back after an update that was cut short", () => {
  let stack: TestStack;
  const digests: Record<string, string> = {};
  let update: ReturnType<TestStack["start"]>;
  before(async () => (stack = await TestStack.start()));
  after(() => stack.stop());

  async function plan(...args: string[]): Promise<RollbackDocument> {
    const { exitCode, stdout, stderr } = await runCommand(stack, [
      "rollback",
      ...args,
      "--dry-run",
      "--output",
      "json",
    ]);
    equal(exitCode, 0, stderr + stdout);
    return rollbackDocument.parse(JSON.parse(stdout));
  }

  async function green(image: string): Promise<void> {
    digests[image] = await stack.pushImage(image);
    await stack.set("image", image);
    const { exitCode, text } = await stack.up();
    equal(exitCode, 0, text);
  }

  const inService = async () => {
    const { services = [] } = await stack.ecs.describeServices({ cluster, services: [service] });
    return services[0]?.taskDefinition?.split("/").at(-1);
  };
  const digestsRunning = async () => (await stack.runningTasks()).map(({ containers }) => containers?.[0]?.imageDigest);

  /** The plan goes to the last update that was healthy, and says what there is on the way. */
  async function goesToTheLastHealthyOne(): Promise<void> {
    const { update: target, running, notes, pendingEdits } = await plan();
    deepEqual([target?.number, target?.revision, running], [2, "agenticmem-task:2", "agenticmem-task:3"]);
    const said = notes.join("\n");
    match(said, /agenticmem-task:3 came after update 2 .*: an update is under way or was cut short/);
    match(said, /a rollout of agenticmem-task:3 is under way/);
    deepEqual(pendingEdits, []);
  }

  it("goes back to the newest healthy update while another one runs", async () => {
    await green("a");
    await green("b");
    digests.slow = await stack.pushImage("slow", slowStarter);
    await stack.set("deployment.healthCheckGracePeriodSeconds", "3000", "--path");
    await stack.set("image", "slow");
    update = stack.start("up", "--yes", "--skip-preview");
    await waitUntil("the service on the new revision", 60_000, async () => (await inService()) === "agenticmem-task:3");
    await goesToTheLastHealthyOne();
  });

  it("does so when its engine was killed, which leaves no entry in the history", async () => {
    update.signal("SIGKILL");
    await update.ended;
    equal((await stack.history()).length, 2);
    equal((await plan()).update?.number, 2);
  });

  it("never takes the revision before for that of the update which completed it", async () => {
    equal((await stack.pulumi("cancel", "--yes")).exitCode, 0);
    const { exitCode, text } = await stack.up();
    equal(exitCode, 0, text);
    deepEqual(await digestsRunning(), [digests.slow]);
    await green("c");

    const { stdout } = await runCommand(stack, ["revisions", "--output", "json"]);
    const { revisions } = revisionsDocument.parse(JSON.parse(stdout));
    const third = revisions.find(({ number }) => number === 3);
    deepEqual([...(third?.updates ?? []), ...(third?.possibleUpdates ?? [])], [3]);

    // Within a minute of each other the clocks do not tell, and nothing is guessed.
    const rollback = await runCommand(stack, ["rollback", "--yes", "--output", "json"]);
    if (rollback.exitCode === 0) {
      equal(rollbackDocument.parse(JSON.parse(rollback.stdout)).update?.revision, "agenticmem-task:3");
    } else {
      equal(rollback.exitCode, 2, rollback.stderr);
      match(
        rollback.stderr,
        /which revision update 3 .* ran is not certain: it may be agenticmem-task:2 or agenticmem-task:3/,
      );
      const named = await runCommand(stack, ["rollback", "--to-revision", "3", "--yes"]);
      equal(named.exitCode, 0, named.stderr);
    }
    deepEqual(await digestsRunning(), [digests.slow]);
  });

  it("says how to go on when the rollback's own engine was killed", async () => {
    const child = startCommand(stack, ["rollback", "--to", "1", "--yes"]);
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
    const ended = exitOf(child);
    await waitUntil(
      "the service on a new revision",
      60_000,
      async () => !["agenticmem-task:3", "agenticmem-task:4"].includes((await inService()) ?? ""),
    );
    for (const pid of descendantsOf(child.pid!)) process.kill(pid, "SIGKILL");
    equal(await ended, 1);
    match(said, /the rollback was cut short: [^]* pulumi cancel [^]* pulumi up /);
    ok(!said.includes("its error, above"));
    await stack.pulumi("cancel", "--yes");
    equal((await stack.up()).exitCode, 0);
    deepEqual(await digestsRunning(), [digests.a]);
  });
});
