import type { Sheet } from "../../../runbook/diagnose/sheet";

const at = (clock: string) => `2026-01-15T${clock}.000Z`;
const task = (id: string) => id.repeat(8);

/** What the page is made from after an update whose container crashes, with a log that would take the page over. */
export const rolledBack: Sheet = {
  document: {
    service: "agenticmem-service",
    cluster: "agenticmem-cluster",
    state: "rolled back",
    headline: "agenticmem-task:43 is not what runs: its deployment was rolled back",
    reason: "Service deployment rolled back because the circuit breaker threshold was exceeded.",
    desiredCount: 2,
    goal: "agenticmem-task:42",
    running: [{ revision: "agenticmem-task:42", tasks: 2, since: at("09:11:00") }],
    latest: {
      deployment: "ecs-svc/4444444444444444444",
      revision: "agenticmem-task:43",
      startedAt: at("14:02:10"),
      endedAt: at("14:06:40"),
      failedTasks: 4,
    },
    causes: [
      {
        what: "container agenticmem ended with an error of the application (exit code 1)",
        tasks: 3,
        words: "Essential container in task exited",
        stopCode: "EssentialContainerExited",
        container: "agenticmem",
        exitCode: 1,
        task: task("aaaa"),
        remedy: "look at its logs",
      },
      {
        what: "the load balancer's health check failed (Target.Timeout: Request timed out)",
        tasks: 1,
        words:
          "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/agenticmem-api-tg/0123456789abcdef)",
        stopCode: "ServiceSchedulerInitiated",
        container: null,
        exitCode: null,
        task: task("dddd"),
        remedy:
          "check the target group's path and port, or pulumi config set --path deployment.healthCheckGracePeriodSeconds <more seconds>",
      },
    ],
    isForgotten: false,
    logs: {
      task: task("aaaa"),
      container: "agenticmem",
      group: "/ecs/agenticmem",
      stream: `ecs/agenticmem/${task("aaaa")}`,
      lines: [
        "starting agenticmem",
        "<script>document.title = 'taken over'; fetch('https://example.com/')</script>",
        '<img src="https://example.com/x.png" onerror="document.title=\'taken over\'">',
        "connecting to postgres://app:hunter2secret@db.example.com:5432/app with API_TOKEN=q8Zr1Xv7Lm3Wd9Tk",
        "Error: no database",
      ],
    },
    targets: [
      { targetGroup: "agenticmem-api-tg", address: "10.0.1.12:8000", state: "healthy", reason: null },
      { targetGroup: "agenticmem-api-tg", address: "10.0.2.14:8000", state: "healthy", reason: null },
      {
        targetGroup: "agenticmem-api-tg",
        address: "10.0.2.99:8000",
        state: "unhealthy",
        reason: "Target.Timeout: Request timed out",
      },
    ],
    alarms: [
      {
        name: "agenticmem-5xx",
        state: "OK",
        watches: "HTTPCode_Target_5XX_Count Sum over 60 s > 5",
        reason: "Threshold Crossed: no datapoints were greater than the threshold (5.0).",
      },
    ],
    events: [{ at: at("14:06:41"), message: "(service agenticmem-service) has reached a steady state." }],
    timeline: [
      { at: at("14:02:10"), kind: "began", words: "deployment ecs-svc/4444444444444444444 began" },
      { at: at("14:02:18"), kind: "started", words: "has started 2 tasks: (aaaaaaaa) (bbbbbbbb)." },
      { at: at("14:03:20"), kind: "started", words: "has started 1 tasks: (cccccccc)." },
      { at: at("14:04:02"), kind: "targets", words: "registered 1 targets in agenticmem-api-tg" },
      {
        at: at("14:05:01"),
        kind: "unhealthy",
        words: "(dddddddd) (port 8000) is unhealthy in agenticmem-api-tg due to (reason Request timed out).",
      },
      { at: at("14:05:02"), kind: "stopped", words: "has stopped 1 running tasks: (dddddddd)." },
      {
        at: at("14:05:40"),
        kind: "failed",
        words: "(deployment ecs-svc/4444444444444444444) deployment failed: tasks failed to start.",
      },
      { at: at("14:05:41"), kind: "rollback", words: "rolling back to deployment ecs-svc/3333333333333333333." },
      { at: at("14:06:40"), kind: "ended", words: "the rollout ended: rolled back" },
      { at: at("14:06:41"), kind: "complete", words: "has reached a steady state." },
    ],
    tasks: [
      ...["1111", "2222"].map((id) => ({
        task: task(id),
        revision: "agenticmem-task:42",
        state: "running" as const,
        createdAt: at("09:11:00"),
        startedAt: at("09:11:40"),
        stoppedAt: null,
        cause: null,
      })),
      ...[
        ["aaaa", "14:02:18", "14:02:50", "14:03:05"],
        ["bbbb", "14:02:18", "14:02:52", "14:03:10"],
        ["cccc", "14:03:20", "14:03:50", "14:04:12"],
      ].map(([id = "", created = "", started = "", stopped = ""]) => ({
        task: task(id),
        revision: "agenticmem-task:43",
        state: "failed" as const,
        createdAt: at(created),
        startedAt: at(started),
        stoppedAt: at(stopped),
        cause: "container agenticmem ended with an error of the application (exit code 1)",
      })),
      {
        task: task("dddd"),
        revision: "agenticmem-task:43",
        state: "failed",
        createdAt: at("14:03:22"),
        startedAt: at("14:03:58"),
        stoppedAt: at("14:05:02"),
        cause: "the load balancer's health check failed (Target.Timeout: Request timed out)",
      },
    ],
    unseen: [],
    ways: [
      { purpose: "its logs", command: "npm run logs -- --task aaaaaaaa --since 2h" },
      { purpose: "to go back", command: "npm run rollback" },
    ],
  },
  stack: "prod",
  accountId: "111122223333",
  region: "us-west-2",
  asked: {
    name: "agenticmem-task:43",
    tasks: 0,
    cpu: "1024",
    memoryMiB: "4096",
    images: [
      {
        container: "agenticmem",
        reference: `111122223333.dkr.ecr.us-west-2.amazonaws.com/agenticmem@sha256:${"ab".repeat(32)}`,
      },
    ],
  },
  running: [
    {
      name: "agenticmem-task:42",
      tasks: 2,
      cpu: "1024",
      memoryMiB: "4096",
      images: [
        {
          container: "agenticmem",
          reference: `111122223333.dkr.ecr.us-west-2.amazonaws.com/agenticmem@sha256:${"cd".repeat(32)}`,
        },
      ],
    },
  ],
  differences: ["image sha256:cdcdcdcdcdcd→sha256:abababababab", "+ DATABASE_HOST db.example.com", "- OLD_FLAG"],
  links: [
    {
      what: "the service",
      url: "https://us-west-2.console.aws.amazon.com/ecs/v2/clusters/agenticmem-cluster/services/agenticmem-service/health?region=us-west-2",
    },
  ],
  madeAt: Date.parse(at("14:20:00")),
};
