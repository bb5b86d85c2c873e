import type { Clients } from "../clients";
import { lookingFor, type Where } from "../problem";

export async function logGroupExists(clients: Clients, name: string, where: Where): Promise<boolean> {
  const sought = {
    what: `log group "${name}"`,
    where,
    fix: "pulumi config set logGroup <name>",
    action: "logs:DescribeLogGroups",
  };
  const found = await lookingFor(sought, async () => {
    const logs = await clients.logs();
    // The first of the answer, which is sorted: others only begin like it.
    const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: name });
    return logGroups.find(({ logGroupName }) => logGroupName === name);
  });
  return found !== undefined;
}
