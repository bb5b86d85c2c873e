import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { version as awsVersion } from "@pulumi/aws/package.json";
import { version as awsxVersion } from "@pulumi/awsx/package.json";

/** Folder where the user's own engine keeps its plugins. */
const pluginsDir = (env: NodeJS.ProcessEnv) => join(env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");

/** The plugins that the sandbox has a stand-in for, in the versions that the program uses. */
const versions = { aws: awsVersion, awsx: awsxVersion };

export type PluginName = keyof typeof versions;

/** Whether the real plugin, of the version that the program uses, is installed for this user. */
export function hasPlugin(name: PluginName, env: NodeJS.ProcessEnv): boolean {
  const dir = pluginsDir(env);
  return existsSync(dir) && readdirSync(dir).includes(`resource-${name}-v${versions[name]}`);
}

/** Whether `PULUMI_DEBUG_PROVIDERS` (`aws:1234,awsx:1235`) already names a provider for a package. */
export function namesPlugin(name: PluginName, debugProviders: string | undefined): boolean {
  return (debugProviders ?? "").split(",").some((entry) => entry.trim().startsWith(`${name}:`));
}

/** Whether a stand-in is needed, since no real plugin would answer. */
export const needsStandIn = (name: PluginName, env: NodeJS.ProcessEnv): boolean =>
  !namesPlugin(name, env.PULUMI_DEBUG_PROVIDERS) && !hasPlugin(name, env);

/** Lets a Pulumi home of the sandbox's own find the plugins that the user has installed. */
export function linkPlugins(env: NodeJS.ProcessEnv, pulumiHome: string): void {
  const link = join(pulumiHome, "plugins");
  if (existsSync(pluginsDir(env)) && !existsSync(link)) symlinkSync(pluginsDir(env), link);
}
