import { equal, rejects } from "node:assert/strict";
import { unlessBeingWritten } from "../../program/beingWritten";

const half = "invocation of pulumi:pulumi:readStackResourceOutputs returned an error: failed to load checkpoint: EOF";

/** Fails so often, then reads; counts the reads. */
function reader(failures: number, message: string) {
  const counted = {
    reads: 0,
    read: () => (counted.reads++ < failures ? Promise.reject(new Error(message)) : Promise.resolve("state")),
  };
  return counted;
}

describe("reading a state that is being written", () => {
  const atOnce = () => Promise.resolve();

  it("tries again until it is whole", async () => {
    const counted = reader(3, half);
    equal(await unlessBeingWritten(counted.read, atOnce), "state");
    equal(counted.reads, 4);
  });

  it("does not go on for ever", async () => {
    const counted = reader(Infinity, half);
    await rejects(unlessBeingWritten(counted.read, atOnce), { message: half });
    equal(counted.reads, 20);
  });

  it("gives up at once for any other reason", async () => {
    const counted = reader(1, "no such stack");
    await rejects(unlessBeingWritten(counted.read, atOnce), { message: "no such stack" });
    equal(counted.reads, 1);
  });
});
