import type { Sheet } from "../sheet";
import { duration } from "../../text/duration";
import { html, Html } from "./html";
import { alarms, causes, logs, revisions, section, targets, waysOn } from "./sections";
import { style } from "./style";
import { timelineSection } from "./timeline";
import { withoutCredentials } from "./withoutCredentials";
import { count, toneOf } from "./words";

/** By which a page of this program is told from any other file. */
export const pageMark = '<meta name="generator" content="agenticmem diagnose">';

/** Nothing is asked for over the network, and nothing runs, whatever a log line says. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A diagnosis as one page that needs nothing beside it. */
export function pageOf(sheet: Sheet): string {
  const safe = { ...withoutCredentials(sheet), links: sheet.links };
  const { document } = safe;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${pageMark}
${html`<meta http-equiv="Content-Security-Policy" content="${policy}" />
  <meta name="viewport" content="width=device-width, initial-scale=1" />
  <title>${document.service}: ${document.state}</title>`.toString()}
<style>${style}</style>
</head>
<body>
<main>
${html`${header(safe)}
${section("What was asked for, and what runs", revisions(safe))}${section("Time line", timelineSection(safe))}${section(
  "Why tasks stopped",
  causes(document),
)}${section("Its last log lines", logs(document))}${section("Target health", targets(document))}${section("Alarms that watch deployments", alarms(document))}${section(
  "What to do now",
  waysOn(safe),
)}`.toString()}
${html`<footer>Made by <code>npm run diagnose -- --html</code> ${moment(sheet.madeAt)}. All times are UTC.</footer>`.toString()}
</main>
</body>
</html>
`;
}

function header({ document, stack, accountId, region }: Sheet): Html {
  const { state, headline, reason, causes: found, latest } = document;
  const [main, ...others] = found;
  return html`<header class="${toneOf(state)}">
    <span class="badge">${state}</span>
    <h1>${headline}</h1>
    ${
      main === undefined
        ? undefined
        : html`<p>
            <strong>Cause:</strong>
            ${main.what}${main.tasks === 0 ? "" : ` (${count(main.tasks, "task")})`}${others.length === 0 ? "" : `, and ${count(others.length, "further cause")}`}
          </p>`
    }${reason === null ? undefined : html`<p><strong>ECS says:</strong> ${reason}</p>`}
    <p class="where">
      service ${document.service} in cluster ${document.cluster}, stack ${stack}, account ${accountId}, region
      ${region}${latest === null ? "" : `; deployment ${latest.deployment}${timesOf(latest)}`}
    </p>
  </header>`;
}

function timesOf({ startedAt, endedAt }: { startedAt: string | null; endedAt: string | null }): string {
  if (startedAt === null) return "";
  const began = `, began ${moment(Date.parse(startedAt))}`;
  return endedAt === null ? began : `${began}, took ${duration(Date.parse(endedAt) - Date.parse(startedAt))}`;
}

const moment = (time: number) => `${new Date(time).toISOString().slice(0, 19).replace("T", " ")}Z`;
