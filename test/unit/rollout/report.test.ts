import assert from "node:assert/strict";
import type { Cause } from "../../../rollout/causes";
import type { Outcome, Red } from "../../../rollout/follow";
import { goBackCommands } from "../../../rollout/goBack";
import { greenLine, mostLines, redReport, type Surroundings } from "../../../rollout/report";
import type { Revision } from "../../../rollout/revisions";
import { deployment, event, expected, noSuchKey, old, ourId, service, stoppedTask } from "./answers";

const surroundings: Surroundings = {
  cluster: "main",
  service: "app-service",
  logs: {
    taskArn: stoppedTask(1).arn,
    container: "app",
    group: "/ecs/app",
    stream: "ecs/app/0123456789abcdef0123456789abcdef",
    lines: ["starting", "Error: no database"],
  },
  goBack: "pulumi config set cpu 1024 && pulumi up",
};

const cause = (changes: Partial<Cause> = {}): Cause => ({
  what: "container app ended with an error of the application (exit code 1)",
  remedy: "look at its logs",
  definite: "never",
  tasks: 3,
  words: "Essential container in task exited",
  stopCode: "EssentialContainerExited",
  container: { name: "app", exitCode: 1 },
  ...changes,
});

const red: Red = { kind: "red", why: "rolled back", detail: "ECS deployment circuit breaker: tasks failed to start." };
const outcome = (changes: Partial<Outcome> = {}): Outcome => ({
  verdict: red,
  deploymentId: ourId,
  causes: [cause()],
  events: [],
  notes: [],
  last: service(
    [
      old({ status: "PRIMARY", runningCount: 2 }),
      deployment({ status: "ACTIVE", rolloutState: "FAILED", failedTasks: 3 }),
    ],
    { desiredCount: 2 },
  ),
  ...changes,
});
const report = (changes: Partial<Outcome> = {}, around: Partial<Surroundings> = {}, verdict = red) =>
  redReport(expected(), verdict, outcome(changes), { ...surroundings, ...around });

describe("the report of a red update", () => {
  it("says what was wanted, what runs since when, why, and what to do", () => {
    assert.equal(
      report(),
      [
        "app-task:42 is not what runs: the deployment was rolled back.",
        "  reason: ECS deployment circuit breaker: tasks failed to start.",
        "  running now: app-task:41, 2 of 2 tasks, since 2026-01-01 00:00 UTC",
        "  failed tasks: 3",
        "  cause: container app ended with an error of the application (exit code 1) (3 tasks)",
        "    in ECS's words: Essential container in task exited; stop code EssentialContainerExited; container app, exit code 1",
        "    what to do: look at its logs",
        "  last lines of container app:",
        "    | starting",
        "    | Error: no database",
        "  its logs: aws logs get-log-events --region us-west-2 --log-group-name /ecs/app --log-stream-name ecs/app/0123456789abcdef0123456789abcdef",
        "  to see more: aws ecs describe-services --region us-west-2 --cluster main --services app-service",
        "  to go back: pulumi config set cpu 1024 && pulumi up",
      ].join("\n"),
    );
  });

  it("tells what runs, not what ECS works towards, and nothing where nothing runs", () => {
    const during = service([deployment({ failedTasks: 1 }), old()]);
    assert.match(
      report({ last: during }),
      /running now: app-task:41, 1 of 1 task, since .* UTC \(ECS works towards app-task:42\)/,
    );
    assert.match(report({ last: service([deployment()]) }), /running now: nothing \(0 of 1 task\)/);
    assert.doesNotMatch(report({ last: undefined }), /running now/);
  });

  it("tells the latest events where no cause was found", () => {
    const text = report({
      causes: [],
      events: [
        event("is unable to consistently start tasks successfully."),
        event("one"),
        event("two"),
        event("three"),
      ],
    });
    assert.match(text, /event: \(service app-service\) is unable to consistently start tasks/);
    assert.doesNotMatch(text, /three/);
  });

  it("fits in 25 lines whatever happens", () => {
    const long = `CannotPullContainerError: ${"x".repeat(3_000)}: not found`;
    const causes = Array.from({ length: 12 }, (_, index) =>
      cause({ what: `cause ${index} ${"y".repeat(500)}`, words: `line one\nline two\n${long}` }),
    );
    const lines = Array.from({ length: 5 }, () => "z".repeat(160));
    const whys: Red["why"][] = [
      "failed",
      "rolled back",
      "overtaken",
      "elsewhere",
      "timeout",
      "not started",
      "hopeless",
      "untold",
    ];
    const last = service([
      deployment(),
      old(),
      old({ id: "ecs-svc/7" }),
      old({ id: "ecs-svc/8" }),
      old({ id: "ecs-svc/9" }),
    ]);
    for (const why of whys) {
      for (const count of [0, 1, 2, 3, 4, 12]) {
        const text = report(
          {
            causes: causes.slice(0, count),
            notes: ["one", "two", "three"],
            last,
            events: [event(long), event(long), event(long), event(long)],
          },
          { logs: { ...surroundings.logs!, lines } },
          { kind: "red", why, detail: `${long}\n${long}` },
        ).split("\n");
        assert.ok(text.length <= mostLines, `${text.length} lines`);
        assert.ok(text.every((line) => line.length < 500));
        assert.match(text.at(-1) ?? "", /to go back/);
        if (count > 3) assert.match(text.join(), /further causes: \d+/);
      }
    }
  });

  it("keeps the end of long words, where the reason stands", () => {
    assert.match(
      report({ causes: [cause({ words: `CannotPullContainerError: ${"retried ".repeat(100)}: not found` })] }),
      /ECS's words: CannotPull.* … .*: not found; stop code/,
    );
  });

  it("has no task ids in its causes, and no stack trace", () => {
    const causes = report({ causes: [cause({ what: "the secret has no key A", words: noSuchKey })] })
      .split("\n")
      .filter((line) => /cause|words|what to do/.test(line));
    assert.ok(causes.every((line) => !/[0-9a-f]{32}|\n\s+at /.test(line)));
  });
});

describe("the line of a green update", () => {
  it("says what serves, what is not proven, and what else there is to say", () => {
    const green = { kind: "green" as const, unproven: ["nothing checks health"] };
    const line = greenLine(expected(), green, outcome({ verdict: green, notes: ["Judged without it."] }));
    assert.equal(
      line,
      "app-task:42 runs: deployment complete, 2 tasks in service; nothing checks health; Judged without it.",
    );
  });
});

describe("the way back", () => {
  const revision = (image: string, cpu: string, memory: string): Revision => ({
    isHealthChecked: true,
    cpu,
    memory,
    containers: [
      { name: "proxy", image: "proxy:1" },
      { name: "app", image },
    ],
  });
  const before = revision("repository/app@sha256:1", "1024", "4096");

  it("names the commands for image and size", () => {
    assert.equal(
      goBackCommands("app", revision("repository/app@sha256:1", "2048", "4096"), before),
      "pulumi config set cpu 1024 && pulumi up",
    );
    assert.equal(
      goBackCommands("app", revision("repository/app@sha256:2", "2048", "8192"), before),
      "pulumi config set image repository/app@sha256:1 && pulumi config set cpu 1024 && pulumi config set memory 4096 && pulumi up",
    );
  });

  it("says what to do when something else was changed", () => {
    assert.equal(goBackCommands("app", before, before), "undo the change of the settings, then pulumi up");
  });
});
