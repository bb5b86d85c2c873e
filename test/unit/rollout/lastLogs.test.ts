import assert from "node:assert/strict";
import type { Clients } from "../../../account/clients";
import { lastLogLines, logStreamOf } from "../../../rollout/lastLogs";
import { stoppedTask } from "./answers";

const clients = (getLogEvents: () => Promise<{ events?: { message?: string }[] }>) =>
  ({ logs: () => Promise.resolve({ getLogEvents }) }) as unknown as Clients;
const linesOf = (...messages: string[]) =>
  lastLogLines(
    clients(() => Promise.resolve({ events: messages.map((message) => ({ message })) })),
    { group: "/ecs/app" },
    "stream",
  );

describe("the last log lines", () => {
  it("are the last five, fit to be shown", async () => {
    assert.deepEqual(
      await linesOf("0", "1", "2", "\u001b[31mred\u001b[0m\u0007 and \ttab", "a\nb\r\n", "", "c".repeat(1_000)),
      ["1", "2", "red and tab", "a", "b", `${"c".repeat(79)} … ${"c".repeat(78)}`].slice(-5),
    );
  });

  it("have nothing in them that looks like a credential", async () => {
    const [address = "", key = ""] = await linesOf(
      "no postgres://app:hunter2secret@db/x",
      "DB_PASSWORD=hunter2secret key AKIAABCDEFGHIJKLMNOP",
    );
    assert.match(address, /^no \(not shown: looks like /);
    assert.match(key, /^DB_PASSWORD=\(not shown: looks like a password\) key \(not shown/);
    assert.ok(!/hunter2|AKIA/.test(address + key));
  });

  it("are none when they cannot be had", async () => {
    assert.deepEqual(
      await lastLogLines(
        clients(() => Promise.reject(new Error("AccessDeniedException"))),
        { group: "g" },
        "s",
      ),
      [],
    );
    assert.deepEqual(
      await lastLogLines(
        clients(() => Promise.resolve({})),
        { group: "g" },
        "s",
      ),
      [],
    );
  });

  it("come from the stream that the awslogs driver writes", () => {
    assert.equal(
      logStreamOf({ group: "/ecs/app", prefix: "ecs" }, "app", stoppedTask(1).arn),
      `ecs/app/${"0".repeat(29)}901`,
    );
  });
});
