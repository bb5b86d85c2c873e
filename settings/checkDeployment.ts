import { setCommand } from "./commands";
import type { FewestTasks } from "./fewestTasks";
import type { Report } from "./report";
import type { DeploymentSettings } from "./types";

interface Deployed {
  deployment: DeploymentSettings;
  /** Undefined: any number. */
  fewest: FewestTasks | undefined;
  availabilityZoneRebalancing: boolean;
}

export function checkDeployment({ deployment, fewest, availabilityZoneRebalancing }: Deployed, report: Report): void {
  const { minimumHealthyPercent, maximumPercent, circuitBreaker, rollback, alarms } = deployment;
  const path = ["deployment"];
  if (rollback && !circuitBreaker && alarms.length === 0) {
    report.problem(
      [...path, "rollback"],
      "deployment.rollback true is not valid without the circuit breaker or an alarm, which are what rolls back: use deployment.circuitBreaker " +
        `true (${setCommand([...path, "circuitBreaker"], true)}), an alarm (${setCommand([...path, "alarms", 0], "<alarm>")}), ` +
        `or no rollback (${setCommand([...path, "rollback"], false)})`,
    );
  }
  if (!leavesRoom(deployment, fewest?.count)) {
    const tasks = fewest === undefined ? "" : ` and ${fewest.words}`;
    report.problem(
      [...path, "maximumPercent"],
      `deployment.maximumPercent ${maximumPercent} with minimumHealthyPercent ${minimumHealthyPercent}${tasks} can never deploy, ` +
        `as no task may start and none may stop: use a higher maximum (${setCommand([...path, "maximumPercent"], 200)})`,
    );
  } else if (availabilityZoneRebalancing && maximumPercent <= 100 && !report.mentions(...path, "maximumPercent")) {
    report.problem(
      ["availabilityZoneRebalancing"],
      "availabilityZoneRebalancing true is not valid with deployment.maximumPercent 100: use a higher maximum " +
        `(${setCommand([...path, "maximumPercent"], 200)}), or none (${setCommand(["availabilityZoneRebalancing"], false)})`,
    );
  }
}

/**
 * ECS rounds the lower limit up and the upper one down; a new task needs room above the desired count, or an old one that may
 * stop. Source: "Deploy Amazon ECS services by replacing tasks", Amazon ECS Developer Guide.
 */
function leavesRoom(
  { minimumHealthyPercent, maximumPercent }: DeploymentSettings,
  desiredCount: number | undefined,
): boolean {
  if (desiredCount === 0) return true;
  if (desiredCount === undefined) return minimumHealthyPercent < 100 || maximumPercent > 100;
  const mustStay = Math.ceil((desiredCount * minimumHealthyPercent) / 100);
  const mayRun = Math.floor((desiredCount * maximumPercent) / 100);
  return mustStay < desiredCount || mayRun > desiredCount;
}
