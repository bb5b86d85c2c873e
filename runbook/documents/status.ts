import { z } from "zod";
import { alarmDocument } from "./alarm";
import { differenceDocument } from "./diff";

const count = (text: string) => z.number().int().describe(text);
const time = (text: string) => z.string().nullable().describe(`${text}, ISO 8601 in UTC; null: not known.`);

const image = z.object({
  container: z.string().describe("Name of the container."),
  reference: z.string().describe("Image as the revision names it."),
  digest: z.string().nullable().describe("Digest that runs, sha256:…; null: not known."),
  tags: z.array(z.string()).nullable().describe("Tags that the digest has in ECR now; null: not known, or not in ECR."),
});

const deployment = z.object({
  id: z.string().describe("ecs-svc/<number>."),
  status: z.string().describe("PRIMARY is what ECS works towards; ACTIVE and INACTIVE ones are being replaced."),
  rolloutState: z.string().nullable().describe("IN_PROGRESS, COMPLETED or FAILED."),
  reason: z.string().nullable().describe("Why it is in that state, in ECS's words."),
  revision: z.string().describe("family:number."),
  running: count("Tasks that run."),
  pending: count("Tasks that are on their way."),
  desired: count("Tasks that it is to have."),
  failed: count("Tasks that did not start or stay up, since the last good one."),
  since: time("When it was created; after a rollback it may be that of the deployment gone back to"),
});

const port = z.object({
  port: z.string().describe("Name of the port, or its number where it has none."),
  number: z.number().int().describe("Port of the container."),
  targetGroup: z.string().describe("Name of the target group."),
  targets: z
    .record(z.string(), z.number())
    .describe("Number of targets by state: healthy, unhealthy, initial, draining, …"),
  reasons: z
    .array(z.string())
    .describe("Why targets are unhealthy or unused, each reason once, in the load balancer's words."),
});

const secret = z.object({
  name: z.string().describe("Name of a secret with another current version than when the revision was made."),
  olderTasks: z.number().int().nullable().describe("Tasks that still have an older value; null: not known."),
  reason: z.string().nullable().describe("Why it is not known."),
});

/** What `status --output json` prints. */
export const statusDocument = z.object({
  stack: z.string().describe("The stack."),
  service: z.string().describe("Name of the service."),
  cluster: z.string().describe("Name of the cluster."),
  accountId: z.string().describe("AWS account, 12 digits."),
  region: z.string().describe("AWS region."),
  isFine: z
    .boolean()
    .describe(
      "All desired tasks run, healthy, of one revision, and their targets are healthy: the exit code is then 0.",
    ),
  problems: z.array(z.string()).describe("Why it is not fine, in sentences."),
  unknown: z.array(z.string()).describe("What AWS did not tell, and the permission that is missing."),
  notes: z.array(z.string()).describe("What being fine does not prove."),
  revision: z
    .string()
    .nullable()
    .describe("Revision that the service is on, family:number; null: there is no service."),
  cpu: z.number().nullable().describe("CPU units of a task, 1024 to a vCPU."),
  memoryMiB: z.number().nullable().describe("Memory of a task, in MiB."),
  images: z.array(image).describe("Images of the revision, that of the main container first."),
  tasks: z
    .object({
      desired: count("Tasks that there are to be."),
      running: count("Tasks that run."),
      pending: count("Tasks that are on their way."),
      health: z
        .record(z.string(), z.number())
        .nullable()
        .describe(
          "Number of running tasks by health: HEALTHY, UNHEALTHY, UNKNOWN; null: not known, or nothing checks it.",
        ),
    })
    .nullable()
    .describe("null: there is no service."),
  autoscaling: z
    .object({
      min: count("Tasks that there are at least."),
      max: count("Tasks that there are at most."),
      follows: z.array(z.string()).describe("What the number of tasks follows by the settings, a few words each."),
    })
    .nullable()
    .describe("What Application Auto Scaling keeps; null: the setting autoscaling is empty, or it is not known."),
  alarms: z
    .array(alarmDocument)
    .nullable()
    .describe("CloudWatch alarms that make a deployment fail when they ring; null: their states are not known."),
  deployments: z.array(deployment).describe("As ECS lists them."),
  ports: z.array(port).nullable().describe("Ports in target groups; null: target health is not known."),
  rollout: z.string().nullable().describe("How the rollout under way stands, in one line; null: there is none."),
  lastRollout: z
    .object({
      status: z
        .string()
        .describe("ServiceDeploymentStatus of the ECS API: SUCCESSFUL, IN_PROGRESS, ROLLBACK_SUCCESSFUL, …"),
      revision: z.string().nullable().describe("Revision that was rolled out, family:number; null: not known."),
      reason: z.string().nullable().describe("In ECS's words."),
      finishedAt: time("When it ended"),
    })
    .nullable()
    .describe("The latest deployment by ECS's own record, which goes back 90 days; null: none, or not known."),
  differences: z
    .array(differenceDocument)
    .nullable()
    .describe("In what the stack asks for something else than what the service is on, as in diff; null: not known."),
  differencesInWords: z.array(z.string()).describe("The same, a line each."),
  pins: z.array(z.string()).describe("What is pinned, in sentences."),
  changedSecrets: z.array(secret).describe("Secrets that have changed since the revision was made."),
});

export type StatusDocument = z.infer<typeof statusDocument>;
