import { removeCommand } from "./commands";
import type { Report } from "./report";
import type { ContainerSettings, ImageSetting, LogSettings, Names } from "./types";

interface Roles {
  names: Pick<Names, "executionRole">;
  image: ImageSetting | undefined;
  container: Pick<ContainerSettings, "secrets">;
  sidecars: Pick<ContainerSettings, "secrets">[];
  logs: LogSettings["mode"] | undefined;
  overrides: { container?: Record<string, unknown> };
}

/**
 * ECS registers no Fargate task without an execution role that reads secrets, writes to CloudWatch or pulls from ECR. Source:
 * "Amazon ECS task execution IAM role", Amazon ECS Developer Guide.
 */
export function checkRoles({ names, image, container, sidecars, logs, overrides }: Roles, report: Report): void {
  if (names.executionRole !== undefined || report.mentions("executionRole")) return;
  const replaced = (field: string) => overrides.container?.[field] !== undefined;
  const needs = [
    ...([container, ...sidecars].some(({ secrets }) => secrets.length > 0) ? ["secrets"] : []),
    ...(logs !== "none" && !replaced("logConfiguration") ? ["logs (logGroupMode none sends none)"] : []),
    ...(image !== undefined && image.kind !== "reference" && !replaced("image") ? ["an image from ECR"] : []),
  ];
  if (needs.length === 0) return;
  const path = ["executionRole"];
  report.problem(
    path,
    `executionRole none is not valid with ${needs.join(", ")}: use a role that may do that (${removeCommand(path)})`,
  );
}
