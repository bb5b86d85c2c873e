import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../sandbox/lock";
import { waitUntil } from "../../sandbox/process";

describe("the lock", () => {
  let dir: string;
  let lines: string[];
  const progress = (line: string) => void lines.push(line);

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "lock-"));
    lines = [];
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const lockFile = () => join(dir, "lock");
  const work = () => withLock(lockFile(), progress, () => Promise.resolve("done"));

  it("of a process that has ended is taken over", async () => {
    writeFileSync(lockFile(), "999999999");
    assert.equal(await work(), "done");
    assert.ok(!existsSync(lockFile()));
  });

  it("that nobody has touched for long is taken over, whoever has its pid now", async () => {
    writeFileSync(lockFile(), String(process.ppid));
    utimesSync(lockFile(), new Date(0), new Date(0));
    assert.equal(await work(), "done");
  });

  it("of a living process is waited for", async () => {
    writeFileSync(lockFile(), String(process.ppid));
    const result = work();
    await waitUntil("the waiter's word", 5_000, () => Promise.resolve(lines.length > 0));
    rmSync(lockFile());
    assert.equal(await result, "done");
  });

  it("is released when the work fails", async () => {
    await assert.rejects(
      withLock(lockFile(), progress, () => Promise.reject(new Error("work failed"))),
      /work failed/,
    );
    assert.ok(!existsSync(lockFile()));
  });
});
