import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { startAwsx, type RunningAwsx } from "../../sandbox/awsx";
import { projectDir, withTypeScript } from "../../sandbox/paths";
import { isRunning, waitUntil } from "../../sandbox/process";
import { descendantsOf } from "../e2e/support/processes";
import { AwsxEngine } from "./awsxEngine";

describe("the awsx stand-in", function () {
  this.timeout(60_000);

  const announced: string[] = [];
  let awsx: RunningAwsx;
  let others: number[];
  before(async () => {
    others = descendantsOf(process.pid);
    awsx = await startAwsx({ announce: (line) => announced.push(line) });
  });
  after(() => awsx.stop());

  const plugins = () => descendantsOf(process.pid).filter((pid) => !others.includes(pid));
  const pluginCount = (count: number, of = plugins) =>
    waitUntil(`${count} plugins`, 20_000, () => Promise.resolve(of().length === count && { pids: of() }));
  const closed = (socket: Socket) => once(socket.destroy(), "close");

  it("says what it is, and costs nothing before an engine connects", () => {
    equal(announced.length, 1);
    match(announced[0] ?? "", /built-in awsx provider answers in place of the real plugin/);
    deepEqual(plugins(), []);
  });

  it("has a plugin for each engine, which ends with the engine's connection", async () => {
    const engines = [connect(awsx.port, "127.0.0.1"), connect(awsx.port, "127.0.0.1")] as const;
    const { pids } = await pluginCount(2);
    await closed(engines[0]);
    const [left] = (await pluginCount(1)).pids;
    notEqual(pids.indexOf(left ?? 0), -1);
    await closed(engines[1]);
    await pluginCount(0);
  });

  it("keeps apart engines that run at the same time", async () => {
    const [one, two] = [new AwsxEngine(), new AwsxEngine()];
    two.zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];
    await Promise.all([one.start(awsx.port), two.start(awsx.port)]);
    await Promise.all([one.construct("awsx:ec2:Vpc", "x", {}), two.construct("awsx:ec2:Vpc", "y", {})]);
    const zonesOf = ({ children }: AwsxEngine) =>
      new Set(children.flatMap(({ args }) => (args.availabilityZone as string | undefined) ?? []));
    deepEqual([...zonesOf(one)].sort(), ["us-west-2a", "us-west-2b", "us-west-2c"]);
    deepEqual([...zonesOf(two)].sort(), two.zones);
    await Promise.all([one.stop(), two.stop()]);
    await pluginCount(0);
  });

  it("leaves no plugin behind when it is stopped", async () => {
    const stopped = await startAwsx({ announce: () => undefined });
    const engine = connect(stopped.port, "127.0.0.1");
    await pluginCount(1);
    await Promise.all([once(engine, "close"), stopped.stop()]);
    deepEqual(plugins(), []);
  });

  it("leaves no plugin behind when its process is killed", async () => {
    const script = `require("./sandbox/awsx").startAwsx({ announce() {} }).then(({ port }) => console.log(port))`;
    const session = spawn(process.execPath, [...withTypeScript, "--eval", script], {
      cwd: projectDir,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [port] = (await once(session.stdout, "data")) as [Buffer];
    const engine = connect(Number(port.toString()), "127.0.0.1").on("error", () => undefined);
    const { pids } = await pluginCount(1, () => descendantsOf(session.pid ?? 0));
    session.kill("SIGKILL");
    await waitUntil("the plugin to end", 20_000, () => Promise.resolve(!pids.some(isRunning)));
    engine.destroy();
  });
});
