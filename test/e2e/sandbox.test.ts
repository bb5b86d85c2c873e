import { deepEqual, doesNotMatch, equal, match, notEqual } from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { STS } from "@aws-sdk/client-sts";
import { startLocalAws, type LocalAws } from "../../sandbox/aws";
import { clientConfig } from "../../sandbox/aws/awsAccount";
import type { Running } from "../../sandbox/interactive/files";
import { isRunning, waitUntil } from "../../sandbox/process";
import { startProvider, type RunningProvider } from "../../sandbox/provider";
import { Checkout } from "./support/checkout";
import { descendantsOf } from "./support/processes";

const allEnded = (pids: number[]) =>
  waitUntil("the processes to end", 5_000, () => Promise.resolve(!pids.some(isRunning)));

describe("the sandbox's commands", function () {
  this.timeout(300_000);

  let checkout: Checkout;
  let untouched: string[];
  before(() => {
    checkout = new Checkout();
    untouched = checkout.files();
  });
  after(async () => {
    await checkout.sandbox(["stop"]);
    checkout.remove();
  });

  const background = () =>
    JSON.parse(readFileSync(join(checkout.dir, ".sandbox", "interactive", "running.json"), "utf8")) as Running;

  it("pass arguments, output and exit code of a command through", async () => {
    const script = 'console.log(JSON.stringify(process.argv.slice(1))); console.error("on stderr"); process.exit(7)';
    const words = ["--path", "a b", "$HOME", "--", "--help", '"'];
    const { exitCode, stdout, stderr } = await checkout.sandbox(["node", "-e", script, "--", ...words]);
    equal(exitCode, 7, stderr);
    deepEqual(JSON.parse(stdout), words);
    match(stderr, /^sandbox: local AWS at http:\/\/127\.0\.0\.1:\d+, stack sandbox \(ends by: /m);
    match(stderr, /^on stderr$/m);
  });

  it("say plainly that there is no such command", async () => {
    const { exitCode, stderr } = await checkout.sandbox(["no-such-command", "--flag"]);
    equal(exitCode, 127);
    match(stderr, /^sandbox: there is no command no-such-command$/m);
  });

  it("find what is running, keep what was set when it is stopped, and forget it when it is reset", async () => {
    const variable = ["--path", "environment.GREETING"];
    await checkout.sandbox(["pulumi", "config", "set", ...variable, "good day"]);
    const { pid } = background();
    equal((await checkout.sandbox(["stop"])).exitCode, 0);
    await allEnded([pid]);
    match((await checkout.sandbox(["stop"])).stderr, /was not running/);
    equal((await checkout.sandbox(["pulumi", "config", "get", ...variable])).stdout, "good day\n");
    notEqual(background().pid, pid);
    const other = background().pid;
    equal((await checkout.sandbox(["reset"])).exitCode, 0);
    await allEnded([other]);
    deepEqual(checkout.files(), untouched);
  });

  it("start anew when the background process was killed, whoever has its pid now", async () => {
    await checkout.sandbox(["true"]);
    const { pid } = background();
    const pids = [pid, ...descendantsOf(pid)];
    process.kill(pid, "SIGKILL");
    equal((await checkout.sandbox(["true"])).exitCode, 0);
    notEqual(background().pid, pid);
    await allEnded(pids);
  });

  it("leave nothing running when the start is interrupted", async () => {
    await checkout.sandbox(["stop"]);
    const command = checkout.start("main.ts", ["true"]);
    const pids = await waitUntil("its background process", 10_000, () => {
      const found = descendantsOf(command.pid!);
      return Promise.resolve(found.length > 0 && found);
    });
    command.kill("SIGINT");
    await once(command, "exit");
    await allEnded(pids);
  });

  it("push only images whose behaviour they know", async () => {
    const push = (...words: string[]) => checkout.sandbox(["push-image", ...words]);
    for (const [words, complaint] of [
      [["x", "--behaviour", "{"], /is not a behaviour .*Nothing was pushed\./],
      [["x", "--behaviour", '{"crashes":true}'], /Unrecognized key: "crashes"/],
      [["no tag"], /no tag is not an image tag/],
    ] as const) {
      const { exitCode, stderr } = await push(...words);
      equal(exitCode, 1);
      match(stderr, complaint);
      doesNotMatch(stderr, /^\s+at .*:\d+/m);
    }
    const { exitCode, stdout } = await push("sick", "--behaviour", '{"healthCheck":{"passesAfterSeconds":"never"}}');
    equal(exitCode, 0);
    match(stdout, /^agenticmem:sick is sha256:[0-9a-f]{64}\n$/);
  });

  describe("with a local AWS and a provider that run already", () => {
    let aws: LocalAws;
    let provider: RunningProvider;
    before(async () => {
      aws = await startLocalAws({ progress: () => undefined });
      provider = await startProvider({ env: aws.env, announce: () => undefined });
    });
    after(async () => {
      await provider.stop();
      await aws.stop();
    });

    it("use those, start none of their own, and leave them running", async () => {
      const env = { SANDBOX_AWS_ENDPOINT: aws.endpoint, PULUMI_DEBUG_PROVIDERS: `aws:${provider.port}` };
      const up = await checkout.sandbox(["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"], env);
      equal(up.exitCode, 0, up.stdout + up.stderr);
      match(up.stderr, new RegExp(`local AWS at ${aws.endpoint}, `));
      doesNotMatch(up.stderr, /built-in aws provider/);
      const { pid, variables } = background();
      equal(variables.providerPort, undefined);
      deepEqual(descendantsOf(pid), []);
      const preview = await checkout.sandbox(["pulumi", "preview", "--expect-no-changes", "--non-interactive"], env);
      equal(preview.exitCode, 0, preview.stdout);

      await checkout.sandbox(["reset"], env);
      await allEnded([pid]);
      await new STS(clientConfig(aws.endpoint, aws.region)).getCallerIdentity({});
    });
  });

  describe("and the demo", () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      it(`leave no process and no file behind at ${signal}, even if it comes twice`, async () => {
        await checkout.sandbox(["reset"]);
        const demo = checkout.start("demo/main.ts");
        let output = "";
        demo.stdout!.setEncoding("utf8").on("data", (text: string) => (output += text));
        const pids = await waitUntil("local AWS, engine and program in the first update", 30_000, () => {
          const started = /^Updating|Previewing/m.test(output) ? descendantsOf(demo.pid!) : [];
          return Promise.resolve(started.length >= 3 && started);
        });
        const ended = once(demo, "exit");
        demo.kill(signal);
        demo.kill(signal);
        deepEqual(await ended, [signal === "SIGINT" ? 130 : 143, null]);
        await allEnded(pids);
        deepEqual(checkout.files(), untouched);
      });
    }
  });
});
