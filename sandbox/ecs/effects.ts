import { lookAtAlarms } from "./alarms";
import { launchForService } from "./launches";
import { lastPart } from "./names";
import { prepareTask } from "./preparation";
import { definitionOf } from "./taskDefinitionLookup";
import type { Effect, World } from "./world";

/** Does what a tick wants done outside the model. */
export async function carryOut(world: World, effect: Effect): Promise<void> {
  if (effect.kind === "launch") {
    const service = world.state.services[effect.serviceArn];
    if (service) await launchForService(world, service, effect.launchId);
    return;
  }
  if (effect.kind === "alarms") {
    const deployment = world.state.serviceDeployments[effect.serviceDeploymentArn];
    if (deployment) await lookAtAlarms(world, deployment);
    return;
  }
  const task = world.state.tasks[effect.taskArn];
  if (task === undefined) return;
  if (effect.kind === "prepare") return prepareTask(world, task);

  const { logConfiguration } =
    definitionOf(world.state, task.taskDefinitionArn).containerDefinitions.find(
      ({ name }) => name === effect.containerName,
    ) ?? {};
  const { "awslogs-group": group, "awslogs-stream-prefix": prefix } = logConfiguration?.options ?? {};
  if (logConfiguration?.logDriver !== "awslogs" || group === undefined || prefix === undefined) return;
  const timestamp = world.moment().now;
  const lines = effect.lines.map((message) => ({ timestamp, message }));
  await world.account.putLog(group, `${prefix}/${effect.containerName}/${lastPart(task.arn)}`, lines);
}
