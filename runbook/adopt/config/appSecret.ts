import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import type { FoundSecret } from "../../../account/lookups/secrets";
import { parseSecretReference } from "../../../settings/arns";

/** The secret that most keys come from, the one of the derived name before others; undefined: no keys come from a secret. */
export function appSecret(
  containers: ContainerDefinition[],
  secrets: Record<string, FoundSecret>,
  derived: string,
): string | undefined {
  const uses = new Map<string, number>();
  for (const { valueFrom = "" } of containers.flatMap((container) => container.secrets ?? [])) {
    const reference = parseSecretReference(valueFrom);
    const secret = reference && secrets[reference.arn];
    if (secret !== undefined && reference?.key !== "") uses.set(secret.name, (uses.get(secret.name) ?? 0) + 1);
  }
  if (uses.has(derived)) return derived;
  return [...uses].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))[0]?.[0];
}
