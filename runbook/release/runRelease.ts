import { dashboardType, metricAlarmType } from "../../components/ownership";
import { removeCommand, setCommand } from "../../settings/commands";
import { chooseStack } from "../chooseStack";
import { projectName } from "../../settings/stackFiles";
import { ownResources, withoutOwn } from "../adopt/ownPart";
import { exportState, importState, type StateResource } from "../adopt/stackState";
import type { Answer } from "../answer";
import type { ChangeOptions } from "../command";
import { confirm } from "../confirm";
import type { ReleaseDocument } from "../documents/release";
import { exitCodes } from "../exitCodes";
import { mayAsk } from "../rollback/carryOut";
import { note, type Surroundings } from "../surroundings";

/** Takes all that the program makes out of a stack's state, protected or not; AWS is not asked, nor changed. */
export async function runRelease(surroundings: Surroundings, options: ChangeOptions): Promise<Answer> {
  mayAsk(surroundings, options);
  const stack = chooseStack(surroundings, projectName(surroundings.projectDir), options.stack);
  const state = await exportState(surroundings, stack);
  const resources = ownResources(state).map(told);
  const answer = (outcome: ReleaseDocument["outcome"], text: string): Answer => {
    const document: ReleaseDocument = { stack, resources, outcome };
    return { exitCode: outcome === "declined" ? exitCodes.notFine : exitCodes.fine, document, text };
  };
  if (resources.length === 0)
    return answer("nothingToDo", `stack ${stack} has no service: there is nothing to let go of`);

  const plan = [
    `stack ${stack} lets go of:`,
    ...resources.map(({ name, id }) => `  ${name}${id === undefined ? "" : ` (${id})`}`),
    "All of it stays in AWS as it is.",
    ...watches(resources),
  ].join("\n");
  if (options.dryRun === true) return answer("planned", plan);
  note(surroundings, plan);
  if (!(await confirm(surroundings, options, "Do it?"))) return answer("declined", "Nothing was changed.");
  await importState(surroundings, stack, withoutOwn(state));
  return answer(
    "released",
    `${resources.length} resources are the stack's no more; they run on in AWS as before, and the config is as it was ` +
      `(npm run adopt takes the service over again, pulumi stack rm ${stack} deletes the stack)`,
  );
}

/** What adopt does not take over again. */
function watches(resources: ReleaseDocument["resources"]): string[] {
  const named = resources.filter(({ type }) => type === dashboardType || type === metricAlarmType);
  if (named.length === 0) return [];
  return [
    `npm run adopt takes the service over again, but not ${named.map(({ name }) => name).join(", ")}: to have them deleted, turn dashboard and ` +
      `alarms off and update before (${setCommand(["dashboard"], false)}; ${removeCommand(["alarms"])}; pulumi up)`,
  ];
}

const told = ({ urn, type, id }: StateResource): ReleaseDocument["resources"][number] => ({
  type,
  name: urn.slice(urn.lastIndexOf("::") + 2),
  ...(id !== undefined && { id }),
});
