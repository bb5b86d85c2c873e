import { equal, match, ok, throws } from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chooseStory, stories, UnknownStory } from "../../sandbox/demo/stories";
import { stateHas } from "../../sandbox/demo/stateHas";
import { withTypeScript } from "../../sandbox/paths";
import { run } from "../../sandbox/run";

describe("a story of the demo", () => {
  it("is the main job when none is named", () => {
    equal(chooseStory([]), stories.update);
  });

  for (const [name, story] of Object.entries(stories)) {
    it(`is played by its name: ${name}`, () => equal(chooseStory([name]), story));
  }

  for (const words of [["adpot"], ["toString"], ["adopt", "update"], ["--help"]]) {
    it(`is not played for "${words.join(" ")}": all that there are is told`, () => {
      throws(
        () => chooseStory(words),
        (error) => {
          ok(error instanceof UnknownStory);
          for (const [name, { about }] of Object.entries(stories)) {
            match(error.message, new RegExp(`npm run demo -- ${name} +${about}`));
          }
          return true;
        },
      );
    });
  }

  it("that is unknown ends the demo before anything is started", async function () {
    this.timeout(30_000);
    const program = [...withTypeScript, "sandbox/demo/main.ts", "adpot"];
    const { exitCode, stdout, stderr } = await run([process.execPath, ...program], { env: process.env, mayFail: true });
    equal(exitCode, 2);
    equal(stdout, "");
    match(stderr, /^no story "adpot"; there are:\n {2}npm run demo -- update .*\n[^]*Nothing was started\.$/);
  });
});

describe("what the demo says of a state backend", () => {
  it("is found in any file of it", () => {
    const dir = mkdtempSync(join(tmpdir(), "demo-state-"));
    try {
      mkdirSync(join(dir, ".pulumi", "history"), { recursive: true });
      writeFileSync(join(dir, ".pulumi", "history", "1.json"), '{"value":"seen"}');
      const backend = pathToFileURL(dir).href;
      ok(stateHas("seen", backend));
      ok(!stateHas("unseen", backend));
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
