import { pushImage } from "../aws/pushImage";
import { runningTasks, type LocalAws, type RunningTask } from "./runningTasks";
import type { Stage } from "./stage";

/** A container that ends as soon as it has started. */
const broken = { exit: { code: 1, afterSeconds: 5, log: ["FATAL: cannot reach the database"] } };

/** What users do: deploy, change the size, look at the history, revert by hand; what happens when an image is broken; and `rollback`. */
export async function play(stage: Stage, aws: LocalAws): Promise<void> {
  stage.act("The first deployment, with production's config (cpu 1024)");
  const first = await update(stage, aws);
  stage.prove("pulumi up deploys cpu 1024", isOnly(first, { cpu: "1024" }), describe(first));

  stage.act("A bigger size, first as a preview");
  await stage.command("pulumi config set cpu 2048");
  const previewed = await stage.command("pulumi preview");
  const untouched = await runningTasks(aws);
  stage.prove("preview changes nothing", previewed === 0 && isOnly(untouched, { cpu: "1024" }), describe(untouched));
  const second = await update(stage, aws);
  stage.prove("config set cpu 2048, up: 2048 runs", isOnly(second, { cpu: "2048" }), describe(second));
  stage.prove("as a new revision", second[0]?.revision !== first[0]?.revision, second[0]?.revision ?? "nothing");
  stage.prove("of the same image", second[0]?.imageDigest === first[0]?.imageDigest, shortDigest(second));

  stage.act("The history, and back");
  const history = await stage.command("pulumi stack history");
  await stage.command("pulumi config set cpu 1024");
  const third = await update(stage, aws);
  stage.prove("the history is there", history === 0, `exit code ${history}`);
  stage.prove("reverted: cpu 1024 runs again", isOnly(third, { cpu: "1024" }), describe(third));

  stage.act("A broken image: red, with the reason, and production keeps running the good revision");
  await pushImage(aws.endpoint, { repository: "agenticmem", tag: "broken", behaviour: broken });
  await stage.command("pulumi config set image broken");
  const red = await stage.command("pulumi up --yes");
  const kept = await runningTasks(aws);
  stage.show(kept);
  const good = { revision: third[0]?.revision, imageDigest: third[0]?.imageDigest };
  stage.prove("a rollout that ECS rolls back is red", red === 1, `exit code ${red}`);
  stage.prove("and the good revision still runs", isOnly(kept, good), describe(kept));

  stage.act("Back with one command, to exactly the image that was healthy, although latest has moved meanwhile");
  await pushImage(aws.endpoint, { repository: "agenticmem", tag: "latest" });
  const rolledBack = await stage.command("npm run --silent rollback -- --yes");
  const back = await runningTasks(aws);
  stage.show(back);
  stage.prove("rollback is green", rolledBack === 0, `exit code ${rolledBack}`);
  stage.prove(
    "the healthy update's size and image run",
    isOnly(back, { cpu: "1024", imageDigest: good.imageDigest }),
    `${describe(back)}, ${shortDigest(back)}`,
  );
  const status = await stage.command("npm run --silent status");
  stage.prove("status agrees", status === 0, `exit code ${status}`);
}

async function update(stage: Stage, aws: LocalAws): Promise<RunningTask[]> {
  const exitCode = await stage.command("pulumi up --yes");
  if (exitCode !== 0) throw new Error(`pulumi up ended with exit code ${exitCode}`);
  const tasks = await runningTasks(aws);
  stage.show(tasks);
  return tasks;
}

/** At least one task runs, and all of them are like that. */
function isOnly(tasks: RunningTask[], wanted: Partial<RunningTask>): boolean {
  const like = (task: RunningTask) =>
    Object.entries(wanted).every(([key, value]) => task[key as keyof RunningTask] === value);
  return tasks.length > 0 && tasks.every(like);
}

const describe = (tasks: RunningTask[]) =>
  tasks.map(({ revision, cpu }) => `${revision}, cpu ${cpu}`).join("; ") || "nothing runs";

const shortDigest = (tasks: RunningTask[]) => tasks[0]?.imageDigest.slice(0, "sha256:".length + 12) ?? "nothing runs";
