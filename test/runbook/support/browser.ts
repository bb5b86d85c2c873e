import { styleText } from "node:util";
import type { Context } from "mocha";
import type { Browser } from "puppeteer-core";

/** A real browser for a suite; where none can be started, the suite is skipped loudly, and fails in CI. */
export async function browserFor(suite: Context): Promise<Browser> {
  suite.timeout(120_000);
  try {
    const { default: chromium } = await import("@sparticuz/chromium");
    const { default: puppeteer } = await import("puppeteer-core");
    const executablePath = await chromium.executablePath();
    return await puppeteer.launch({ executablePath, headless: "shell", args: chromium.args });
  } catch (error) {
    if ((process.env.CI ?? "") !== "") throw error;
    const why = error instanceof Error ? error.message : String(error);
    const loud = styleText(["bold", "red"], "TESTS IN A BROWSER SKIPPED: no browser could be started here");
    process.stderr.write(`\n${loud}: ${why}\n`);
    return suite.skip();
  }
}
