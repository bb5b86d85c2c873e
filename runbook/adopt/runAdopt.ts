import type { Answer } from "../answer";
import type { AdoptOptions } from "../commands/adopt";
import { confirm } from "../confirm";
import type { AdoptDocument } from "../documents/adopt";
import { exitCodes } from "../exitCodes";
import { mayAsk } from "../rollback/carryOut";
import { note, type Surroundings } from "../surroundings";
import { answerOwned } from "./alreadyOwned";
import { carryOutAdoption } from "./carryOutAdoption";
import { describeAdoption, describeRefusals } from "./describeAdoption";
import { describeService } from "./describe";
import { ownedService } from "./ownedService";
import { planAdoption } from "./planAdoption";
import { exportKnownStack } from "./stackState";
import { readTarget } from "./target";

/** Takes over a service that runs already. */
export async function runAdopt(
  surroundings: Surroundings,
  options: AdoptOptions,
  describe = describeService,
): Promise<Answer> {
  mayAsk(surroundings, options);
  const target = await readTarget(surroundings, options);
  const { stack, cluster, service } = target;
  const state = await exportKnownStack(surroundings, stack);
  const nothing = { settings: [], imports: [], notes: [], differences: [], errors: [] };
  const refused = (refusals: string[], revision?: string): Answer => {
    const document: AdoptDocument = { stack, cluster, service, revision, refusals, ...nothing, outcome: "refused" };
    return { exitCode: exitCodes.notFine, document, text: describeRefusals(document) };
  };

  const owned = ownedService(state);
  if (owned !== undefined && (owned.cluster !== cluster || owned.service !== service)) {
    return refused([
      `stack ${stack} has a service already, ${owned.service} in cluster ${owned.cluster}: let go of that first (npm run release), ` +
        `or use another stack (pulumi stack init <name>)`,
    ]);
  }
  if (owned?.isComplete === true) return answerOwned(surroundings, target, owned.revision);

  const plan = await planAdoption(target, describe);
  if ("refusals" in plan) return refused(plan.refusals, plan.revision);
  const told = (
    outcome: AdoptDocument["outcome"],
    left?: Pick<AdoptDocument, "differences" | "errors">,
  ): AdoptDocument => ({
    ...{ stack, cluster, service, refusals: [], ...nothing },
    ...plan.told,
    ...left,
    outcome,
  });
  const described = describeAdoption(told("planned"));
  if (options.dryRun === true) return { exitCode: exitCodes.fine, document: told("planned"), text: described };

  note(surroundings, described);
  if (!(await confirm(surroundings, options, "Do it?"))) {
    return { exitCode: exitCodes.notFine, document: told("declined"), text: "Nothing was changed." };
  }
  return carryOutAdoption(surroundings, target, plan, told);
}
