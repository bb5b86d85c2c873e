import { isDeepStrictEqual } from "node:util";
import type { SandboxVariables } from "../../environment";
import { inAws } from "../inAws";
import { makeByHand } from "../madeByHand";
import { areAll, describeTasks, runningTasks, shortDigest } from "../runningTasks";
import type { Stage } from "../stage";
import { pulumiUp } from "./pulumiUp";
import type { Story } from "./story";

export const adopt: Story = {
  about: "take over a service that was made by hand, update it, go back, let go of it",
  play,
};

async function play(stage: Stage, aws: SandboxVariables): Promise<void> {
  stage.act("What the team has made by hand, with the runbook's AWS CLI commands");
  await makeByHand(stage, aws);
  const tasks = await runningTasks(aws);
  stage.show(tasks);
  const made = await inAws(aws);
  const [byHand] = tasks;
  stage.prove(
    "by hand: two tasks of revision 7",
    tasks.length === 2 && areAll(tasks, { revision: "agenticmem-task:7", cpu: "1024", memoryMiB: "4096" }),
    describeTasks(tasks),
  );

  stage.act("pulumi up does not touch what is not the stack's");
  const stopped = await stage.command("pulumi up --yes");
  const untouched = isDeepStrictEqual(await inAws(aws), made);
  stage.prove("pulumi up is stopped", stopped !== 0 && untouched, `exit code ${stopped}, ${sameOrNot(untouched)}`);

  stage.act("Taking it over: first what would be done, then doing it");
  const planned = await stage.command("npm run --silent adopt -- --dry-run");
  stage.prove("adopt --dry-run shows config and imports", planned === 0, `exit code ${planned}`);
  const adopted = await stage.command("npm run --silent adopt -- --yes");
  stage.prove("adopt takes it over", adopted === 0, `exit code ${adopted}`);
  const previewed = await stage.command("pulumi preview --expect-no-changes");
  stage.prove("pulumi preview: no changes", previewed === 0, `exit code ${previewed}`);
  const compared = await stage.command("npm run --silent diff");
  stage.prove("diff: no difference in any field", compared === 0, `exit code ${compared}`);
  const kept = await runningTasks(aws);
  stage.show(kept);
  stage.prove("no task was restarted", isDeepStrictEqual(kept, tasks), kept.map(taskId).join(", "));
  const unwritten = isDeepStrictEqual(await inAws(aws), made);
  stage.prove("nothing in AWS was changed", unwritten, sameOrNot(unwritten));

  stage.act("An ordinary stack from now on: a bigger size");
  await stage.command("pulumi config set cpu 2048");
  const bigger = await pulumiUp(stage, aws);
  stage.prove(
    "config set cpu 2048, up: 2048 runs",
    bigger.length === 2 && areAll(bigger, { cpu: "2048" }),
    describeTasks(bigger),
  );

  stage.act("Back to what ran before it was taken over");
  const rolledBack = await stage.command("npm run --silent rollback -- --yes");
  const back = await runningTasks(aws);
  stage.show(back);
  const before = { cpu: byHand?.cpu, memoryMiB: byHand?.memoryMiB, imageDigest: byHand?.imageDigest };
  stage.prove(
    "rollback: the size and image made by hand run",
    rolledBack === 0 && back.length === 2 && areAll(back, before),
    `${describeTasks(back)}, ${shortDigest(back[0]?.imageDigest)}`,
  );

  stage.act("How to leave: the stack lets go, AWS stays as it is");
  const left = await inAws(aws);
  const released = await stage.command("npm run --silent release -- --yes");
  const same = isDeepStrictEqual(await inAws(aws), left);
  stage.prove("release lets go of it", released === 0, `exit code ${released}`);
  stage.prove("and AWS is as it was", same, sameOrNot(same));
}

const sameOrNot = (isSame: boolean) => (isSame ? "service, revisions, tasks, logs: the same" : "something changed");

const taskId = ({ arn }: { arn: string }) => arn.slice(arn.lastIndexOf("/") + 1);
