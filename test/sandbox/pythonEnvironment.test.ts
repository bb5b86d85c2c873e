import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pythonEnvironment, pythonIn } from "../../sandbox/pythonEnvironment";

describe("a Python environment", () => {
  let dir: string;
  let requirementsFile: string;
  const log = () => readFileSync(join(dir, "log"), "utf8");

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "python-"));
    requirementsFile = join(dir, "requirements.txt");
    writeFileSync(requirementsFile, "thing==1 --hash=sha256:00\n");
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  function script(path: string, text: string): void {
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
  }

  /** An interpreter that pretends: makes an environment whose `pip` runs some shell text. */
  function interpreter(pip: string): void {
    mkdirSync(join(dir, "bin"), { recursive: true });
    script(join(dir, "pip"), pip);
    script(
      join(dir, "bin", "python3"),
      `if [ "$1" = -m ]; then mkdir -p "$3/bin"; cp ${join(dir, "pip")} "$3/bin/python"; else echo "$0"; fi`,
    );
  }

  const make = (env: NodeJS.ProcessEnv = {}) =>
    pythonEnvironment({
      env: { PATH: [join(dir, "bin"), "/usr/bin", "/bin"].join(delimiter), ...env },
      name: "thing",
      requirementsFile,
      parentDir: join(dir, "cache"),
      megabytes: 1,
      progress: () => undefined,
    });

  it("is made once, also by two that want it at the same time", async () => {
    interpreter(`sleep 0.2; echo "$@" >> ${join(dir, "log")}`);
    const [one, other] = await Promise.all([make(), make()]);
    assert.equal(one, other);
    assert.equal(await make(), one);
    assert.match(log(), /^-m pip install .*--require-hashes --only-binary=:all: -r .*requirements\.txt\n$/);
    assert.ok(existsSync(pythonIn(one)));
    assert.equal(readdirSync(join(dir, "cache")).length, 1);
  });

  it("is made anew for other requirements", async () => {
    interpreter("true");
    const one = await make();
    writeFileSync(requirementsFile, "thing==2 --hash=sha256:00\n");
    assert.notEqual(await make(), one);
  });

  it("is made again when it was left half-made, or its interpreter has been removed", async () => {
    interpreter("echo no such hash >&2; exit 1");
    await assert.rejects(make(), /exit code 1\nno such hash/);
    interpreter("true");
    const made = await make();
    rmSync(pythonIn(made));
    await make();
    assert.ok(existsSync(pythonIn(made)));
  });

  it("knows nothing of the user's other environments", async () => {
    interpreter(`echo "[$VIRTUAL_ENV$PYTHONPATH$PIP_TARGET] $PIP_INDEX_URL" > ${join(dir, "log")}`);
    await make({ VIRTUAL_ENV: "x", PYTHONPATH: "y", PIP_TARGET: "z", PIP_INDEX_URL: "https://mirror" });
    assert.equal(log(), "[] https://mirror\n");
  });

  it("says which interpreters will not do", async () => {
    mkdirSync(join(dir, "bin"));
    script(join(dir, "bin", "python3"), "echo is Python 3.8.1 >&2; exit 1");
    await assert.rejects(make({ PATH: join(dir, "bin") }), /Found: python3 is Python 3\.8\.1\.$/);
  });
});
