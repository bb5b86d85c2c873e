import * as ecr from "@pulumi/awsx/ecr";
import type { PartArgs } from "./part";

/**
 * The app's ECR repository. Without any life-cycle policy: revisions pin digests, so that the image of a revision which is kept may be
 * old and have no tag any more, and no rule of ECR can tell it from one that nobody needs.
 */
export function createRepository({ name, settings, options }: PartArgs): ecr.Repository {
  return new ecr.Repository(
    `${name}-repository`,
    {
      name: settings.foundation.repository,
      imageScanningConfiguration: { scanOnPush: true },
      lifecyclePolicy: { skip: true },
      tags: settings.tags,
    },
    options,
  );
}
