import { equal } from "node:assert/strict";
import fc from "fast-check";
import type { DeploymentMade } from "../../runbook/history/deployedAtEnd";
import { linkUpdates } from "../../runbook/history/link";
import { toleranceMs, type RegisteredRevision } from "../../runbook/history/registrations";
import type { StackUpdate } from "../../runbook/history/stackUpdate";

const tolerance = toleranceMs / 1000;

/** What happens to a stack and its service, one after another. */
const events = [
  "registers",
  "registers",
  "does nothing",
  "makes something else",
  "replaces something else",
  "redeploys",
  "fails at once",
  "fails in its rollout",
  "is killed after it has registered",
  "is killed in its rollout",
  "is killed before its state is written",
  "pins a revision",
  "pins a revision and fails at once",
  "is destroyed",
  "somebody registers",
  "somebody points the service elsewhere",
] as const;
type Event = (typeof events)[number];

/** Times are in seconds. */
interface Step {
  event: Event;
  pause: number;
  lasts: number;
  /** By how much the clock of who runs it is ahead of AWS's. */
  skew: number;
  cpu: number;
  /** Which revision is pinned, or pointed at, among all that there are. */
  which: number;
  /** The backend keeps an entry of an update that was killed. */
  isKept: boolean;
}

const step = (change: Partial<{ [K in keyof Step]: fc.Arbitrary<Step[K]> }>) =>
  fc.record<Step>({
    event: fc.constantFrom(...events),
    pause: fc.integer({ min: 2, max: 400 }),
    lasts: fc.integer({ min: 5, max: 400 }),
    skew: fc.constant(0),
    cpu: fc.constantFrom(256, 512),
    which: fc.nat(20),
    isKept: fc.boolean(),
    ...change,
  });

const origin = Date.parse("2026-03-01T10:00:00Z");
const at = (seconds: number) => new Date(origin + seconds * 1000);
const setting = (value: string) => ({ value, secret: false });

/** A stack, and what its updates leave behind. */
class Played {
  readonly updates: StackUpdate[] = [];
  readonly revisions: RegisteredRevision[] = [];
  readonly deployments: DeploymentMade[] = [];
  /** What the service was on at the end of an update, or, of one that was not green, what the stack's state asked for. */
  readonly truth = new Map<number, string | undefined>();
  private now = 0;
  private held: string | undefined;
  private running: string | undefined;

  constructor(steps: Step[]) {
    for (const each of steps) {
      this.now += each.pause;
      this.play(each);
    }
  }

  private play({ event, lasts, skew, cpu, which, isKept }: Step): void {
    const start = this.now;
    const deployAt = start + lasts * 0.5;
    const size = { "agenticmem:cpu": setting(String(cpu)), "agenticmem:memory": setting("2048") };
    const ends = (change: Partial<StackUpdate>, truth: string | undefined) => {
      this.now = start + lasts;
      const [startTime, endTime] = [start, this.now].map((time) => at(Math.floor(time + skew)));
      const number = this.updates.length + 1;
      const entry = { kind: "update", result: "succeeded", message: "", config: size, resourceChanges: {}, ...change };
      this.updates.push({ number, startTime: startTime!, endTime, ...entry });
      this.truth.set(number, truth);
    };
    const makes: Record<string, number> = this.held === undefined ? { create: 4 } : { replace: 1, update: 1, same: 2 };
    const green = (resourceChanges: StackUpdate["resourceChanges"], config: StackUpdate["config"] = size) => {
      if (this.running !== this.held) this.deploy(this.held, deployAt);
      ends({ resourceChanges, config }, this.held);
    };
    const isMade = this.held !== undefined;
    const kept = this.configOf(this.held, size);
    const other = this.revisions[which % Math.max(this.revisions.length, 1)]?.name;
    const killed = () => {
      this.now = start + lasts;
      if (isKept) ends({ result: "failed" }, this.held);
    };
    switch (event) {
      case "registers":
        this.held = this.register(start + lasts * 0.3, cpu);
        return green(makes);
      case "does nothing":
        return isMade ? green({ same: 4 }, kept) : undefined;
      case "makes something else":
        return isMade ? green({ create: 1, same: 4 }, kept) : undefined;
      case "replaces something else":
        return isMade ? green({ replace: 1, update: 1, same: 2 }, kept) : undefined;
      case "redeploys":
        if (!isMade) return;
        this.deploy(this.held, deployAt);
        return green({ update: 1, same: 3 }, kept);
      case "fails at once":
        return ends({ result: "failed" }, this.held);
      case "fails in its rollout":
        this.held = this.register(start + lasts * 0.3, cpu);
        this.deployments.push({ revision: this.held, createdAt: at(deployAt) });
        return ends({ result: "failed", resourceChanges: makes }, this.held);
      case "is killed after it has registered":
        this.held = this.register(start + lasts * 0.3, cpu);
        return killed();
      case "is killed in its rollout":
        this.held = this.register(start + lasts * 0.3, cpu);
        this.deploy(this.held, deployAt);
        return killed();
      case "is killed before its state is written":
        this.register(start + lasts * 0.3, cpu);
        return killed();
      case "pins a revision and fails at once":
        if (other === undefined) return;
        return ends({ result: "failed", config: { ...size, "agenticmem:pinnedRevision": setting(other) } }, other);
      case "pins a revision":
        if (other === undefined) return;
        if (this.running !== other) this.deploy(other, deployAt);
        this.held = undefined;
        return ends(
          { resourceChanges: { update: 1, same: 2 }, config: { ...size, "agenticmem:pinnedRevision": setting(other) } },
          other,
        );
      case "is destroyed":
        this.held = this.running = undefined;
        return ends({ kind: "destroy", resourceChanges: { delete: 4 } }, undefined);
      case "somebody registers":
        this.register(start, cpu);
        return;
      case "somebody points the service elsewhere":
        if (this.running !== undefined && other !== undefined) this.deploy(other, start);
        return;
    }
  }

  private configOf(name: string | undefined, config: StackUpdate["config"]): StackUpdate["config"] {
    const { cpu } = this.revisions.find((revision) => revision.name === name) ?? {};
    return cpu === undefined ? config : { ...config, "agenticmem:cpu": setting(cpu) };
  }

  private register(seconds: number, cpu: number): string {
    const number = this.revisions.length + 1;
    const name = `app:${number}`;
    this.revisions.push({ name, number, registeredAt: at(seconds), cpu: String(cpu), memory: "2048" });
    return name;
  }

  private deploy(revision: string | undefined, seconds: number): void {
    this.running = revision;
    if (revision !== undefined) this.deployments.push({ revision, createdAt: at(seconds) });
  }
}

/** How much of it is still there: ECS forgets deployments, and revisions are deleted. */
interface Left {
  /** Of the deployments, from the newest one on. */
  remembered: number;
  deleted: number[];
  /** Of the revisions, from the newest one on, since nobody reads all of them. */
  read: number;
}

const left = fc.record<Left>({
  remembered: fc.constantFrom(0, 1, 1, 1, 0.5),
  deleted: fc.array(fc.nat(20), { maxLength: 2 }),
  read: fc.constantFrom(1, 1, 1, 0.5),
});

/** Checks every link; gives how many of the green updates have a certain one. */
function check(steps: Step[], { remembered, deleted, read }: Left): { green: number; certain: number } {
  const { updates, revisions, deployments, truth } = new Played(steps);
  // The newest one is in use, or has been until now.
  const there = revisions.filter(({ number }) => number === revisions.length || !deleted.includes(number));
  const newest = <T>(all: T[], part: number) => all.slice(all.length - Math.ceil(all.length * part));
  const traces = { revisions: newest(there, read), deployments: newest(deployments, remembered) };
  const links = linkUpdates(updates.toReversed(), traces, "agenticmem");
  const counts = { green: 0, certain: 0 };
  for (const { number, result, kind } of updates) {
    const link = links.get(number);
    if (kind === "update" && result === "succeeded") counts.green++;
    if (link?.kind !== "revision") continue;
    counts.certain++;
    equal(link.name, truth.get(number), `update ${number}`);
  }
  return counts;
}

describe("the link of an update, whatever has happened", () => {
  const holds = (steps: fc.Arbitrary<Step>, traces: fc.Arbitrary<Left>) =>
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 14 }), traces, (past, remains) => void check(past, remains)),
      { numRuns: 3_000 },
    );

  it("is what ran, or is said to be uncertain, where the clocks agree", () => holds(step({}), left));

  it("likewise where clocks differ by up to the tolerance, and all is further apart than twice that", () => {
    const pause = fc.integer({ min: 2 * tolerance + 2, max: 1000 });
    const skew = fc.integer({ min: -tolerance, max: tolerance });
    holds(step({ pause, skew }), left);
  });

  it("likewise where the clock differs and updates follow at once, but all of them are in the history", () => {
    const event = fc.constantFrom<Event>("registers", "registers", "does nothing", "redeploys", "makes something else");
    // In the order of the history, which is that of the clocks.
    const skewed = fc
      .tuple(fc.integer({ min: -tolerance, max: tolerance }), fc.array(step({ event }), { maxLength: 14 }))
      .map(([skew, steps]) => steps.map((each) => ({ ...each, skew })));
    fc.assert(
      fc.property(skewed, fc.constantFrom(0, 1), (past, remembered) => {
        check(past, { remembered, deleted: [], read: 1 });
      }),
      { numRuns: 3_000 },
    );
  });

  it("is certain where nothing is out of the ordinary", () => {
    const event = fc.constantFrom<Event>("registers", "does nothing", "redeploys", "fails at once");
    fc.assert(
      fc.property(fc.array(step({ event }), { maxLength: 14 }), fc.constantFrom(0, 1), (past, remembered) => {
        const { green, certain } = check(past, { remembered, deleted: [], read: 1 });
        equal(certain >= green, true, `${certain} of ${green}`);
      }),
    );
  });

  it("is certain where ECS remembers the deployments, and nothing happens within the tolerance of an update's end", () => {
    const far = step({
      pause: fc.integer({ min: tolerance + 2, max: 400 }),
      lasts: fc.integer({ min: 150, max: 400 }),
    });
    const first = far.map((each): Step => ({ ...each, event: "registers" }));
    fc.assert(
      fc.property(first, fc.array(far, { maxLength: 14 }), (start, past) => {
        const { green, certain } = check([start, ...past], { remembered: 1, deleted: [], read: 1 });
        equal(certain >= green, true, `${certain} of ${green}`);
      }),
      { numRuns: 1_000 },
    );
  });
});
