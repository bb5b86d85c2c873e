import assert from "node:assert/strict";
import type { Cause } from "../../../rollout/causes";
import type { Outcome, Red } from "../../../rollout/follow";
import type { ContainerLogs } from "../../../rollout/lastLogs";
import { greenLine, mostLines, redReport } from "../../../rollout/report";
import { deployment, event, expected, noSuchKey, old, ourId, service } from "./answers";

const logs: ContainerLogs = {
  taskArn: "arn:aws:ecs:us-west-2:111122223333:task/main/0123456789abcdef0123456789abcdef",
  container: "app",
  group: "/ecs/app",
  stream: "ecs/app/0123456789abcdef0123456789abcdef",
  lines: ["starting", "Error: no database"],
};

const cause = (changes: Partial<Cause> = {}): Cause => ({
  what: "container app ended with an error of the application (exit code 1)",
  remedy: "look at its logs",
  definite: "never",
  tasks: 3,
  words: "Essential container in task exited",
  stopCode: "EssentialContainerExited",
  container: { name: "app", exitCode: 1 },
  taskArns: [],
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
const report = (changes: Partial<Outcome> = {}, lines = logs.lines, verdict = red) =>
  redReport(expected(), verdict, outcome(changes), { ...logs, lines });

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
        "  its logs: npm run logs -- --task 01234567 --since 2h",
        "  to see more: npm run diagnose",
        "  to go back: npm run rollback",
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

  it("names what stops a rollout only while ECS goes on with it", () => {
    const timeout: Red = { kind: "red", why: "timeout", detail: "not complete after 30 minutes" };
    assert.match(
      report({ last: service([deployment(), old()]) }, [], timeout),
      /to stop it: npm run abort\n {2}to go back: npm run rollback$/,
    );
    assert.doesNotMatch(report(), /npm run abort/);
  });

  it("names no way back from the first deployment", () => {
    const text = redReport(expected({ previousRevisionArn: undefined }), red, outcome());
    assert.match(text, /to see more: npm run diagnose$/);
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
          lines,
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
