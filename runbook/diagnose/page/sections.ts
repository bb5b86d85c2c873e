import type { RevisionFacts, Sheet } from "../sheet";
import type { DiagnoseDocument } from "../../documents/diagnose";
import { withoutRegistry } from "../../../settings/describePins";
import { shortDigest } from "../../text/short";
import { html, type Html } from "./html";
import { count, short } from "./words";

export const section = (title: string, content: Html | undefined): Html | undefined =>
  content &&
  html`<section>
    <h2>${title}</h2>
    ${content}
  </section> `;

/** What was asked for against what runs. */
export function revisions({ asked, running, differences, document }: Sheet): Html {
  const columns: [head: string, facts: RevisionFacts][] = [
    ...(asked === undefined ? [] : [["asked for", asked] as [string, RevisionFacts]]),
    ...running.map((facts): [string, RevisionFacts] => ["runs", facts]),
  ];
  const row = (name: string, value: (facts: RevisionFacts) => string | Html) =>
    html`<tr>
      <th scope="row">${name}</th>
      ${columns.map(([, facts]) => html`<td>${value(facts)}</td>`)}
    </tr>`;
  return html`<table>
      <thead>
        <tr>
          <td></td>
          ${columns.map(([head]) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${row("revision", ({ name }) => html`<strong>${name}</strong>`)}
        ${row("running", ({ tasks }) => `${tasks} of ${count(document.desiredCount, "task")}`)}
        ${row("size", ({ cpu, memoryMiB }) => (cpu === undefined ? "not known" : `cpu ${cpu}, memory ${memoryMiB} MiB`))}
        ${row("image", ({ images }) =>
          images === undefined
            ? "not known"
            : html`${images.map(({ container, reference }) => html`<div>${images.length > 1 ? `${container}: ` : ""}<code title="${reference}">${imageName(reference)}</code></div>`)}`,
        )}
      </tbody>
    </table>
    ${asked === undefined ? html`<p>Which revision was asked for is not known any more.</p>` : undefined}${whatDiffers(differences, running)}`;
}

/** Without the registry, and with the beginning of the digest. */
const imageName = (reference: string) => withoutRegistry(reference).replace(/sha256:\w+/, shortDigest);

function whatDiffers(differences: string[] | undefined, running: RevisionFacts[]): Html | undefined {
  const [from] = running;
  if (from === undefined || differences === undefined) return undefined;
  return html`<dl>
    <dt>what the one asked for has otherwise than ${from.name}</dt>
    <dd>
      ${
        differences.length === 0
          ? "nothing"
          : html`<ul class="diff">
              ${differences.map((line) => html`<li>${line}</li>`)}
            </ul>`
      }
    </dd>
  </dl>`;
}

/** Stopped tasks by why they stopped. */
export function causes({ causes, isForgotten, tasks }: DiagnoseDocument): Html | undefined {
  if (causes.length === 0 && !isForgotten) return undefined;
  return html`${causes.map(
    (cause) =>
      html`<div class="cause">
        <h3>
          ${cause.what}
          <span class="badge bad">${cause.tasks === 0 ? "told by an event" : count(cause.tasks, "task")}</span>
        </h3>
        <dl>
          <dt>in ECS's words</dt>
          <dd>
            ${[
              cause.words,
              ...(cause.stopCode === null || cause.stopCode === "" ? [] : [`stop code ${cause.stopCode}`]),
              ...(cause.container === null
                ? []
                : [`container ${cause.container}, exit code ${cause.exitCode ?? "none"}`]),
            ].join("; ")}
          </dd>
        </dl>
        <p class="remedy"><strong>What to do:</strong> ${cause.remedy}</p>
        ${tasksOf(tasks.filter((task) => task.cause === cause.what).map(({ task }) => short(task)))}
      </div>`,
  )}${isForgotten ? html`<p>ECS knows none of its stopped tasks any more: it forgets them after about an hour.</p>` : undefined}`;
}

const tasksOf = (ids: string[]) =>
  ids.length === 0 ? undefined : html`<p class="tasks">${ids.length === 1 ? "task" : "tasks"} ${ids.join(", ")}</p>`;

export function logs({ logs }: DiagnoseDocument): Html | undefined {
  if (logs === null) return undefined;
  const { container, task, group, stream, lines } = logs;
  return html`<p class="tasks">
      container ${container} of task ${short(task)}, in log group <code>${group}</code>, stream <code>${stream}</code>
    </p>
    ${lines.length === 0 ? html`<p>They could not be read.</p>` : html`<pre>${lines.join("\n")}</pre>`}`;
}

export function targets({ targets }: DiagnoseDocument): Html | undefined {
  if (targets.length === 0) return undefined;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">target group</th>
        <th scope="col">target</th>
        <th scope="col">state</th>
      </tr>
    </thead>
    <tbody>
      ${targets.map(
        ({ targetGroup, address, state, reason }) =>
          html`<tr>
            <td>${targetGroup}</td>
            <td class="whole"><code>${address}</code></td>
            <td><span class="badge ${targetTone(state)}">${state}</span> ${reason ?? ""}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Those that make a deployment fail when they ring. */
export function alarms({ alarms }: DiagnoseDocument): Html | undefined {
  if (alarms.length === 0) return undefined;
  const tones: Record<string, string> = { OK: "good", ALARM: "bad" };
  return html`<table>
    <thead>
      <tr>
        <th scope="col">alarm</th>
        <th scope="col">state</th>
        <th scope="col">watches</th>
      </tr>
    </thead>
    <tbody>
      ${alarms.map(
        ({ name, state, watches, reason }) =>
          html`<tr>
            <td>${name}</td>
            <td><span class="badge ${tones[state ?? ""] ?? "fair"}">${state ?? "not known"}</span> ${reason ?? ""}</td>
            <td>${watches ?? ""}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const targetTone = (state: string) =>
  state === "healthy" ? "good" : state === "unhealthy" ? "bad" : state === "draining" ? "old" : "fair";

/** Commands to type, and pages of the console. */
export function waysOn({ document: { ways, unseen }, links }: Sheet): Html {
  return html`${ways.map(
      ({ purpose, command }) =>
        html`<dl>
          <dt>${purpose}</dt>
          <dd><pre>${command}</pre></dd>
        </dl>`,
    )}
    <dl>
      <dt>in the AWS console (log in to the account first)</dt>
      <dd>
        <ul class="plainly">
          ${links.map(({ what, url }) => html`<li><a href="${url}" rel="noreferrer">${what}</a></li>`)}
        </ul>
      </dd>
    </dl>
    ${
      unseen.length === 0
        ? undefined
        : html`<dl>
            <dt>what could not be looked at</dt>
            <dd>
              <ul class="plainly">
                ${unseen.map((words) => html`<li>${words}</li>`)}
              </ul>
            </dd>
          </dl>`
    }`;
}
