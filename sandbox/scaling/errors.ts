import { AwsError } from "../ecs/awsError";

export const validation = (message: string) => new AwsError("ValidationException", message);

/** For example `No scalable target registered for service namespace: ecs, resource ID: service/main/app, …`. */
export const notFound = (what: string, resourceId: string, name = "") =>
  new AwsError(
    "ObjectNotFoundException",
    `No ${what} for service namespace: ecs, resource ID: ${resourceId}, scalable dimension: ecs:service:DesiredCount${name}`,
  );
