import { describePlace, type Existing, type Place } from "../../account/existing";
import { pinnedVersion } from "../../account/lookups/secrets";
import type { LiveService } from "../../account/lookups/liveService";
import { errorCode, isDenied, missing } from "../../account/problem";
import { isPlaceholder } from "../../settings/placeholders";
import type { Settings } from "../../settings/types";
import {
  allWell,
  asking,
  checking,
  notChecked,
  problem,
  sideBySide,
  together,
  type Findings,
  type Subject,
} from "./findings";

/** A secret of which containers are given single JSON keys. */
export interface KeyedSecret {
  name: string;
  arn: string;
  /** It is the app's own, which `npm run secrets` sets. */
  isApps: boolean;
  /** The version that was pinned; undefined: the current one. */
  versionId?: string;
  /** Sorted; each with the variables that receive it. */
  keys: { key: string; variables: string[] }[];
}

/** The secrets whose value has to be read, for the names of its keys. */
export function secretsToRead(
  settings: Pick<Settings, "container" | "sidecars" | "names" | "preflight" | "pinSecretVersions" | "pins">,
  existing: Pick<Existing, "secrets" | "service">,
): KeyedSecret[] {
  const when = settings.preflight.secretKeys;
  if (when === "never") return [];
  const used = new Map<string, Pick<KeyedSecret, "name" | "isApps" | "versionId"> & { keys: Map<string, string[]> }>();
  for (const { variable, source } of containersOf(settings).flatMap(({ secrets }) => secrets)) {
    if (source.kind === "parameter" || source.key === undefined) continue;
    const found = existing.secrets[source.secret];
    if (found === undefined) continue;
    const secret = used.get(found.arn) ?? {
      name: found.name,
      isApps: source.secret === settings.names.secret,
      versionId: pinnedVersion(found, settings),
      keys: new Map<string, string[]>(),
    };
    secret.keys.set(source.key, [...(secret.keys.get(source.key) ?? []), variable]);
    used.set(found.arn, secret);
  }
  const running = runningKeys(existing.service);
  const isKnown = (arn: string, key: string, versionId: string | undefined) =>
    running.has(versionId === undefined ? `${arn}:${key}` : `${arn}:${key}::${versionId}`);
  return [...used]
    .filter(
      ([arn, { keys, versionId }]) =>
        when === "always" || [...keys.keys()].some((key) => !isKnown(arn, key, versionId)),
    )
    .map(([arn, { name, isApps, versionId, keys }]) => ({
      arn,
      name,
      isApps,
      versionId,
      keys: [...keys].sort().map(([key, variables]) => ({ key, variables })),
    }));
}

const containersOf = ({ container, sidecars }: Pick<Settings, "container" | "sidecars">) => [container, ...sidecars];

/** `<secret ARN>:<key>` of everything that the running revision names, and what it names by version as it stands there. */
function runningKeys(service?: LiveService): Set<string> {
  const references = (service?.taskDefinition?.containerDefinitions ?? [])
    .flatMap(({ secrets = [] }) => secrets)
    .flatMap(({ valueFrom }) => valueFrom ?? []);
  return new Set(references.flatMap((reference) => [reference.split(":").slice(0, 8).join(":"), reference]));
}

/** Says nothing of the value but which of the wanted keys it lacks, and which nobody has set. */
export function judgeKeys({ name, isApps, keys }: KeyedSecret, value: string | undefined): Findings {
  const byHand = `aws secretsmanager put-secret-value --secret-id ${name} --secret-string file://whole-value.json`;
  const has = parsed(value);
  if (has === undefined) {
    return problem(
      `secret "${name}" is not a JSON object, so it has no ${listOf(keys.map(({ key }) => key))}: make it one (${byHand}), ` +
        "or name another one in secrets",
    );
  }
  return together(
    keys.map(({ key, variables }) => {
      const set = `npm run secrets -- set ${key}`;
      if (!Object.hasOwn(has, key)) {
        return problem(
          `secret "${name}" has no key ${key}, which ${listOf(variables)} is to get: add it (${isApps ? set : byHand}), ` +
            "or name another one in secrets",
        );
      }
      if (!isPlaceholder(key, has[key])) return allWell;
      return problem(
        `key ${key} of secret "${name}", which ${listOf(variables)} is to get, is still a placeholder: set it (${set})`,
      );
    }),
  );
}

const listOf = (names: string[]) => names.join(", ");

/** Undefined for anything but a JSON object. What the parser says is dropped, since it quotes the text. */
function parsed(value: string | undefined): Record<string, unknown> | undefined {
  try {
    const whole: unknown = JSON.parse(value ?? "");
    const isObject = typeof whole === "object" && whole !== null && !Array.isArray(whole);
    return isObject ? (whole as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The keys that containers are given are in their secrets. The value stays here, in memory. */
export function checkSecretKeys({ settings, existing, clients }: Subject): Promise<Findings> {
  return sideBySide(
    secretsToRead(settings, existing).map((secret) =>
      checking(`the keys of secret "${secret.name}"`, async () => {
        const secretsManager = await clients.secretsManager();
        const { SecretString } = await asking("secretsmanager:GetSecretValue", (options) =>
          secretsManager
            .getSecretValue({ SecretId: secret.arn, VersionId: secret.versionId }, options)
            .catch(withoutMessage),
        );
        return judgeKeys(secret, SecretString);
      }),
    ),
  );
}

/** An answer that cannot be read may be quoted in the error, and the answer is the secret. */
function withoutMessage(error: unknown): never {
  if (isDenied(error)) throw error;
  throw Object.assign(new Error("its value could not be read"), { name: errorCode(error) });
}

/** What a parameter may be called: the ARN does not tell whether a name without folders starts with a slash. */
export function parameterNames(arn: string): string[] {
  const name = arn.replace(/^.*:parameter/, "");
  const isInFolder = name.lastIndexOf("/") > 0;
  return isInFolder ? [name] : [name, name.slice(1)];
}

/** @param found names of parameters that exist in the place. */
export function judgeParameters(arns: string[], found: string[], place: Place): Findings {
  return together(
    arns.map((arn) => {
      const [name = ""] = parameterNames(arn);
      const what = `SSM parameter "${name}"`;
      if (!isIn(place, arn)) return notChecked(`${what} is in another account or region`);
      if (parameterNames(arn).some((candidate) => found.includes(candidate))) return allWell;
      const fix = `aws ssm put-parameter --type SecureString --name ${name} --value …, or name another one in secrets`;
      return problem(missing({ what, where: describePlace(place), fix, action: "ssm:DescribeParameters" }).message);
    }),
  );
}

const isIn = ({ region, accountId }: Place, arn: string) => arn.includes(`:ssm:${region}:${accountId}:`);

/** AWS takes 50 names at a time, and each parameter may have two. */
const parametersPerCall = 25;

/** SSM parameters exist. The look-ups have found that out already when the stack grants access to them. */
export async function checkParameters({ settings, existing, clients }: Subject): Promise<Findings> {
  if (existing.secretAccess !== undefined) return allWell;
  const sources = containersOf(settings).flatMap(({ secrets }) => secrets.map(({ source }) => source));
  const arns = [...new Set(sources.flatMap((source) => (source.kind === "parameter" ? [source.arn] : [])))].sort();
  if (arns.length === 0) return allWell;
  return checking("SSM parameters", async () => {
    const ssm = await clients.ssm();
    const names = arns.filter((arn) => isIn(existing.place, arn)).map(parameterNames);
    const calls = Array.from({ length: Math.ceil(names.length / parametersPerCall) }, (_, index) => {
      const Values = names.slice(index * parametersPerCall, (index + 1) * parametersPerCall).flat();
      const input = { MaxResults: 50, ParameterFilters: [{ Key: "Name", Option: "Equals", Values }] };
      return asking("ssm:DescribeParameters", (options) => ssm.describeParameters(input, options));
    });
    const found = (await Promise.all(calls)).flatMap(({ Parameters = [] }) => Parameters);
    return judgeParameters(
      arns,
      found.flatMap(({ Name }) => Name ?? []),
      existing.place,
    );
  });
}
