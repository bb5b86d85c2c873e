import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { stateWith } from "./ownState";

/** What `pulumi stack history --json` prints of an update; what is not given is as in a good update of now. */
export interface FakeUpdate {
  version?: number;
  kind?: string;
  result?: string;
  startTime: Date;
  endTime?: Date;
  config?: Record<string, string>;
  resourceChanges?: Record<string, number>;
  environment?: Record<string, string>;
}

/** An executable `pulumi` that knows one stack's history, for what only reads it. */
export class FakeEngine {
  private readonly dir = mkdtempSync(join(tmpdir(), "engine-"));

  constructor() {
    const file = join(this.dir, "pulumi");
    writeFileSync(file, program);
    chmodSync(file, 0o755);
    this.setHistory([]);
  }

  /** For the commands that are to find it, on a PATH with nothing else. */
  get env(): NodeJS.ProcessEnv {
    return { PATH: [this.dir, dirname(process.execPath)].join(delimiter) };
  }

  /** Oldest first, as they happen; printed newest first. */
  setHistory(updates: FakeUpdate[]): void {
    const seconds = (time: Date | undefined) => time?.toISOString().replace(/\.\d+Z$/, ".000Z");
    const entries = updates.map(({ startTime, endTime, config, ...update }) => ({
      version: 0,
      kind: "update",
      message: "",
      result: "succeeded",
      environment: {},
      resourceChanges: { same: 4 },
      ...update,
      startTime: seconds(startTime),
      endTime: seconds(endTime),
      config: Object.fromEntries(
        Object.entries(config ?? {}).map(([key, value]) => [`agenticmem:${key}`, { value, secret: false }]),
      ),
    }));
    this.answer({ stdout: JSON.stringify(entries.toReversed()) });
  }

  /** What it exports: the state of a stack that has these services. */
  setServices(...services: Parameters<typeof stateWith>): void {
    writeFileSync(join(this.dir, "state.json"), JSON.stringify(stateWith(...services)));
  }

  /** What it prints, whatever else it is asked. */
  answer(answer: { stdout?: string; stderr?: string; exitCode?: number }): void {
    writeFileSync(join(this.dir, "answer.json"), JSON.stringify({ stdout: "", stderr: "", exitCode: 0, ...answer }));
  }

  /** Words of each call so far. */
  get calls(): string[][] {
    const lines = readFileSync(join(this.dir, "calls"), "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line) as string[]);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true });
  }
}

const program = `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync } = require("node:fs");
const words = process.argv.slice(2);
appendFileSync(__dirname + "/calls", JSON.stringify(words) + "\\n");
const isExport = words[1] === "export" && existsSync(__dirname + "/state.json");
const { stdout, stderr, exitCode } = isExport
  ? { stdout: readFileSync(__dirname + "/state.json", "utf8"), stderr: "", exitCode: 0 }
  : JSON.parse(readFileSync(__dirname + "/answer.json", "utf8"));
const number = (flag) => Number(words[words.indexOf(flag) + 1]);
const [size, page] = [number("--page-size"), number("--page")];
let text = stdout;
try { text = JSON.stringify(JSON.parse(stdout).slice((page - 1) * size, page * size)); } catch {}
process.stdout.write(text);
process.stderr.write(stderr);
process.exitCode = exitCode;
`;
