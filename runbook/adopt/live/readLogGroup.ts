import type { Clients } from "../../../account/clients";
import { looking, type Where } from "../../../account/problem";
import type { LiveLogGroup } from "./live";

export async function readLogGroup(clients: Clients, name: string, where: Where): Promise<LiveLogGroup> {
  const sought = {
    what: `log group "${name}"`,
    where,
    fix: `no task can start without it: aws logs create-log-group --log-group-name ${name}`,
    action: "logs:DescribeLogGroups",
  };
  const found = await looking(sought, async () => {
    const logs = await clients.logs();
    // The first of the answer, which is sorted: others only begin like it.
    const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: name });
    return logGroups.find(({ logGroupName }) => logGroupName === name);
  });
  const resourceArn = (found.arn ?? "").replace(/:\*$/, "");
  const { tags = {} } = await looking({ ...sought, action: "logs:ListTagsForResource" }, async () => {
    const logs = await clients.logs();
    return logs.listTagsForResource({ resourceArn });
  });
  return {
    name,
    retentionDays: found.retentionInDays ?? 0,
    ...(found.kmsKeyId !== undefined && { kmsKeyId: found.kmsKeyId }),
    ...(found.logGroupClass !== undefined && { class: found.logGroupClass }),
    deletionProtection: found.deletionProtectionEnabled ?? false,
    tags,
  };
}
