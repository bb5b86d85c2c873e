import { delimiter, join } from "node:path";
import { clientEnvironment } from "./aws/awsAccount";
import { namesPlugin, type PluginName } from "./awsPlugin";
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
  /** Port of the built-in `awsx` provider; undefined where a real one answers. */
  awsxPort?: number;
}

/** Variables that point Pulumi at an account or backend of the user's, or at a stack of it. */
const usersPulumi =
  /^PULUMI_(ACCESS_TOKEN|BACKEND_URL|CONFIG_PASSPHRASE|CONFIG_PASSPHRASE_FILE|HOME|ORGANIZATION|STACK)$/;

/** The environment of a command that runs in the sandbox, made from the caller's own. */
export function sandboxEnvironment(variables: SandboxVariables, base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(base).filter(([name]) => !usersPulumi.test(name)));
  const debugProviders = debugProvidersWith(variables, base.PULUMI_DEBUG_PROVIDERS);
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

/** The stand-ins, beside the providers that the user attaches. */
function debugProvidersWith({ providerPort, awsxPort }: SandboxVariables, given = ""): string | undefined {
  const entry = (name: PluginName, port: number | undefined) =>
    port === undefined || namesPlugin(name, given) ? "" : `${name}:${port}`;
  const entries = [given, entry("aws", providerPort), entry("awsx", awsxPort)].filter((each) => each !== "");
  return entries.length === 0 ? undefined : entries.join(",");
}
