import type { Clients } from "../clients";
import { looking, type Where } from "../problem";

export async function lookUpCluster(clients: Clients, name: string, where: Where): Promise<string> {
  const wanted = {
    what: `cluster "${name}"`,
    where,
    fix: "pulumi config set cluster <name>",
    action: "ecs:DescribeClusters",
  };
  return looking(wanted, async () => {
    const { clusters = [] } = await (await clients.ecs()).describeClusters({ clusters: [name] });
    return clusters.find(({ status }) => status === "ACTIVE")?.clusterArn;
  });
}
