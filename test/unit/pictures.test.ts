import { deepStrictEqual as deepEqual, equal, match, doesNotMatch, ok, throws } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { cut } from "../../docs/pictures/cut";
import { textOf, toRow, type Cell, type Line } from "../../docs/pictures/screen";
import { brokenImage, pictures } from "../../docs/pictures/story";
import { toSvg } from "../../docs/pictures/svg";

const root = join(__dirname, "../..");
const words = { title: "T", description: "D" };
const line = (text: string): Line => [toRow([...text].map((character) => ({ character })))];

describe("a row of the screen", () => {
  const cells = (text: string, look: Omit<Cell, "character"> = {}): Cell[] =>
    [...text].map((character) => ({ character, ...look }));

  it("is cut into runs where the look changes, and where blanks stand together", () => {
    deepEqual(toRow([...cells("a b  c "), ...cells("red", { colour: 1 })]), [
      { column: 0, text: "a b" },
      { column: 5, text: "c" },
      { column: 7, text: "red", colour: 1 },
    ]);
  });

  it("says what its cells say, whatever that is", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (text) => {
        const printed = text.replace(/\s/g, " ");
        equal(textOf(line(printed)), printed.trimEnd());
      }),
    );
  });

  it("is continued by the next one where the line is longer than the screen is wide", () => {
    equal(textOf([...line("on and"), ...line("on")]), `${"on and".padEnd(100)}on`);
  });
});

describe("what is shown of a command's output", () => {
  const lines = ["start", "one", "", "two", "three", "end"].map(line);
  const shown = (...parts: Parameters<typeof cut>[1]) => cut(lines, parts).map(textOf);

  it("is the named lines, with a mark where others are left out", () => {
    deepEqual(shown("one", "three"), ["…", "one", "…", "three", "…"]);
    deepEqual(shown({ from: "start", to: "end" }), ["start", "one", "", "two", "three", "end"]);
    deepEqual(shown(), ["…"]);
  });

  it("has no mark where nothing is left out", () => {
    deepEqual(shown({ from: "start", to: "one" }, { from: "two", to: "end" }), [
      "start",
      "one",
      "",
      "two",
      "three",
      "end",
    ]);
    deepEqual(cut([], []), []);
  });

  it("is an error when a named line is not there, or not in that order", () => {
    throws(() => shown("four"), /no line with "four" from line 1 on of:\nstart/);
    throws(() => shown("three", "one"), /no line with "one" from line 6 on/);
  });
});

describe("the picture of a terminal", () => {
  it("puts each run at its place, in its colour", () => {
    const svg = toSvg([[], [{ column: 10, text: "red", colour: 1, isBold: true, isUnderlined: true }]], words);
    match(
      svg,
      /<text x="104" y="54" textLength="25.2" [^>]*fill="#ff7b72" font-weight="bold" text-decoration="underline">red</,
    );
  });

  it("is well-formed, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
        const printed = text.replace(/\p{Cc}/gu, "?");
        isWellFormed(toSvg([[{ column: 0, text: printed }]], { title: printed, description: printed }));
      }),
    );
  });

  it("has 16 colours, and refuses others", () => {
    throws(() => toSvg([[{ column: 0, text: "x", colour: 16 }]], words), /colour 16 is not one of the terminal's 16/);
  });
});

describe("the pictures in the documents (npm run docs -- pictures)", () => {
  const svgOf = (file: string) => readFileSync(join(root, "docs/pictures", file), "utf8");
  const textIn = (file: string) => svgOf(file).replace(/<[^>]*>/g, "\n");

  it("show each command of the story as it is typed", () => {
    for (const { file, title, scenes } of pictures) {
      ok(textIn(file).includes(title), file);
      for (const { command } of scenes) ok(textIn(file).includes(command), `${file}: ${command}`);
    }
  });

  it("show why the update is red, and that the rollback is green", () => {
    match(
      textIn("red-update.svg"),
      /is not what runs[^]*circuit breaker[^]*running now: agenticmem-task:2[^]*exit code 1[^]*npm run rollback/,
    );
    ok(textIn("red-update.svg").includes(brokenImage.behaviour.exit.log.join()));
    match(
      textIn("rollback.svg"),
      /goes back to update 2[^]*deployment complete[^]*what the service is on is what the stack asks for/,
    );
  });

  it("are well-formed and small, and name no path or port of the machine that made them", () => {
    for (const { file } of pictures) {
      const svg = svgOf(file);
      isWellFormed(svg);
      ok(svg.length < 75_000, `${file} has ${svg.length} characters`);
      doesNotMatch(textIn(file), /(^|[\s"'(])\/(?!ecs\/)\w|[A-Z]:\\|localhost|127\.0\.0\.1|sandbox: /m);
    }
  });

  it("stand in the README", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    for (const { file } of pictures) ok(readme.includes(`](docs/pictures/${file})`), file);
  });
});

/** Each element is closed, in order, and nothing else looks like markup. */
function isWellFormed(document: string): void {
  const open: string[] = [];
  const text = document.replace(
    /<(\/?)(\w+)((?: [\w:-]+="[^"<]*")*)(\/?)>/g,
    (_, end: string, name: string, _attributes, empty: string) => {
      if (end !== "") equal(open.pop(), name);
      else if (empty === "") open.push(name);
      return "";
    },
  );
  deepEqual(open, []);
  doesNotMatch(text, /[<>]|&(?!(?:amp|lt|gt|quot);)/);
}
