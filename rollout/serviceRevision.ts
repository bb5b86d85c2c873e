import type { Clients } from "../account/clients";
import { answerInTime } from "./answerInTime";

/** The task definition that a service revision (of ECS's newer API) runs, both by ARN; undefined when ECS does not know it. */
export async function taskDefinitionOf(clients: Clients, serviceRevisionArn: string): Promise<string | undefined> {
  const ecs = await clients.ecs();
  const { serviceRevisions: [found] = [] } = await ecs.describeServiceRevisions(
    { serviceRevisionArns: [serviceRevisionArn] },
    answerInTime(),
  );
  return found?.taskDefinition;
}
