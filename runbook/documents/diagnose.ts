import { z } from "zod";
import { alarmDocument } from "./alarm";
import { momentKinds } from "../diagnose/moments";

const time = z.iso.datetime().nullable().describe("null: not known.");
const revision = z.string().describe("family:number");

/** What `diagnose --output json` prints. */
export const diagnoseDocument = z.object({
  service: z.string().describe("Name of the service."),
  cluster: z.string().describe("Name of the cluster."),
  state: z
    .enum([
      "well",
      "unsteady",
      "not serving",
      "under way",
      "rolling back",
      "rolled back",
      "failed",
      "stopped",
      "not known",
    ])
    .describe(
      "well: the latest deployment is complete and all of it serves. unsteady: so it is, but tasks of it have ended within the last hour. " +
        "not serving: complete, but tasks or targets are missing or not healthy. not known: nothing is wrong with what could be seen, but " +
        "not all could. The others are those of the latest deployment.",
    ),
  headline: z.string().describe("The same in words."),
  reason: z.string().nullable().describe("Why the latest deployment ended so, in ECS's words."),
  desiredCount: z.number().int().describe("Tasks that there are to be."),
  goal: revision.nullable().describe("Revision that ECS works towards; null: none."),
  running: z
    .array(z.object({ revision, tasks: z.number().int(), since: time }))
    .describe("Deployments that have tasks running."),
  latest: z
    .object({
      deployment: z.string().describe("ecs-svc/<number>"),
      revision: revision.nullable().describe("null: not known any more."),
      startedAt: time,
      endedAt: time,
      failedTasks: z.number().int().describe("Tasks of it that are known not to have started or stayed up."),
    })
    .nullable()
    .describe("The deployment that was asked for last."),
  causes: z
    .array(
      z.object({
        what: z.string().describe("In plain words."),
        tasks: z.number().int().describe("Tasks that ended so; 0: only an event tells of it."),
        words: z.string().describe("ECS's own words, of one of them."),
        stopCode: z.string().nullable().describe("ECS's stop code."),
        container: z.string().nullable().describe("Container that ended the task."),
        exitCode: z.number().int().nullable().describe("Its exit code."),
        task: z.string().nullable().describe("Id of one of the tasks."),
        remedy: z.string().describe("What to do about it."),
      }),
    )
    .describe("Why tasks did not start or stay up, the most frequent cause first."),
  isForgotten: z
    .boolean()
    .describe("Tasks have failed of which ECS knows nothing any more: it forgets them after about an hour."),
  logs: z
    .object({
      task: z.string().describe("Id of the task."),
      container: z.string(),
      group: z.string().describe("Log group."),
      stream: z.string().describe("Log stream."),
      lines: z.array(z.string()).describe("The last ones, shortened."),
    })
    .nullable()
    .describe("What the container wrote that ended most of the tasks."),
  targets: z
    .array(
      z.object({
        targetGroup: z.string().describe("Name of the target group."),
        address: z.string().describe("Private address and port of the task."),
        state: z.string().describe("healthy, unhealthy, initial, draining, …"),
        reason: z.string().nullable().describe("What the load balancer says."),
      }),
    )
    .describe("All targets in the service's target groups."),
  alarms: z.array(alarmDocument).describe("CloudWatch alarms that make a deployment fail when they ring."),
  events: z.array(z.object({ at: time, message: z.string() })).describe("The service's last 5 events, newest first."),
  timeline: z
    .array(z.object({ at: z.iso.datetime(), kind: z.enum(momentKinds), words: z.string() }))
    .describe(
      "What has happened since the latest deployment was asked for, oldest first: its begin and end, and events.",
    ),
  tasks: z
    .array(
      z.object({
        task: z.string().describe("Id of the task."),
        revision,
        state: z
          .enum(["starting", "running", "stopped", "failed"])
          .describe("stopped: replaced or scaled in; failed: it ended for one of the causes."),
        createdAt: time,
        startedAt: time.describe("When it ran first; null: not yet, never, or not known."),
        stoppedAt: time.describe("null: it has not stopped, or not known."),
        cause: z.string().nullable().describe("Why it failed, as in causes[].what."),
      }),
    )
    .describe("Tasks that are there, and those that have stopped since the latest deployment began, oldest first."),
  unseen: z.array(z.string()).describe("What could not be looked at for want of a permission: sentences."),
  ways: z.array(z.object({ purpose: z.string(), command: z.string() })).describe("Commands that go on from here."),
});

export type DiagnoseDocument = z.infer<typeof diagnoseDocument>;
