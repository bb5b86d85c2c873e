import { deepEqual, equal, match, ok } from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { promisify } from "node:util";
import { readUnseen } from "../../runbook/secrets/unseen";
import { projectDir } from "../../sandbox/paths";

/** Asks for a value at the terminal and shows it in hexadecimal, since in plain letters it would count as an echo. */
const program = `
  require("./program/loadTypeScript.cjs");
  const { readUnseen } = require("./runbook/secrets/unseen.ts");
  readUnseen(process.stdin, process.stderr, "value: ").then(
    (bytes) => console.log(bytes === undefined ? "INTERRUPTED" : "GOT <" + Buffer.from(bytes).toString("hex") + ">"),
    (error) => console.log("REFUSED " + error.message),
  );
`;

/** Runs it at a terminal of its own: types piece by piece when asked, then gives all that the terminal has shown. */
const terminal = `
import os, pty, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], [sys.argv[1], "-e", sys.argv[2]])
shown, typed = b"", False
while True:
    try:
        read = os.read(fd, 65536)
    except OSError:
        break
    if not read:
        break
    shown += read
    if not typed and b"value: " in shown:
        typed = True
        for piece in sys.argv[3:]:
            os.write(fd, piece.encode())
            time.sleep(0.03)
os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
`;

describe("secrets: a value typed at a terminal", function () {
  this.timeout(30_000);

  async function shown(...pieces: string[]): Promise<string> {
    const args = ["-c", terminal, process.execPath, program, ...pieces];
    return (await promisify(execFile)("python3", args, { cwd: join(projectDir), timeout: 20_000 })).stdout;
  }
  const got = (text: string) => `GOT <${Buffer.from(text).toString("hex")}>`;

  const cases: [title: string, typed: string, outcome: string][] = [
    ["ended by Enter", "hunter2\r", got("hunter2")],
    ["with blanks, tabs and other scripts", " hun ter\t2 ü€\r", got(" hun ter\t2 ü€")],
    ["corrected with Backspace", "hunter3\u007f2\r", got("hunter2")],
    ["Ctrl-C", "hunter2\u0003", "INTERRUPTED"],
    ["Ctrl-D at once", "\u0004", got("")],
  ];
  for (const [title, typed, outcome] of cases) {
    it(`${title}: nothing of it is shown`, async () => {
      const text = await shown(typed);
      deepEqual(text.trim().split(/\s*\n/), ["value:", outcome]);
    });
  }

  const pastes: [title: string, ...pieces: string[]][] = [
    ["at once", "-----BEGIN hunter2\rhunter2\r-----END\r"],
    ["in pieces", "-----BEGIN hunter2\r", "hunter2\r", "-----END"],
  ];
  for (const [title, ...pieces] of pastes) {
    it(`of several lines, pasted ${title}: refused as a whole, and nothing is left for the shell`, async () => {
      const text = await shown(...pieces);
      match(text, /REFUSED the value has more than one line: pipe it in/);
      ok(!/hunter2|BEGIN|END/.test(text), text);
    });
  }
});

describe("secrets: a value that is piped in", () => {
  const piped = async (...chunks: Uint8Array[]) => {
    const input = new PassThrough();
    const output = new PassThrough();
    for (const chunk of chunks) input.write(chunk);
    input.end();
    const bytes = await readUnseen(input as unknown as NodeJS.ReadStream, output, "value: ");
    equal(output.read(), null, "nobody is asked");
    return bytes;
  };

  it("comes as it is, also in pieces that split a letter", async () => {
    const [first, second] = [Buffer.from([0x61, 0xc3]), Buffer.from([0xbc, 0x0a])];
    deepEqual(Buffer.from((await piped(first, second)) ?? []), Buffer.from("aü\n"));
  });

  it("is not read to an end that may never come", async () => {
    const endless = new PassThrough();
    const fill = () => void (endless.destroyed || endless.write(Buffer.alloc(100_000), fill));
    fill();
    const bytes = await readUnseen(endless as unknown as NodeJS.ReadStream, new PassThrough(), "value: ");
    ok((bytes?.length ?? 0) > 65_536);
  });
});
