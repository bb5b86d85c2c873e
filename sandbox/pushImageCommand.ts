import type { Command } from "commander";
import { pushImage } from "./aws/pushImage";
import type { ContainerBehaviour } from "./ecs/behaviour";

/** `push-image`: what a developer's `docker push` does, into the local ECR. */
export function addPushImage(program: Command, endpoint: () => Promise<string>): void {
  program
    .command("push-image <tag>")
    .description("pushes a new image to the app's repository; the tag moves to it")
    .option("--behaviour <json>", "how its container behaves (see sandbox/ecs/behaviour.ts)", "{}")
    .addHelpText(
      "after",
      `
Examples:
  npm run sandbox -- push-image latest
  npm run sandbox -- push-image crashes --behaviour '{"exit":{"code":1,"afterSeconds":5,"log":["no database"]}}'
  npm run sandbox -- push-image hungry --behaviour '{"needsMemoryMiB":6000}'
  npm run sandbox -- push-image sick --behaviour '{"healthCheck":{"passesAfterSeconds":"never"}}'`,
    )
    .action(async (tag: string, { behaviour }: { behaviour: string }) => {
      const digest = await pushImage(await endpoint(), {
        repository: "agenticmem",
        tag,
        behaviour: JSON.parse(behaviour) as ContainerBehaviour,
      });
      process.stdout.write(`agenticmem:${tag} is ${digest}\n`);
    });
}
