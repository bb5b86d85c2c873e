import { deepStrictEqual as deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Writable } from "node:stream";
import { after, before } from "mocha";
import { AccountProblem } from "../../account/problem";
import { runbook } from "../../runbook/runbook";
import { watch } from "../../runbook/status/watch";
import type { Surroundings } from "../../runbook/surroundings";
import { pushImage } from "../../sandbox/aws/pushImage";
import { projectDir, withTypeScript } from "../../sandbox/paths";
import { useLocalAws } from "../sandbox/awsFixture";
import { Project, until } from "./support/project";

/** Watches looks one after the other, and is aborted after the last one; gives what was written, write by write. */
async function watching(
  looks: (string | Error)[],
  { isTerminal = false, columns = 80, rows = 24 }: { isTerminal?: boolean; columns?: number; rows?: number } = {},
) {
  const [written, noted]: [string[], string[]] = [[], []];
  const into = (texts: string[]) =>
    Object.assign(
      new Writable({
        write: (chunk: Buffer, _, done) => {
          texts.push(chunk.toString());
          done();
        },
      }),
      { columns, rows },
    );
  const surroundings = { stdout: into(written), stderr: into(noted), isTerminal } as unknown as Surroundings;
  const ended = new AbortController();
  const left = [...looks];
  const look = () => {
    const next = left.shift() ?? "";
    if (left.length === 0) setImmediate(() => ended.abort());
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  };
  await watch(look, surroundings, ended.signal, 1);
  return { written, noted };
}

describe("status --watch", () => {
  it("prints only what is another text than the one before", async () => {
    deepEqual((await watching(["a\n", "a\n", "b\n", "b\n", "a\n"])).written, ["a\n", "b\n", "a\n"]);
  });

  it("on a terminal the new text takes the place of the old one, whose long lines are wrapped", async () => {
    const { written } = await watching(["one\n\u001b[32mtwelve chars\u001b[39m\n", "two\n"], {
      isTerminal: true,
      columns: 10,
    });
    deepEqual(written.slice(1), ["\u001b[3A\u001b[G\u001b[Jtwo\n"]);
  });

  it("a text that is higher than the screen is taken up from its top", async () => {
    const { written } = await watching(["line\n".repeat(50), "x\n"], { isTerminal: true, rows: 10 });
    equal(written[1], "\u001b[9A\u001b[G\u001b[Jx\n");
  });

  it("a look that fails for a while is told, and watching goes on", async () => {
    const { written, noted } = await watching(["a\n", new AccountProblem("AWS cannot be reached"), "a\n"]);
    deepEqual([written, noted], [["a\n", "a\n"], ["AWS cannot be reached\n"]]);
  });

  it("when the very first look fails, it ends with that", async () => {
    await rejects(watching([new AccountProblem("AWS cannot be reached"), "a\n"]), /AWS cannot be reached/);
  });

  it("a fault of the program itself ends it", async () => {
    await rejects(watching(["a\n", new TypeError("x is not a function"), "a\n"]), TypeError);
  });

  it("an abort while AWS is asked ends it at once", async () => {
    const ended = new AbortController();
    const surroundings = { stdout: process.stdout, isTerminal: false } as unknown as Surroundings;
    const watched = watch(() => new Promise<string>(() => undefined), surroundings, ended.signal);
    ended.abort();
    await watched;
  });

  describe("as a process", function () {
    this.timeout(60_000);
    const used = useLocalAws();
    let project: Project;
    before(() => (project = new Project(used.aws)));
    after(() => project.remove());

    const lastOf = (text: string) => text.slice(text.lastIndexOf("service  "));

    it("on a terminal shows one view, which Ctrl-C leaves there", async () => {
      project.answers = [true];
      const { surroundings, printed } = project.surroundings();
      project.answers = [];
      const others = process.listeners("SIGINT");
      const running = runbook(["status", "--watch"], surroundings);
      await until(() => Promise.resolve(printed().stdout.includes("does not exist")));
      // Whoever runs the tests is not to hear of it.
      const own = process.listeners("SIGINT").filter((listener) => !others.includes(listener));
      for (const listener of own) listener("SIGINT");
      equal(await running, 0);
      const left = printed().stdout.split("\u001b[?1049l\u001b[?25h")[1] ?? "";
      match(left, /^agenticmem-service in agenticmem-cluster \(stack test\).*\r\nstate .* does not exist/);
    });

    it("shows each change, of the service and of the config, and ends with exit code 0 on Ctrl-C", async () => {
      const program = `
        const { runbook } = require("./runbook/runbook");
        const { terminal } = require("./runbook/surroundings");
        const surroundings = { ...terminal(), projectDir: process.argv[1] };
        runbook(["status", "--watch"], surroundings).then((exitCode) => process.exit(exitCode));
      `;
      const child = spawn(process.execPath, [...withTypeScript, "-e", program, project.dir], {
        cwd: projectDir,
        stdio: ["ignore", "pipe", "inherit"],
      });
      let stdout = "";
      child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
      const ended = once(child, "exit");
      try {
        await until(() => Promise.resolve(stdout.includes("does not exist")));
        equal(stdout.match(/^service /gm)?.length, 1);
        // As long as some looks, which are two seconds apart, on a busy machine too.
        project.set("healthCheck", { command: "exit 0", startPeriodSeconds: 300 });
        const behaviour = { healthCheck: { passesAfterSeconds: 280 } };
        await pushImage(used.aws.endpoint, { repository: "agenticmem", tag: "latest", behaviour });
        await project.deploy();
        await until(() => Promise.resolve(/^state {7}fine/m.test(stdout)));
        match(stdout, /agenticmem-task:1 is being rolled out/);
        match(lastOf(stdout), /what the service is on is what the stack asks for/);
        project.set("cpu", "2048");
        project.set("memory", "8192");
        await until(() => Promise.resolve(lastOf(stdout).includes("cpu 1024→2048")));
        child.kill("SIGINT");
        deepEqual(await ended, [0, null]);
      } finally {
        child.kill("SIGKILL");
      }
      ok(!stdout.includes("\u001b"));
    });
  });
});
