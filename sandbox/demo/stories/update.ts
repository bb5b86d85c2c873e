import { pushImage } from "../../aws/pushImage";
import { areAll, describeTasks, runningTasks, shortDigest, type LocalAws } from "../runningTasks";
import type { Stage } from "../stage";
import { pulumiUp } from "./pulumiUp";
import type { Story } from "./story";

/** A container that ends as soon as it has started. */
const broken = { exit: { code: 1, afterSeconds: 5, log: ["FATAL: cannot reach the database"] } };

export const update: Story = {
  about: "deploy, change the size, revert, a broken image, rollback",
  play,
};

async function play(stage: Stage, aws: LocalAws): Promise<void> {
  stage.act("The first deployment, with production's config (cpu 1024)");
  const first = await pulumiUp(stage, aws);
  stage.prove("pulumi up deploys cpu 1024", areAll(first, { cpu: "1024" }), describeTasks(first));

  stage.act("A bigger size, first as a preview");
  await stage.command("pulumi config set cpu 2048");
  const previewed = await stage.command("pulumi preview");
  const untouched = await runningTasks(aws);
  stage.prove(
    "preview changes nothing",
    previewed === 0 && areAll(untouched, { cpu: "1024" }),
    describeTasks(untouched),
  );
  const second = await pulumiUp(stage, aws);
  stage.prove("config set cpu 2048, up: 2048 runs", areAll(second, { cpu: "2048" }), describeTasks(second));
  stage.prove("as a new revision", second[0]?.revision !== first[0]?.revision, second[0]?.revision ?? "nothing");
  stage.prove(
    "of the same image",
    second[0]?.imageDigest === first[0]?.imageDigest,
    shortDigest(second[0]?.imageDigest),
  );

  stage.act("The history, and back");
  const history = await stage.command("pulumi stack history");
  await stage.command("pulumi config set cpu 1024");
  const third = await pulumiUp(stage, aws);
  stage.prove("the history is there", history === 0, `exit code ${history}`);
  stage.prove("reverted: cpu 1024 runs again", areAll(third, { cpu: "1024" }), describeTasks(third));

  stage.act("A broken image: red, with the reason, and production keeps running the good revision");
  await pushImage(aws.endpoint, { repository: "agenticmem", tag: "broken", behaviour: broken });
  await stage.command("pulumi config set image broken");
  const red = await stage.command("pulumi up --yes");
  const kept = await runningTasks(aws);
  stage.show(kept);
  const good = { revision: third[0]?.revision, imageDigest: third[0]?.imageDigest };
  stage.prove("a rollout that ECS rolls back is red", red === 1, `exit code ${red}`);
  stage.prove("and the good revision still runs", areAll(kept, good), describeTasks(kept));

  stage.act("Back with one command, to exactly the image that was healthy, although latest has moved meanwhile");
  await pushImage(aws.endpoint, { repository: "agenticmem", tag: "latest" });
  const rolledBack = await stage.command("npm run --silent rollback -- --yes");
  const back = await runningTasks(aws);
  stage.show(back);
  stage.prove("rollback is green", rolledBack === 0, `exit code ${rolledBack}`);
  stage.prove(
    "the healthy update's size and image run",
    areAll(back, { cpu: "1024", imageDigest: good.imageDigest }),
    `${describeTasks(back)}, ${shortDigest(back[0]?.imageDigest)}`,
  );
  const status = await stage.command("npm run --silent status");
  stage.prove("status agrees", status === 0, `exit code ${status}`);
}
