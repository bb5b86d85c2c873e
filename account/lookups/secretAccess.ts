import type { TaskDefinition } from "@aws-sdk/client-ecs";
import type { Clients } from "../clients";
import { describePlace, type Place } from "../existing";
import { looking, lookingFor, type Where } from "../problem";
import { lookUpRevision, type LiveService } from "./liveService";
import { lookUpReferredSecret, type FoundSecret } from "./secrets";

/** What an execution role must be allowed to read so that containers get their secrets. All ARNs, without suffixes. */
export interface SecretAccess {
  secretArns: string[];
  parameterArns: string[];
  /** Customer-managed KMS keys that encrypt them. */
  keyArns: string[];
}

/** What the new revision needs, together with what running ones (and a rollback to one) still need, as far as it is there. */
export async function lookUpSecretAccess(
  clients: Clients,
  wanted: { secrets: FoundSecret[]; parameterArns: string[] },
  live: LiveService | undefined,
  place: Promise<Place>,
): Promise<SecretAccess> {
  const where = async () => describePlace(await place);
  const inUse = referencesOf(await revisionsInUse(clients, live, where));
  const known = new Set(wanted.secrets.map(({ arn }) => arn));
  const olderSecrets = inUse.secretArns.filter((arn) => !known.has(arn));
  const olderParameters = inUse.parameterArns.filter((arn) => !wanted.parameterArns.includes(arn));
  const [secrets, parameters] = await Promise.all([
    Promise.all(olderSecrets.map((arn) => lookUpReferredSecret(clients, arn, where))),
    Promise.all([
      ...wanted.parameterArns.map((arn) => lookUpParameter(clients, arn, place)),
      ...olderParameters.map((arn) => lookUpParameterIfThere(clients, arn, place)),
    ]),
  ]);
  const found = [...wanted.secrets, ...secrets, ...parameters].filter((one) => one !== undefined);
  const keyIds = unique(found.flatMap(({ customerKeyId }) => customerKeyId ?? []));
  const arnsOf = (service: string) => unique(found.map(({ arn }) => arn).filter((arn) => isOf(service, arn)));
  return {
    secretArns: arnsOf("secretsmanager"),
    parameterArns: arnsOf("ssm"),
    keyArns: unique(await Promise.all(keyIds.map((id) => lookUpKey(clients, id, where)))),
  };
}

const unique = (values: string[]) => [...new Set(values)].sort();

const isOf = (service: string, arn: string) => arn.split(":")[2] === service;

/** The current one, and those that other deployments still run. */
async function revisionsInUse(
  clients: Clients,
  live: LiveService | undefined,
  where: Where,
): Promise<TaskDefinition[]> {
  const others = (live?.description.deployments ?? [])
    .flatMap(({ taskDefinition }) => taskDefinition ?? [])
    .filter((arn) => arn !== live?.taskDefinitionArn);
  const described = await Promise.all(unique(others).map((arn) => lookUpRevision(clients, arn, where)));
  return [live?.taskDefinition, ...described].filter((revision) => revision !== undefined);
}

/** Secrets and parameters that the containers of revisions refer to. */
function referencesOf(revisions: TaskDefinition[]): { secretArns: string[]; parameterArns: string[] } {
  const references = revisions
    .flatMap(({ containerDefinitions = [] }) => containerDefinitions)
    .flatMap(({ secrets = [] }) => secrets)
    .flatMap(({ valueFrom }) => valueFrom ?? []);
  const secretArns = references.filter((arn) => isOf("secretsmanager", arn));
  return {
    secretArns: unique(secretArns.map((arn) => arn.split(":").slice(0, 7).join(":"))),
    parameterArns: unique(references.filter((arn) => isOf("ssm", arn))),
  };
}

interface FoundParameter {
  arn: string;
  customerKeyId?: string;
}

const soughtParameter = (arn: string, place: Promise<Place>) => ({
  what: `SSM parameter "${parameterName(arn)}"`,
  where: async () => describePlace(await place),
  fix: "name another one in secrets",
  action: "ssm:DescribeParameters",
});

const lookUpParameter = (clients: Clients, arn: string, place: Promise<Place>) =>
  looking(soughtParameter(arn, place), () => describeParameter(clients, arn, place));

const lookUpParameterIfThere = (clients: Clients, arn: string, place: Promise<Place>) =>
  lookingFor(soughtParameter(arn, place), () => describeParameter(clients, arn, place));

const parameterName = (arn: string) => arn.replace(/^.*:parameter/, "");

/** Undefined when it is not there. One of another account or region cannot be asked for: it is taken as it is. */
async function describeParameter(
  clients: Clients,
  arn: string,
  place: Promise<Place>,
): Promise<FoundParameter | undefined> {
  const { region, accountId } = await place;
  if (!arn.includes(`:ssm:${region}:${accountId}:`)) return { arn };
  const ssm = await clients.ssm();
  const name = parameterName(arn);
  // The ARN does not tell whether a name without folders starts with a slash.
  const Values = name.lastIndexOf("/") > 0 ? [name] : [name, name.slice(1)];
  const filter = { Key: "Name", Option: "Equals", Values };
  const { Parameters: [found] = [] } = await ssm.describeParameters({ ParameterFilters: [filter] });
  if (found === undefined) return undefined;
  return found.KeyId === undefined || found.KeyId === "alias/aws/ssm" ? { arn } : { arn, customerKeyId: found.KeyId };
}

/** IAM wants the key itself, where a secret may name an alias. */
async function lookUpKey(clients: Clients, keyId: string, where: Where): Promise<string> {
  if (keyId.startsWith("arn:") && keyId.includes(":key/")) return keyId;
  const sought = { what: `KMS key "${keyId}"`, where, fix: "check the secret's key", action: "kms:DescribeKey" };
  return looking(sought, async () => {
    const kms = await clients.kms();
    return (await kms.describeKey({ KeyId: keyId })).KeyMetadata?.Arn;
  });
}
