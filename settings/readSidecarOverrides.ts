import { formatPath, removeCommand, setCommand } from "./commands";
import { map, type Field } from "./fields";
import { nearestName, oneOf } from "./nearest";
import { readRequired } from "./readFields";
import type { Report } from "./report";
import type { Overrides } from "./types";

const containerFields: Field<Record<string, unknown>> = {
  ...map,
  allowed: "a map of fields of a container definition",
  fix: (path) => setCommand([...path, "<field>"], "<value>"),
};

/** Sidecar's name → fields of its container definition; a sidecar that there is not is reported. */
export function readSidecarOverrides(
  given: Record<string, unknown>,
  sidecars: { name: string }[],
  report: Report,
): Overrides["sidecars"] {
  const names = sidecars.map(({ name }) => name);
  const read = Object.entries(given).flatMap(([name, value]) => {
    const path = ["overrides", "sidecars", name];
    if (!names.includes(name)) {
      const nearest = nearestName(name, names);
      const instead =
        nearest === undefined ? "" : `; ${setCommand([...path.slice(0, -1), nearest, "<field>"], "<value>")}`;
      const allowed = names.length === 0 ? "the name of a sidecar, of which there is none" : oneOf(names);
      report.problem(path, `${formatPath(path)} names no sidecar: use ${allowed} (${removeCommand(path)}${instead})`);
      return [];
    }
    const fields = readRequired(containerFields, value, path, report);
    return fields === undefined ? [] : [[name, fields] as const];
  });
  return Object.fromEntries(read);
}
