import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { stacksWithFiles } from "../settings/stackFiles";
import type { Surroundings } from "./surroundings";
import { UsageError } from "./usageError";

/** The stack that a command is about: the one named, else `PULUMI_STACK`, the one selected, or the only one that has a file. */
export function chooseStack(
  { projectDir, env }: Pick<Surroundings, "projectDir" | "env">,
  project: string,
  named?: string,
): string {
  const given = named ?? nonEmpty(env.PULUMI_STACK) ?? selectedStack(projectDir, env, project);
  if (given !== undefined) return given;
  const stacks = stacksWithFiles(projectDir);
  const [only] = stacks;
  if (only !== undefined && stacks.length === 1) return only;
  throw new UsageError(
    stacks.length === 0
      ? "there is no stack yet (pulumi stack init prod)"
      : `no stack is chosen: use --stack ${stacks.join(" or --stack ")}, PULUMI_STACK, or pulumi stack select ${only}`,
  );
}

const nonEmpty = (text: string | undefined) => (text === "" ? undefined : text);

/**
 * What `pulumi stack select` has left in the engine's home folder. Source: `settingsPath` in `pkg/workspace/workspace.go` of
 * pulumi/pulumi.
 */
function selectedStack(projectDir: string, env: NodeJS.ProcessEnv, project: string): string | undefined {
  const home = nonEmpty(env.PULUMI_HOME) ?? join(homedir(), ".pulumi");
  const hash = createHash("sha1").update(join(projectDir, "Pulumi.yaml")).digest("hex");
  try {
    const text = readFileSync(join(home, "workspaces", `${project}-${hash}-workspace.json`), "utf8");
    return nonEmpty((JSON.parse(text) as { stack?: string }).stack);
  } catch {
    return undefined;
  }
}
