import type { Names } from "../../settings/types";
import type { Clients } from "../clients";
import { lookingFor, type Where } from "../problem";

/** Whether CloudWatch has counts of the cluster's tasks and deployments; a cluster that is made first has none yet. */
export async function lookUpContainerInsights(
  clients: Clients,
  { cluster }: Pick<Names, "cluster">,
  where: Where,
): Promise<boolean> {
  const sought = {
    what: `cluster "${cluster}"`,
    where,
    fix: "pulumi config set cluster <name>",
    action: "ecs:DescribeClusters",
  };
  const setting = await lookingFor(sought, async () => {
    const ecs = await clients.ecs();
    const { clusters = [] } = await ecs.describeClusters({ clusters: [cluster], include: ["SETTINGS"] });
    return clusters[0]?.settings?.find(({ name }) => name === "containerInsights")?.value;
  });
  return setting === "enabled" || setting === "enhanced";
}
