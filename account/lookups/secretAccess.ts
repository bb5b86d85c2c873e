import type { Clients } from "../clients";
import { AccountProblem, looking } from "../problem";
import type { LiveService } from "./liveService";
import { lookUpSecret, type FoundSecret } from "./secrets";

/** What an execution role must be allowed to read so that containers get their secrets. All ARNs, without suffixes. */
export interface SecretAccess {
  secretArns: string[];
  parameterArns: string[];
  /** Customer-managed KMS keys that encrypt them. */
  keyArns: string[];
}

/** What the new revision needs, together with what the running one (and a rollback to it) still needs. */
export async function lookUpSecretAccess(
  clients: Clients,
  wanted: { secrets: FoundSecret[]; parameterArns: string[] },
  live: LiveService | undefined,
  where: string,
): Promise<SecretAccess> {
  const running = referencesOf(live);
  const known = new Set(wanted.secrets.map(({ arn }) => arn));
  const stillNeeded = await Promise.all(
    running.secretArns.filter((arn) => !known.has(arn)).map((arn) => secretIfThere(clients, arn, where)),
  );
  const secrets = [...wanted.secrets, ...stillNeeded.flatMap((secret) => secret ?? [])];
  const parameterArns = unique([...wanted.parameterArns, ...running.parameterArns]);
  const parameterKeys = await Promise.all(parameterArns.map((arn) => parameterKeyId(clients, arn, where)));
  const secretKeys = secrets.map(({ customerKeyId }) => customerKeyId);
  const keyIds = unique([...secretKeys, ...parameterKeys].flatMap((key) => key ?? []));
  return {
    secretArns: unique(secrets.map(({ arn }) => arn)),
    parameterArns,
    keyArns: unique(await Promise.all(keyIds.map((id) => keyArn(clients, id, where)))),
  };
}

const unique = (values: string[]) => [...new Set(values)].sort();

/** Secrets and parameters that the containers of the running revision refer to. */
function referencesOf(live: LiveService | undefined): { secretArns: string[]; parameterArns: string[] } {
  const references = (live?.taskDefinition?.containerDefinitions ?? [])
    .flatMap(({ secrets = [] }) => secrets)
    .flatMap(({ valueFrom }) => valueFrom ?? []);
  const secretArns = references.filter((arn) => arn.includes(":secretsmanager:"));
  return {
    secretArns: unique(secretArns.map((arn) => arn.split(":").slice(0, 7).join(":"))),
    parameterArns: unique(references.filter((arn) => arn.includes(":ssm:"))),
  };
}

async function secretIfThere(clients: Clients, arn: string, where: string): Promise<FoundSecret | undefined> {
  try {
    return await lookUpSecret(clients, arn, where);
  } catch (error) {
    if (error instanceof AccountProblem) return undefined;
    throw error;
  }
}

async function parameterKeyId(clients: Clients, arn: string, where: string): Promise<string | undefined> {
  const name = arn.replace(/^.*:parameter/, "");
  const wanted = {
    what: `SSM parameter "${name}"`,
    where,
    fix: "name another one in secrets",
    action: "ssm:DescribeParameters",
  };
  const found = await looking(wanted, async () => {
    const ssm = await clients.ssm();
    const values = [name, name.slice(1)];
    const { Parameters = [] } = await ssm.describeParameters({
      ParameterFilters: [{ Key: "Name", Option: "Equals", Values: values }],
    });
    return Parameters[0];
  });
  return found.KeyId === undefined || found.KeyId === "alias/aws/ssm" ? undefined : found.KeyId;
}

async function keyArn(clients: Clients, keyId: string, where: string): Promise<string> {
  if (keyId.startsWith("arn:") && keyId.includes(":key/")) return keyId;
  const wanted = { what: `KMS key "${keyId}"`, where, fix: "check the secret's key", action: "kms:DescribeKey" };
  return looking(wanted, async () => {
    const kms = await clients.kms();
    return (await kms.describeKey({ KeyId: keyId })).KeyMetadata?.Arn;
  });
}
