import { shown } from "../../diff/shown";
import type { Deviation } from "./described";

/** A deviation that neither settings nor overrides can express, as the reason why the service is not taken over. */
export function inWords({ part, name, field, live, asked }: Deviation): string {
  const what = part === "container" ? `container ${name}: ${field}` : `${partWords[part]}: ${field}`;
  return `${what} is ${text(live, field)}, and no setting or override can say so (it would be ${text(asked, field)})`;
}

const partWords = {
  task: "task definition",
  revision: "task definition",
  service: "service",
  logGroup: "log group",
};

const longestShown = 200;

/** Values of variables are hidden, as they may be credentials. */
function text(value: unknown, field: string): string {
  if (value === undefined) return "not there";
  if (field === "environment") return "(values not shown)";
  const visible = shown({ path: [field], kind: "changed", live: value }).live;
  const json = typeof visible === "string" ? visible : JSON.stringify(visible);
  return json.length > longestShown ? `${json.slice(0, longestShown)}…` : json;
}
