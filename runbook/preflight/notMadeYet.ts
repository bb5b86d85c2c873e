import type { Made } from "../../account/made";
import type { Part } from "../../settings/types";
import type { OpenStack } from "../openStack";

/** What `foundation` makes and AWS does not have, as the look-ups will find it: what the next update stands on. */
export async function notMadeYet({
  settings,
  clients,
  place,
}: Pick<OpenStack, "settings" | "clients" | "place">): Promise<{ parts: Part[]; made: Made }> {
  if (!Object.values(settings.foundation.makes).includes(true)) return { parts: [], made: {} };
  const [{ predicted }, { presenceIn }, { thingsOf }] = await Promise.all([
    import("../../components/foundation/predicted"),
    import("../../components/foundation/presence"),
    import("../../components/foundation/things"),
  ]);
  const where = await place();
  const presenceOf = presenceIn(clients, where);
  const wanted = thingsOf(settings).filter(({ part, name }) => settings.foundation.makes[part] && name !== undefined);
  const missing = await Promise.all(
    wanted.map(async (thing) => ((await presenceOf(thing)) === undefined ? [thing.part] : [])),
  );
  const parts = new Set(missing.flat());
  // A network has no name to look for: where nothing else is missing, it is there too.
  if (settings.foundation.makes.network && (parts.size > 0 || wanted.length === 0)) parts.add("network");
  return { parts: [...parts], made: only(parts, predicted(settings, where)) };
}

const fieldsOf: Record<Part, (keyof Made)[]> = {
  cluster: ["clusterArn"],
  roles: ["executionRoleArn", "taskRoleArn"],
  secret: ["secret"],
  repository: ["repositoryUri"],
  network: ["subnetIds", "securityGroupIds"],
  loadBalancer: ["targetGroups", "securityGroupIds"],
};

function only(parts: Set<Part>, prediction: Made): Made {
  const fields = new Set([...parts].flatMap((part) => fieldsOf[part]));
  return Object.fromEntries(Object.entries(prediction).filter(([field]) => fields.has(field as keyof Made)));
}
