/** What another Pulumi program finds in the package that `npm run package` makes; see docs/package.md. */
import "./program/nodeVersion";
import * as pulumi from "@pulumi/pulumi";
import type { FargateService } from "./components/fargateService";
import { deploy, type Deployed } from "./program/deploy";
import { endWithEngine } from "./program/engineWatch";
import { ofApp } from "./program/ownApp";
import type { OwnResource } from "./program/ownParts";
import { readOwnResources } from "./program/ownResources";
import { inPlainWords } from "./program/plainWords";
import { readProjectFacts } from "./program/projectFacts";
import { readStackConfig } from "./program/stackConfig";
import { readAppInProgram, type AppSettings, type ServiceSettings } from "./settings/inProgram";

export { FargateService } from "./components/fargateService";
export type { AppSettings, ServiceSettings };

/** An app's services, and where they are reached. */
export interface App {
  /** By key; a single service has the app's name. */
  services: Record<string, FargateService>;
  /** Of the load balancer, where the setting `foundation` makes it. */
  url?: pulumi.Output<string>;
}

/**
 * Deploys a service and gives it once it runs as asked; otherwise the update is red, and the error says why.
 * @param name its component's, and the app's, from which other names are derived
 * @param settings those under `name` in the stack's config come before them
 * @example const web = await fargateService("web", { image: "public.ecr.aws/nginx/nginx:1.27", cpu: 512, memory: 1024 });
 */
export async function fargateService(name: string, settings: ServiceSettings = {}): Promise<FargateService> {
  const { services } = await deployed(name, settings, { hasSeveral: false });
  return services[0]!.component;
}

/**
 * Deploys an app's services side by side. None waits for another, and all of them are judged before an error ends the program.
 * @param name the app's, from which other names are derived
 * @param settings those under `name` in the stack's config come before them
 * @example await fargateServices("shop", { cpu: 512, memory: 1024, services: { web: { ports: { http: 80 } }, worker: {} } });
 */
export async function fargateServices(name: string, settings: AppSettings): Promise<App> {
  const { services, foundation } = await deployed(name, settings, { hasSeveral: true });
  return {
    services: Object.fromEntries(services.map(({ service, component }) => [service.key ?? name, component])),
    url: foundation?.url,
  };
}

function deployed(name: string, inCode: AppSettings, { hasSeveral }: { hasSeveral: boolean }): Promise<Deployed> {
  return inPlainWords(async () => {
    watchOnce();
    const { requiredPulumiVersion, defaults } = readProjectFacts();
    await checkEngine(requiredPulumiVersion);
    const config = readStackConfig();
    const read = readAppInProgram({ name, inCode, hasSeveral, config, defaults });
    // Once, however many apps a program has: what the last update left, and not what this one does.
    const recorded = ofApp(read.app.appName, hasSeveral, await (ownResources ??= readOwnResources()));
    return inPlainWords(
      () => deploy(read, config, recorded),
      (text) => read.inWords(text),
    );
  });
}

/** Older engines go on after a rollout that failed. */
async function checkEngine(range: string): Promise<void> {
  try {
    await pulumi.requirePulumiVersion(range);
  } catch (error) {
    throw new pulumi.RunError(`${(error as Error).message}: install a newer Pulumi. Nothing was changed.`);
  }
}

let ownResources: Promise<OwnResource[]> | undefined;

let isWatching = false;

/** However many apps a program has. */
function watchOnce(): void {
  if (!isWatching) endWithEngine();
  isWatching = true;
}
