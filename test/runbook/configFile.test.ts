import { deepEqual, equal, ok, rejects, throws } from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { editConfig, type ConfigChange } from "../../runbook/configFile/editConfig";
import { replaceFile } from "../../runbook/configFile/replaceFile";
import { projectDir } from "../../sandbox/paths";
import { readStackFiles } from "../../settings/stackFiles";

const production = readFileSync(join(projectDir, "Pulumi.prod.yaml"), "utf8");

const to = (value: string): ConfigChange => ({ value, isDefault: false });
const back = (value: string): ConfigChange => ({ value, isDefault: true });
const edit = (text: string, changes: Record<string, ConfigChange>) => editConfig(text, "agenticmem", changes);

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "config-"))));
afterEach(() => rmSync(directory, { recursive: true }));

describe("an edit of a stack's file", () => {
  it("changes one value and leaves every other byte as it was", () => {
    equal(
      edit(production, { "agenticmem:cpu": to("2048") }),
      production.replace('agenticmem:cpu: "1024"', 'agenticmem:cpu: "2048"'),
    );
  });

  it("without a change gives the same text", () => {
    equal(edit(production, {}), production);
    equal(edit(production, { "agenticmem:memory": to("4096") }), production);
  });

  it("adds a setting at the end, text in quotes where the engine would take it for something else", () => {
    const added = edit(production, {
      "agenticmem:image": to("2024-01-02"),
      "agenticmem:pinnedRevision": to("app:7"),
      "agenticmem:assignPublicIp": to("true"),
    });
    equal(
      added,
      `${production}  agenticmem:image: "2024-01-02"\n  agenticmem:pinnedRevision: app:7\n  agenticmem:assignPublicIp: "true"\n`,
    );
  });

  const doubtful = [
    "2026-11-01T10:00:00Z",
    "2026-11-01 1:2:3",
    "0x_1F",
    "1_0.5",
    ".5",
    "1e3",
    "017",
    ".inf",
    "~",
    "yes",
  ];
  for (const text of [...doubtful, "Off", "190:20:30", "a\u2028b", " \n"]) {
    it(`puts quotes around ${JSON.stringify(text)}, as a setting, a key, and inside a list`, () => {
      const value = JSON.stringify({ [text]: [text] });
      const edited = edit("", { "agenticmem:image": to(text), "agenticmem:tags": to(value) });
      const quoted = JSON.stringify(text).replace("\u2028", "\\u2028");
      equal(edited, `config:\n  agenticmem:image: ${quoted}\n  agenticmem:tags:\n    ${quoted}:\n      - ${quoted}\n`);
    });
  }

  it("leaves what others have written without quotes as they have written it", () => {
    const text = `config:
  agenticmem:environment:
    RELEASE: 2026-11-01T10:00:00Z
    DAY: 2024-1-2
    VERSION: 1.10
    MASK: 0x_1F
    COUNT: 1_000
    BUILD: 20260101123456789
    ON: yes
    TIME: 190:20:30
`;
    equal(edit(text, { "agenticmem:cpu": to("512") }), `${text}  agenticmem:cpu: "512"\n`);
  });

  it("writes lists and maps as blocks", () => {
    const value = '{"image":{"setting":"latest","reference":"x@sha256:1"},"from":3,"list":["a","012"]}';
    equal(
      edit("encryptionsalt: v1:abc=:def\n", { "agenticmem:pins": to(value) }),
      `encryptionsalt: v1:abc=:def
config:
  agenticmem:pins:
    image:
      setting: latest
      reference: x@sha256:1
    from: 3
    list:
      - a
      - "012"
`,
    );
  });

  it("takes a setting out that goes back to its default, but keeps one that a comment stands with", () => {
    const text = `config:\n  agenticmem:image: v1\n  # why\n  agenticmem:cpu: "1024" # really\n  agenticmem:memory: "4096"\n`;
    equal(
      edit(text, {
        "agenticmem:image": back("latest"),
        "agenticmem:cpu": back("256"),
        "agenticmem:memory": back("512"),
      }),
      `config:\n  # why\n  agenticmem:cpu: "256" # really\n`,
    );
  });

  it("changes single entries of a map or list, with what is beside them as it was written", () => {
    const text = `config:
  agenticmem:environment: # all plain
    NODE_ENV: 'production' # sic
    # for now
    LOG_LEVEL: debug
    OLD: "1"
  agenticmem:subnets:
    - subnet-1 # a
    - subnet-2 # b
`;
    equal(
      edit(text, {
        "agenticmem:environment": to('{"LOG_LEVEL":"info","NEW":"2","NODE_ENV":"production"}'),
        "agenticmem:subnets": to('["subnet-3","subnet-2"]'),
      }),
      `config:
  agenticmem:environment:
    # all plain
    NODE_ENV: 'production' # sic
    # for now
    LOG_LEVEL: info
    NEW: "2"
  agenticmem:subnets:
    - subnet-3
    - subnet-2 # b
    # a
`,
    );
  });

  it("finds a key that is written without its namespace", () => {
    equal(edit("config:\n  cpu: 1024\n", { "agenticmem:cpu": to("512") }), 'config:\n  cpu: "512"\n');
  });

  it("keeps line ends of Windows", () => {
    equal(
      edit("config:\r\n  agenticmem:cpu: '1'\r\n", { "agenticmem:image": to("v1") }),
      "config:\r\n  agenticmem:cpu: '1'\r\n  agenticmem:image: v1\r\n",
    );
  });

  for (const text of ["", "config:\n", "config: {}\n", "# nothing yet\n"]) {
    it(`works on a file that says ${JSON.stringify(text)}`, () => {
      const edited = edit(text, { "agenticmem:cpu": to("512") });
      ok(edited.endsWith('config:\n  agenticmem:cpu: "512"\n'), edited);
      if (text.startsWith("#")) ok(edited.startsWith("# nothing yet\n"));
    });
  }

  it("is refused where another setting would change with it", () => {
    const text = "config:\n  agenticmem:environment: &all { A: x }\n  agenticmem:tags: *all\n";
    throws(() => edit(text, { "agenticmem:environment": to('{"A":"y"}') }), {
      message: /ties settings together.*agenticmem:environment cannot be changed alone.*Nothing was changed\./,
    });
  });
});

describe("an edit and its reverse", () => {
  const names = ["cpu", "image", "environment", "secrets", "subnets", "pins"].map((name) => `agenticmem:${name}`);
  const word = fc.oneof(
    fc.constantFrom(
      "1024",
      "true",
      "null",
      "2024-01-02",
      "0123",
      "1_000",
      "0x1f",
      "",
      "~",
      "a: b",
      "# no",
      "x\ny\n",
      "'",
    ),
    fc.string({ maxLength: 12 }),
  );
  const leaf = fc.oneof(word, fc.integer(), fc.boolean());
  const value = fc.oneof(
    word.filter((text) => !/^\s*[[{]/.test(text)),
    fc.dictionary(fc.stringMatching(/^[A-Z_]{1,6}$/), leaf, { maxKeys: 4 }).map((map) => JSON.stringify(map)),
    fc.array(word, { maxLength: 4 }).map((list) => JSON.stringify(list)),
  );
  const config = fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });

  /** Writes a config with a comment at every line that can bear one. */
  function commented(values: Record<string, string>): { text: string; comments: string[] } {
    const plain = edit("", Object.fromEntries(Object.entries(values).map(([key, each]) => [key, to(each)])));
    const comments: string[] = [];
    const comment = () => {
      comments.push(`comment ${comments.length}`);
      return `# ${comments.at(-1)}`;
    };
    const isInText = (line: string) => !/^(config:| {2}agenticmem:\w+:| {4}(- |[A-Z_]+: ?))/.test(line);
    const lines = plain.split("\n").flatMap((line) => {
      if (line === "" || isInText(line)) return [line];
      const indent = /^ */.exec(line)?.[0] ?? "";
      return [`${indent}${comment()}`, line];
    });
    return { text: `${comment()}\n${lines.join("\n")}${comment()}\n`, comments };
  }

  const effective = (text: string) => {
    writeFileSync(join(directory, "Pulumi.yaml"), "name: agenticmem\n");
    writeFileSync(join(directory, "Pulumi.prod.yaml"), text);
    return readStackFiles(directory, "prod").values;
  };
  const canonical = (values: Record<string, string | undefined>) =>
    Object.fromEntries(
      Object.entries(values).map(([key, each = ""]) => [
        key,
        /^\s*[[{]/.test(each) ? (JSON.parse(each) as unknown) : each,
      ]),
    );

  it("give the same config, and every comment stays", () => {
    fc.assert(
      fc.property(config, config, (before, after) => {
        const changes = (from: Record<string, string | undefined>, target: Record<string, string | undefined>) =>
          Object.fromEntries(
            [...new Set([...Object.keys(from), ...Object.keys(target)])].map((key) => {
              const wanted = target[key];
              return [key, wanted === undefined ? back("default") : to(wanted)];
            }),
          );
        const { text, comments } = commented(before as Record<string, string>);
        const edited = edit(text, changes(before, after));
        const reversed = edit(edited, changes(after, before));

        // A default that is written out, for its comment's sake, is as good as one that is not.
        const told = (values: Record<string, string>) =>
          canonical(Object.fromEntries(Object.entries(values).filter(([, each]) => each !== "default")));
        deepEqual(told(effective(edited)), canonical(after));
        deepEqual(told(effective(reversed)), canonical(before));
        for (const comment of comments) {
          for (const result of [edited, reversed])
            equal(result.split(`# ${comment}\n`).length, 2, `${comment}\n${result}`);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("replacing a file", () => {
  const path = () => join(directory, "Pulumi.prod.yaml");
  beforeEach(() => writeFileSync(path(), "old"));

  it("keeps its mode, and leaves nothing beside it", async () => {
    chmodSync(path(), 0o664);
    await replaceFile(path(), { from: "old", to: "new" });
    equal(readFileSync(path(), "utf8"), "new");
    equal(statSync(path()).mode & 0o777, 0o664);
    deepEqual(readdirSync(directory), ["Pulumi.prod.yaml"]);
  });

  it("follows a symbolic link, which stays one", async () => {
    symlinkSync("Pulumi.prod.yaml", join(directory, "Pulumi.link.yaml"));
    await replaceFile(join(directory, "Pulumi.link.yaml"), { from: "old", to: "new" });
    equal(readFileSync(path(), "utf8"), "new");
    deepEqual(readdirSync(directory).sort(), ["Pulumi.link.yaml", "Pulumi.prod.yaml"]);
  });

  it("refuses when somebody else has changed it meanwhile", async () => {
    writeFileSync(path(), "theirs");
    await rejects(replaceFile(path(), { from: "old", to: "new" }), { message: /changed meanwhile/ });
    equal(readFileSync(path(), "utf8"), "theirs");
  });

  it("removes what commands have left that were killed while they wrote it, and nothing else", async () => {
    const [left, fresh] = [1, 2].map(() => `.Pulumi.prod.yaml.${randomUUID()}`) as [string, string];
    const others = [
      `.Pulumi.prod.yaml.${randomUUID()}.bak`,
      `.Pulumi.dev.yaml.${randomUUID()}`,
      "Pulumi.prod.yaml.old",
    ];
    const hourAgo = new Date(Date.now() - 3_600_000);
    for (const name of [left, fresh, ...others]) writeFileSync(join(directory, name), "part");
    for (const name of [left, ...others]) utimesSync(join(directory, name), hourAgo, hourAgo);
    await replaceFile(path(), { from: "old", to: "new" });
    deepEqual(readdirSync(directory).sort(), ["Pulumi.prod.yaml", fresh, ...others].sort());
  });

  it("shows readers the old text or the new one, never a part", async () => {
    const texts = ["a", "b"].map((letter) => letter.repeat(1_000_000));
    writeFileSync(path(), texts[0]!);
    const seen = new Set<string>();
    let isDone = false;
    const reader = (async () => {
      while (!isDone) {
        seen.add(readFileSync(path(), "utf8"));
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let turn = 0; turn < 20; turn++) {
      await replaceFile(path(), { from: texts[turn % 2]!, to: texts[(turn + 1) % 2]! });
    }
    isDone = true;
    await reader;
    deepEqual([...seen].sort(), texts);
  });
});
