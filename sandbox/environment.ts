import { delimiter, join } from "node:path";
import { clientEnvironment } from "./aws/awsAccount";
import { projectDir } from "./paths";

/** What a running sandbox adds to a command's environment. */
export interface SandboxVariables {
  /** Folder with `pulumi` and its language host. */
  engineDir: string;
  /** URL of the local AWS. */
  endpoint: string;
  region: string;
  accountId: string;
  /** URL of the state backend. */
  backend: string;
  pulumiHome: string;
  stack: string;
  /** Port of the built-in `aws` provider; undefined where a real one answers. */
  providerPort?: number;
}

/** Variables that point Pulumi at an account or backend of the user's, or at a stack of it. */
const usersPulumi =
  /^PULUMI_(ACCESS_TOKEN|BACKEND_URL|CONFIG_PASSPHRASE|CONFIG_PASSPHRASE_FILE|HOME|ORGANIZATION|STACK)$/;

/** The environment of a command that runs in the sandbox, made from the caller's own. */
export function sandboxEnvironment(variables: SandboxVariables, base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(base).filter(([name]) => !usersPulumi.test(name)));
  const debugProviders = debugProvidersWith(variables.providerPort, base.PULUMI_DEBUG_PROVIDERS);
  return {
    ...kept,
    ...clientEnvironment(variables.endpoint, variables.region, base),
    PATH: [variables.engineDir, join(projectDir, "node_modules", ".bin"), base.PATH ?? ""].join(delimiter),
    PULUMI_BACKEND_URL: variables.backend,
    PULUMI_HOME: variables.pulumiHome,
    PULUMI_STACK: variables.stack,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...(debugProviders !== undefined && { PULUMI_DEBUG_PROVIDERS: debugProviders }),
  };
}

/** Whether `PULUMI_DEBUG_PROVIDERS` (`aws:1234,awsx:1235`) already names a provider for `aws`. */
export function namesAwsProvider(debugProviders: string | undefined): boolean {
  return (debugProviders ?? "").split(",").some((entry) => entry.trim().startsWith("aws:"));
}

function debugProvidersWith(port: number | undefined, given: string | undefined): string | undefined {
  if (port === undefined || namesAwsProvider(given)) return given;
  return given === undefined || given === "" ? `aws:${port}` : `${given},aws:${port}`;
}
