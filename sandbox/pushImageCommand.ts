import type { Command } from "commander";
import type { ContainerBehaviour } from "./ecs/behaviour";
import type { SandboxVariables } from "./environment";

/** `push-image`: what a developer's `docker push` does, into the local ECR. */
export function addPushImage(program: Command, running: () => Promise<SandboxVariables>): void {
  program
    .command("push-image <tag>")
    .description("pushes a new image to a repository; the tag moves to it")
    .option("--repository <name>", "which one", "agenticmem")
    .option("--behaviour <json>", "how its container behaves (docs/sandbox.md)", "{}")
    .addHelpText(
      "after",
      `
Examples:
  npm run sandbox -- push-image latest
  npm run sandbox -- push-image latest --repository shop
  npm run sandbox -- push-image crashes --behaviour '{"exit":{"code":1,"afterSeconds":5,"log":["no database"]}}'
  npm run sandbox -- push-image hungry --behaviour '{"needsMemoryMiB":6000}'
  npm run sandbox -- push-image sick --behaviour '{"healthCheck":{"passesAfterSeconds":"never"}}'`,
    )
    .action(async (tag: string, { repository, ...given }: { behaviour: string; repository: string }) => {
      checkTag(tag);
      const behaviour = await readBehaviour(given.behaviour);
      const { endpoint, region, accountId } = await running();
      const { pushImage } = await import("./aws/pushImage");
      const digest = await pushImage(endpoint, { repository, tag, behaviour }, { region, accountId });
      process.stdout.write(`${repository}:${tag} is ${digest}\n`);
    });
}

/** Source: `ImageTag` in the API reference of Amazon ECR, which registries follow. */
function checkTag(tag: string): void {
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(tag)) return;
  throw new Error(
    `${tag} is not an image tag: up to 128 letters, digits, _, . and -, the first one no . or -. Nothing was pushed.`,
  );
}

async function readBehaviour(text: string): Promise<ContainerBehaviour> {
  const [{ z }, { containerBehaviour }] = await Promise.all([import("zod"), import("./ecs/behaviour")]);
  const json = z.string().transform((value, context) => {
    try {
      return JSON.parse(value) as unknown;
    } catch (error) {
      context.addIssue((error as Error).message);
      return z.NEVER;
    }
  });
  const { data, error } = json.pipe(containerBehaviour).safeParse(text);
  if (error === undefined) return data;
  throw new Error(
    `--behaviour ${text} is not a behaviour (docs/sandbox.md has its fields). Nothing was pushed.\n${z.prettifyError(error)}`,
  );
}
