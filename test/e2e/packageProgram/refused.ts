/** What the package's types refuse; never run. */
import { fargateService, fargateServices, type FargateService } from "agenticmem";

// @ts-expect-error: no such setting
void fargateService("web", { memoryInMiB: 512 });

// @ts-expect-error: a number
void fargateService("web", { cpu: "many" });

// @ts-expect-error: of the whole app
void fargateServices("shop", { services: { web: { appName: "web" } } });

// @ts-expect-error: an Output
export const arn: Promise<string> = fargateService("web").then((web: FargateService) => web.serviceArn);
