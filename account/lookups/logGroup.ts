import type { Clients } from "../clients";
import { explain } from "../problem";

export async function logGroupExists(clients: Clients, name: string, where: string): Promise<boolean> {
  try {
    const logs = await clients.logs();
    const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: name });
    return logGroups.some(({ logGroupName }) => logGroupName === name);
  } catch (error) {
    throw explain(error, {
      what: `log group "${name}"`,
      where,
      fix: "pulumi config set logGroup <name>",
      action: "logs:DescribeLogGroups",
    });
  }
}
