import { clientException } from "./awsError";
import { lastPart } from "./names";
import type { State, TaskDefinitionRecord } from "./state";

/** The task definition that a task or revision runs; it must exist. */
export function definitionOf(state: State, arn: string): TaskDefinitionRecord {
  const definition = state.taskDefinitions[lastPart(arn)];
  if (definition === undefined) throw new Error(`there is no task definition ${arn}`);
  return definition;
}

/** The revision that a request names by family (the newest ACTIVE one), `family:revision` or ARN. */
export function findDefinition(state: State, name: string): TaskDefinitionRecord | undefined {
  const key = lastPart(name);
  if (key.includes(":")) return state.taskDefinitions[key];
  return Object.values(state.taskDefinitions)
    .filter(({ family, status }) => family === key && status === "ACTIVE")
    .reduce<TaskDefinitionRecord | undefined>(
      (newest, candidate) => (newest && newest.revision > candidate.revision ? newest : candidate),
      undefined,
    );
}

/** The revision that a service or task is to run: it must be ACTIVE. */
export function runnableDefinition(state: State, name: string | undefined): TaskDefinitionRecord {
  if (name === undefined) throw clientException("TaskDefinition can not be blank.");
  const definition = findDefinition(state, name);
  if (definition === undefined) throw clientException("TaskDefinition not found.");
  if (definition.status !== "ACTIVE") throw clientException("TaskDefinition is inactive");
  return definition;
}
