import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { version } from "@pulumi/aws/package.json";

/** Folder where the user's own engine keeps its plugins. */
const pluginsDir = (env: NodeJS.ProcessEnv) => join(env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");

/** Whether the real `aws` provider plugin, of the version that the program uses, is installed for this user. */
export function hasAwsPlugin(env: NodeJS.ProcessEnv): boolean {
  const dir = pluginsDir(env);
  return existsSync(dir) && readdirSync(dir).includes(`resource-aws-v${version}`);
}

/** Lets a Pulumi home of the sandbox's own find the plugins that the user has installed. */
export function linkPlugins(env: NodeJS.ProcessEnv, pulumiHome: string): void {
  const link = join(pulumiHome, "plugins");
  if (existsSync(pluginsDir(env)) && !existsSync(link)) symlinkSync(pluginsDir(env), link);
}
