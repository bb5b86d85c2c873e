import { targetState, type TargetState } from "./health";
import type { World } from "./world";

/** An entry of DescribeTargetHealth. */
export interface TargetHealthDescription {
  id: string;
  port: number;
  availabilityZone: string;
  health: TargetState;
}

/** The tasks that are registered in a target group, or still drain from it. */
export function describeTargets(world: World, targetGroupArn: string): TargetHealthDescription[] {
  const moment = world.moment();
  return Object.values(world.state.tasks).flatMap((task) =>
    task.targets
      .filter(
        (target) =>
          target.targetGroupArn === targetGroupArn &&
          (target.deregisteredAt === undefined || task.lastStatus === "DEACTIVATING"),
      )
      .map((target) => ({
        id: task.network.privateAddress,
        port: target.port,
        availabilityZone: task.network.availabilityZone,
        health: targetState(target, task, moment),
      })),
  );
}
