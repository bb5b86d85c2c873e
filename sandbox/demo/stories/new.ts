import { pushImage } from "../../aws/pushImage";
import type { SandboxVariables } from "../../environment";
import { ByHand } from "../byHand";
import { healthyTargets } from "../healthyTargets";
import { inventory, kept } from "../inventory";
import { areAll, describeTasks, runningTasks } from "../runningTasks";
import { scaleTo } from "../scaleTo";
import type { Stage } from "../stage";
import { stateHas } from "../stateHas";
import { pulumiUp } from "./pulumiUp";
import type { Story } from "./story";

const app = "shop";

/** For the app's secret. */
const value = "a-value-that-nobody-sees";

export const newEnvironment: Story = {
  about: "a whole environment from an empty account: roll out, scale, go back, destroy",
  startsEmpty: true,
  play,
};

async function play(stage: Stage, aws: SandboxVariables): Promise<void> {
  const before = await inventory(aws);
  await makeEnvironment(stage, aws);
  await serve(stage, aws);
  await destroy(stage, aws, before);
}

async function makeEnvironment(stage: Stage, aws: SandboxVariables): Promise<void> {
  stage.act("An account with nothing in it but AWS's own default network, and a stack without any settings");
  for (const setting of [
    `appName ${app}`,
    "--path foundation.all create",
    "--path ports.http 8080",
    `--path targetGroups.http ${app}-http`,
    "--path --plaintext 'secrets[0]' PAYMENT_KEY",
  ]) {
    await stage.command(`pulumi config set ${setting}`);
  }

  stage.act("The first update makes the environment, and says what the service needs still");
  const exitCode = await stage.command("pulumi up --yes");
  const made = await inventory(aws);
  const all = [`cluster ${app}-cluster`, `repository ${app}`, `load balancer ${app}`, `target group ${app}-http`];
  const isMade = all.every((each) => made.includes(each)) && !made.some((each) => each.startsWith("service "));
  stage.prove("the first up makes all but the service", exitCode === 1 && isMade, `exit code ${exitCode}`);

  stage.act("An image is pushed, and the secret's key gets its value");
  stage.tell(`docker push ${registryOf(aws)}/${app}:latest`);
  await pushImage(aws.endpoint, { repository: app, tag: "latest" }, aws);
  const file = { name: "payment-key.txt", content: `${value}\n` };
  const set = await stage.command("npm run --silent secrets -- set PAYMENT_KEY", file);
  stage.prove("secrets set takes the value from a file", set === 0, `exit code ${set}`);
}

async function serve(stage: Stage, aws: SandboxVariables): Promise<void> {
  stage.act("The second update deploys, behind the load balancer");
  const first = await pulumiUp(stage, aws, app);
  const behind = await healthyTargets(aws, `${app}-http`);
  stage.prove(
    "the second up deploys, behind the load balancer",
    areAll(first, { cpu: "256" }) && behind === 1,
    `${describeTasks(first)}, ${behind} healthy target`,
  );

  stage.act("A bigger size");
  await stage.command("pulumi config set cpu 512");
  await stage.command("pulumi config set memory 1024");
  const bigger = await pulumiUp(stage, aws, app);
  stage.prove("config set cpu 512, up: 512 runs", areAll(bigger, { cpu: "512" }), describeTasks(bigger));

  stage.act("Autoscaling: the number of tasks follows the load, and no update fights over it");
  for (const setting of ["min 1", "max 4", "cpu 60"]) {
    await stage.command(`pulumi config set --path autoscaling.${setting}`);
  }
  await pulumiUp(stage, aws, app);
  stage.tell("The load grows: Application Auto Scaling sets the desired count to 3");
  const scaled = await scaleTo(3, aws, app);
  stage.show(scaled);
  const previewed = await stage.command("pulumi preview --expect-no-changes");
  const stillScaled = scaled.length === 3 && previewed === 0;
  stage.prove("scaled to 3 tasks: preview has no changes", stillScaled, `${scaled.length} tasks`);

  stage.act("Back with one command");
  const rolledBack = await stage.command("npm run --silent rollback -- --yes");
  const back = await runningTasks(aws, app);
  stage.show(back);
  stage.prove(
    "rollback: the first size runs, on as many tasks",
    rolledBack === 0 && back.length === 3 && areAll(back, { cpu: "256", imageDigest: first[0]?.imageDigest }),
    describeTasks(back),
  );
}

async function destroy(stage: Stage, aws: SandboxVariables, before: string[]): Promise<void> {
  stage.act(
    "The end of it: images are what a rollback goes back to, so that a repository with images is not destroyed",
  );
  const stopped = await stage.command("pulumi destroy --yes");
  const isThere = (await inventory(aws)).includes(`repository ${app}`);
  stage.prove("destroy keeps a repository with images", stopped !== 0 && isThere, `exit code ${stopped}`);
  const byHand = new ByHand(stage, aws);
  await byHand.deleteRepository(app);
  const destroyed = await stage.command("pulumi destroy --yes");
  stage.prove("without it, destroy goes to the end", destroyed === 0, `exit code ${destroyed}`);

  stage.act(
    "Revisions outlive the service, since they say what ran; deregistered they serve no more, and AWS keeps them",
  );
  await byHand.deregisterRevisions(`${app}-task`);
  const after = await inventory(aws);
  const left = after.filter((each) => !before.includes(each));
  stage.tell("What AWS has now that it did not have in the beginning:");
  for (const each of left) stage.tell(`  ${each}`);
  const isKept = (each: string) => Object.values(kept).some((kind) => each.startsWith(kind));
  stage.prove("nothing is left but what AWS keeps", left.every(isKept), left.join("\n"));
  const isSeen = stateHas(value, aws.backend);
  stage.prove("the secret's value is in no state and no history", !isSeen, isSeen ? "it is there" : "not found");
  const isWhole = before.every((each) => after.includes(each));
  stage.prove("what was there before is there", isWhole, `${before.length} things of the default network`);
}

const registryOf = ({ accountId, region }: SandboxVariables) => `${accountId}.dkr.ecr.${region}.amazonaws.com`;
