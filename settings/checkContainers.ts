import { formatPath, removeCommand, setCommand, type SettingPath } from "./commands";
import { nearestName, oneOf } from "./nearest";
import type { Report } from "./report";
import { settledPart, taskDefinitionSizeProblem } from "./taskDefinitionSize";
import type { ContainerSettings, SidecarSettings } from "./types";

/** ECS takes at most 10 containers in a task definition. Source: "Amazon ECS service quotas". */
const mostContainers = 10;

interface Containers {
  main: ContainerSettings;
  sidecars: SidecarSettings[];
}

/** What has to fit together within and between the containers of the task. */
export function checkContainers({ main, sidecars }: Containers, report: Report): void {
  checkPorts({ main, sidecars }, report);
  checkVariables(main, [], report);
  for (const sidecar of sidecars) {
    const path = ["sidecars", sidecar.name];
    checkVariables(sidecar, path, report);
    checkDependencies(sidecar, { main, sidecars }, report);
    if (sidecar.name === main.name) {
      report.problem(
        path,
        `${formatPath(path)} has the name of the main container: use another one (${removeCommand(path)}; ` +
          `${setCommand(["sidecars", "<name>", "image"], "<image>")})`,
      );
    }
  }
  checkCycles(sidecars, report);
  const last = sidecars.at(-1);
  if (sidecars.length >= mostContainers && last !== undefined) {
    report.problem(
      ["sidecars"],
      `sidecars has ${sidecars.length} entries: use at most ${mostContainers - 1} beside the main container ` +
        `(${removeCommand(["sidecars", last.name])})`,
    );
  }
  const tooBig = taskDefinitionSizeProblem(settledPart([main, ...sidecars]));
  if (tooBig !== undefined) report.problem(["environment"], tooBig);
}

/** The containers of a Fargate task share one network interface, and names of ports are the whole task's. */
function checkPorts({ main, sidecars }: Containers, report: Report): void {
  const takenNumbers = new Map<string, string>();
  const takenNames = new Map<string, string>();
  const all = [main.ports.map((port) => ({ ...port, path: ["ports", port.name] }))].concat(
    sidecars.map(({ name, ports }) => ports.map((port) => ({ ...port, path: ["sidecars", name, "ports", port.name] }))),
  );
  for (const { name, port, protocol, path } of all.flat()) {
    const number = `${port}/${protocol}`;
    const sameNumber = takenNumbers.get(number);
    const sameName = takenNames.get(name);
    if (sameNumber !== undefined) {
      const fix = setCommand(path, "<port>");
      report.problem(path, `${formatPath(path)} ${number} is the port of ${sameNumber}: use another one (${fix})`);
    } else if (sameName !== undefined) {
      const fix = `${removeCommand(path)}; ${setCommand([...path.slice(0, -1), "<name>"], port)}`;
      report.problem(
        path,
        `${formatPath(path)} has the name of ${sameName}: use names that differ in the whole task (${fix})`,
      );
    }
    takenNumbers.set(number, sameNumber ?? formatPath(path));
    takenNames.set(name, sameName ?? formatPath(path));
  }
}

function checkVariables({ environment, secrets }: ContainerSettings, path: SettingPath, report: Report): void {
  for (const { variable } of secrets) {
    if (!Object.hasOwn(environment, variable)) continue;
    const place = [...path, "environment", variable];
    report.problem(
      place,
      `${formatPath(place)} is in ${formatPath([...path, "secrets"])} too: use one of the two (${removeCommand(place)})`,
    );
  }
}

/** Source for the conditions: `ContainerDependency`, Amazon ECS API reference. */
function checkDependencies(sidecar: SidecarSettings, { main, sidecars }: Containers, report: Report): void {
  const names = [main.name, ...sidecars.map(({ name }) => name)].filter((name) => name !== sidecar.name);
  for (const { container, condition } of sidecar.dependsOn) {
    const path = ["sidecars", sidecar.name, "dependsOn", container];
    if (container === sidecar.name || report.mentions("sidecars", container)) continue;
    const other = sidecars.find(({ name }) => name === container) ?? (container === main.name ? main : undefined);
    if (other === undefined) {
      const nearest = nearestName(container, names);
      const instead = nearest === undefined ? "" : `; ${setCommand([...path.slice(0, -1), nearest], condition)}`;
      report.problem(
        path,
        `${formatPath(path)} names no container of the task: use ${oneOf(names)} (${removeCommand(path)}${instead})`,
      );
    } else if (condition === "HEALTHY" && other.healthCheck === undefined) {
      const fix = setCommand(path, "START");
      report.problem(
        path,
        `${formatPath(path)} HEALTHY is not valid: use START, since ${container} has no health check (${fix})`,
      );
    } else if (condition === "COMPLETE" || condition === "SUCCESS") {
      checkEnds(other, { path, condition }, report);
    }
  }
}

function checkEnds(
  other: ContainerSettings | SidecarSettings,
  { path, condition }: { path: SettingPath; condition: string },
  report: Report,
): void {
  const isSidecar = "essential" in other;
  if (isSidecar && !other.essential) return;
  const fix = isSidecar ? setCommand(["sidecars", other.name, "essential"], false) : setCommand(path, "START");
  report.problem(
    path,
    `${formatPath(path)} ${condition} is not valid: use START or HEALTHY, since ${other.name} is essential and its end ends the task (${fix})`,
  );
}

/** Reports each circle of containers that wait for each other once, at its first name. */
function checkCycles(sidecars: SidecarSettings[], report: Report): void {
  const waitsFor = new Map(sidecars.map(({ name, dependsOn }) => [name, dependsOn.map(({ container }) => container)]));
  const done = new Set<string>();
  const visit = (name: string, trail: string[]): void => {
    if (trail.includes(name)) {
      const circle = [...trail.slice(trail.indexOf(name)), name];
      const path = ["sidecars", trail.at(-1) ?? name, "dependsOn", name];
      report.problem(
        path,
        `${formatPath(path)} closes a circle, ${circle.join(" → ")}, in which no container ever starts: use an order without ` +
          `one (${removeCommand(path)})`,
      );
      return;
    }
    if (done.has(name)) return;
    for (const next of waitsFor.get(name) ?? []) visit(next, [...trail, name]);
    done.add(name);
  };
  for (const { name } of sidecars) visit(name, []);
}
