import * as pulumi from "@pulumi/pulumi";
import * as engineConfig from "@pulumi/pulumi/runtime/config";
import type { StackConfig } from "../settings";

/** The stack's effective config as the engine hands it over: the only place that reads it. */
export function readStackConfig(): StackConfig {
  const values = engineConfig.allConfig();
  // Missing in the SDK's published types.
  const { isConfigSecret } = engineConfig as unknown as { isConfigSecret: (key: string) => boolean };
  return {
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    values,
    secretKeys: Object.keys(values).filter((key) => isConfigSecret(key)),
  };
}
