import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Roles } from "./roles";

const unable =
  "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ";
const retried = "service call has been retried 1 time(s): ";

export interface SecretClients {
  secretsManager: SecretsManagerClient;
  ssm: SSMClient;
  kms: KMSClient;
}

/** What Fargate does with a container's `secrets` before it starts. */
export class TaskSecrets {
  constructor(
    private readonly clients: SecretClients,
    private readonly roles: Roles,
    /** `arn:aws:ssm:us-west-2:123456789012:parameter/`, for parameters that are given by name. */
    private readonly parameterArnPrefix: string,
  ) {}

  /** Undefined when the value can be had, else ECS's own words. The value itself is not kept. */
  async whyNotAvailable(valueFrom: string, executionRoleArn: string): Promise<string | undefined> {
    if (valueFrom.includes(":secretsmanager:")) {
      const reason = await this.whyNoSecret(valueFrom, executionRoleArn);
      return reason === undefined ? undefined : `${unable}unable to retrieve secret from asm: ${retried}${reason}`;
    }
    const reason = await this.whyNoParameter(valueFrom, executionRoleArn);
    return reason === undefined ? undefined : `${unable}unable to retrieve secrets from ssm: ${retried}${reason}`;
  }

  private async whyNoSecret(valueFrom: string, roleArn: string): Promise<string | undefined> {
    const { arn, key, stage, version } = parseReference(valueFrom);
    const failed = `failed to fetch secret ${arn} from secrets manager: `;
    const { secretsManager } = this.clients;
    const denied = await this.roles.whyNotAllowed(roleArn, "secretsmanager:GetSecretValue", arn);
    if (denied !== undefined) return failed + denied;
    try {
      const { KmsKeyId } = await secretsManager.send(new DescribeSecretCommand({ SecretId: arn }));
      const keyDenied = await this.whyNotDecryptable(KmsKeyId, roleArn);
      if (keyDenied !== undefined) return failed + keyDenied;
      const { SecretString = "" } = await secretsManager.send(
        new GetSecretValueCommand({ SecretId: arn, VersionStage: stage, VersionId: version }),
      );
      return key === undefined ? undefined : whyNoKey(SecretString, key);
    } catch (error) {
      if (!isServiceError(error)) throw error;
      return `${failed}${error.name}: ${error.message}`;
    }
  }

  private async whyNoParameter(valueFrom: string, roleArn: string): Promise<string | undefined> {
    const arn = valueFrom.startsWith("arn:") ? valueFrom : this.parameterArnPrefix + valueFrom.replace(/^\//, "");
    const name = arn.slice(arn.indexOf(":parameter/") + ":parameter".length);
    const denied = await this.roles.whyNotAllowed(roleArn, "ssm:GetParameters", arn);
    if (denied !== undefined) return denied;
    // A parameter without a path has no leading slash in its name, but in its ARN it looks the same.
    const { Parameters = [] } = await this.clients.ssm.send(
      new GetParametersCommand({ Names: [name, name.slice(1)], WithDecryption: true }),
    );
    return Parameters.length > 0 ? undefined : `invalid ssm parameters: ${name}`;
  }

  private async whyNotDecryptable(keyId: string | undefined, roleArn: string): Promise<string | undefined> {
    if (keyId === undefined || keyId.includes("alias/aws/")) return undefined;
    const { KeyMetadata } = await this.clients.kms.send(new DescribeKeyCommand({ KeyId: keyId }));
    const denied = await this.roles.whyNotAllowed(roleArn, "kms:Decrypt", KeyMetadata?.Arn ?? keyId);
    return denied === undefined ? undefined : "AccessDeniedException: Access to KMS is not allowed";
  }
}

/** `arn:…:secret:name-AbCdEf:json-key:version-stage:version-id`, the last three possibly empty or absent. */
function parseReference(valueFrom: string) {
  const parts = valueFrom.split(":");
  const filled = (index: number) => (parts[index] === "" ? undefined : parts[index]);
  return { arn: parts.slice(0, 7).join(":"), key: filled(7), stage: filled(8), version: filled(9) };
}

function whyNoKey(secretString: string, key: string): string | undefined {
  try {
    const content: unknown = JSON.parse(secretString);
    if (typeof content === "object" && content !== null && key in content) return undefined;
  } catch {
    // Not even JSON: Fargate says the same.
  }
  return `retrieved secret from Secrets Manager did not contain json key ${key}`;
}

const isServiceError = (error: unknown): error is Error =>
  error instanceof Error && ["ResourceNotFoundException", "InvalidRequestException"].includes(error.name);
