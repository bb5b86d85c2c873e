import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as fc from "fast-check";
import type { Browser, Page } from "puppeteer-core";
import { html } from "../../runbook/diagnose/page/html";
import { pageOf } from "../../runbook/diagnose/page/page";
import { scale, ticks } from "../../runbook/diagnose/page/scale";
import { withoutCredentials } from "../../runbook/diagnose/page/withoutCredentials";
import { checkPlace, writePage } from "../../runbook/diagnose/page/writePage";
import { duration } from "../../runbook/text/duration";
import type { Sheet } from "../../runbook/diagnose/sheet";
import { browserFor } from "./support/browser";
import { rolledBack } from "./support/diagnoseSheet";

const withDocument = (changes: Partial<Sheet["document"]>): Sheet => ({
  ...rolledBack,
  document: { ...rolledBack.document, ...changes },
});

describe("diagnose --html: the page", () => {
  let dir: string;
  before(() => (dir = mkdtempSync(join(tmpdir(), "page-"))));
  after(() => rmSync(dir, { recursive: true, force: true }));

  it("text that is put into HTML is text, whatever it is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.doesNotMatch(html`${text}`.toString(), /[<>"']/);
        assert.equal(
          html`<p>${[html`<b>${text}</b>`, undefined]}</p>`.toString(),
          `<p><b>${html`${text}`.toString()}</b></p>`,
        );
      }),
    );
    assert.equal(html`${"a\u202eb&amp;"}`.toString(), "ab&amp;amp;");
  });

  const secrets: [text: string, shown: RegExp][] = [
    ["url=postgres://app:hunter2secret@db/app", /^url=\(not shown: looks like a.*\)$/],
    ['"connect": "postgres://app:hunter2secret@db/app"', /^"connect": "\(not shown/],
    ["API_TOKEN=q8Zr1Xv7Lm3Wd9Tk failed", /^API_TOKEN=\(not shown: looks like a credential\) failed$/],
    ["DB_PASSWORD: hunter2secret", /^DB_PASSWORD: \(not shown: looks like a password\)$/],
    ["key AKIAIOSFODNN7EXAMPLE used", /^key \(not shown: looks like a credential\) used$/],
    ["-----BEGIN RSA PRIVATE KEY-----", /^\(not shown/],
    ["GET /health 200 in 5ms (task=0123456789abcdef)", /^GET \/health 200 in 5ms \(task=0123456789abcdef\)$/],
  ];
  for (const [text, shown] of secrets) {
    it(`on it, “${text.slice(0, 24)}…” is ${shown.source.includes("not shown") ? "not shown" : "shown"}`, () => {
      assert.match(withoutCredentials({ lines: [text] }).lines[0] ?? "", shown);
    });
  }

  it("times are at their places, and ticks are round and not too many", () => {
    const place = scale({ from: 1_000, to: 3_000 }, [100, 200]);
    assert.deepEqual([place(0), place(1_000), place(2_000), place(9_000)], [100, 100, 150, 200]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 * 86_400_000 }), fc.integer({ min: 2, max: 12 }), (length, most) => {
        const found = ticks({ from: 1_768_485_730_000, to: 1_768_485_730_000 + length }, most);
        assert.ok(found.length <= most + 1);
        assert.ok(found.every((at) => at % 1_000 === 0));
      }),
    );
    assert.deepEqual([0, 59_400, 60_000, 270_000, 7_500_000].map(duration), [
      "0 s",
      "59 s",
      "1 min",
      "4 min 30 s",
      "2 h 5 min",
    ]);
  });

  describe("its file", () => {
    const refused: [what: string, path: () => string, why: RegExp][] = [
      ["a folder", () => dir, /that is not a file\. Nothing was written/],
      ["in a folder that is not there", () => join(dir, "no", "page.html"), /folder .*no does not exist \(mkdir -p/],
      [
        "a file that is no such page",
        () => {
          writeFileSync(join(dir, "notes.txt"), "mine");
          return join(dir, "notes.txt");
        },
        /exists and is not a page of diagnose: .*--yes/,
      ],
    ];
    for (const [what, path, why] of refused) {
      it(`is refused: ${what}`, async () => {
        await assert.rejects(checkPlace(path(), false), why);
      });
    }

    it("takes the place of an earlier page, and with --yes of anything, and leaves nothing beside it", async () => {
      const path = join(dir, "again.html");
      for (const text of [pageOf(rolledBack), pageOf(withDocument({ state: "well" }))]) {
        await checkPlace(path, false);
        await writePage(path, text);
      }
      assert.match(readFileSync(path, "utf8"), /<span class="badge">well/);
      writeFileSync(path, "mine");
      await checkPlace(path, true);
      await assert.rejects(writePage(join(path, "below"), "page"));
      assert.deepEqual(
        readdirSync(dir).filter((name) => name.startsWith(".")),
        [],
      );
      assert.equal(existsSync(join(dir, "below")), false);
    });
  });

  describe("in a browser", () => {
    let browser: Browser;
    let page: Page;
    let asked: string[];
    let said: string[];
    before(async function () {
      browser = await browserFor(this);
    });
    after(() => browser?.close());

    /** Opens the page of a diagnosis, and listens to what it asks for and complains about. */
    async function open(sheet: Sheet, width = 1280): Promise<string> {
      const path = join(dir, "open.html");
      const text = pageOf(sheet);
      writeFileSync(path, text);
      [asked, said] = [[], []];
      page = await browser.newPage();
      page.on("request", (request) => void asked.push(request.url()));
      page.on("console", (message) => void said.push(message.text()));
      page.on("pageerror", (error) => void said.push(String(error)));
      await page.setViewport({ width, height: 900 });
      await page.goto(pathToFileURL(path).href, { waitUntil: "networkidle0" });
      return pathToFileURL(path).href;
    }
    afterEach(() => page?.close());

    /** Something of the page, in the page's own language: the types of the browser are not those of this project. */
    const inPage = <T>(expression: string) => page.evaluate(expression) as Promise<T>;
    const textOf = (selector: string) => inPage<string>(`document.querySelector("${selector}").innerText`);

    it("asks for nothing but itself, complains about nothing, and says first what is wrong", async () => {
      const own = await open(rolledBack);
      assert.deepEqual(asked, [own]);
      assert.deepEqual(said, []);
      assert.equal(await textOf("h1"), rolledBack.document.headline);
      const { top, bottom } = await inPage<{ top: number; bottom: number }>(
        `document.querySelector("h1").getBoundingClientRect().toJSON()`,
      );
      assert.ok(top >= 0 && bottom > top && bottom < 300, `${top} to ${bottom}`);
    });

    it("shows hostile log lines as text, and no credential of theirs", async () => {
      await open(rolledBack);
      const shown = await textOf("pre");
      assert.match(shown, /<script>document\.title = 'taken over'/);
      assert.match(shown, /<img src="https:\/\/example\.com\/x\.png" onerror=/);
      assert.equal(await page.title(), "agenticmem-service: rolled back");
      assert.equal((await page.$$("script, img, iframe, link, object")).length, 0);
      const all = await page.content();
      for (const secret of ["hunter2secret", "q8Zr1Xv7Lm3Wd9Tk"]) assert.ok(!all.includes(secret));
    });

    it("hostile text anywhere in the document stays text", async () => {
      const hostile = `"><script>document.title='x'</script></svg></title></style><b id=evil>`;
      const poisoned = JSON.parse(
        JSON.stringify(withDocument({ state: "failed" }), (key, value: unknown) =>
          typeof value === "string" && !/At$|^at$|^url$|^state$|^kind$/.test(key) ? `${value}${hostile}` : value,
        ),
      ) as Sheet;
      await open(poisoned);
      assert.equal(await page.$("#evil, script"), null);
      assert.ok((await page.title()).includes(hostile));
      assert.deepEqual(said, []);
    });

    it("the time line has a mark for each moment and a bar for each task, inside its drawing", async () => {
      await open(rolledBack);
      const { timeline, tasks } = rolledBack.document;
      const drawn = await inPage<string[]>(
        `[...document.querySelectorAll("svg.wide [data-kind]")].map((mark) => mark.dataset.kind)`,
      );
      assert.deepEqual(drawn.toSorted(), timeline.map(({ kind }) => kind).toSorted());
      assert.equal((await page.$$("svg.wide [data-task]")).length, tasks.length);
      assert.equal((await page.$$("svg.wide .cross")).length, 4);
      assert.equal(await inPage(`document.querySelector("svg.wide text.turn").textContent`), "failed after 3 min 30 s");
    });

    for (const width of [1280, 390]) {
      it(`at ${width} px nothing goes over an edge`, async () => {
        const longName = `${"a-very-long-service-name-".repeat(9)}x`;
        const { timeline } = rolledBack.document;
        const crowded = [...timeline, ...timeline.slice(-2), ...timeline.slice(-2)];
        await open(
          withDocument({ service: longName, headline: `${longName}:1 is not what runs`, timeline: crowded }),
          width,
        );
        assert.equal(await inPage("document.documentElement.scrollWidth"), width);
        const outside = await inPage<
          string[]
        >(`[...document.querySelectorAll("main *:not(title)")].filter((element) => {
          const { left, right, width } = element.getBoundingClientRect();
          const drawing = element.closest("svg")?.getBoundingClientRect() ?? { left: 0, right: ${width} };
          return width > 0 && (left < drawing.left - 1 || right > drawing.right + 1);
        }).map((element) => element.tagName + " " + element.textContent)`);
        assert.deepEqual(outside, []);
        const shown = await inPage<string[]>(`[...document.querySelectorAll("svg.timeline")]
          .filter((drawing) => drawing.getBoundingClientRect().width > 0).map((drawing) => drawing.classList[1])`);
        assert.deepEqual(shown, [width > 640 ? "wide" : "narrow"]);
      });
    }

    it("is dark where the reader's system is, and white on paper", async () => {
      await open(rolledBack);
      const paper = () => inPage("getComputedStyle(document.body).backgroundColor");
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
      assert.equal(await paper(), "rgb(17, 21, 27)");
      await page.emulateMediaType("print");
      assert.equal(await paper(), "rgb(255, 255, 255)");
    });

    it("a service of which little is known has a page, too", async () => {
      await open({
        ...withDocument({
          latest: null,
          causes: [],
          logs: null,
          targets: [],
          alarms: [],
          timeline: [],
          tasks: [],
          ways: [],
          state: "not known",
        }),
        asked: undefined,
        running: [],
        differences: undefined,
      });
      assert.match(await textOf("main"), /When the rollout began is not known/);
      assert.doesNotMatch(await textOf("main"), /Alarms that watch/);
      assert.deepEqual(said, []);
    });
  });
});
