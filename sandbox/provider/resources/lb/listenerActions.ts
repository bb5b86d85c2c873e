import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import { capitalised } from "../../capitalised";
import { fromAws, toAws } from "../../shapes";
import { isValues, textOf, type Value, type Values } from "../../values";
import { partsOf } from "./attributes";
import { action } from "./listenerProperties";

const redirect = capitalised(partsOf(action.redirect));
const fixedResponse = capitalised(partsOf(action.fixedResponse));

/** The program's actions as AWS takes them. */
export function toActions(actions: Value | undefined): Action[] {
  const all = Array.isArray(actions) ? actions.filter(isValues) : [];
  return all.map((given, index) => ({
    Type: textOf(given.type) as Action["Type"],
    Order: typeof given.order === "number" ? given.order : index + 1,
    TargetGroupArn: textOf(given.targetGroupArn),
    ...(isValues(given.forward) && { ForwardConfig: forwardConfig(given.forward) }),
    ...(isValues(given.redirect) && { RedirectConfig: toAws(redirect, given.redirect) as never }),
    ...(isValues(given.fixedResponse) && { FixedResponseConfig: toAws(fixedResponse, given.fixedResponse) as never }),
  }));
}

/** What AWS reports; it has a target group twice, and the program has it where it says it (`known`). */
export function fromActions(reported: Action[], known: Value | undefined): Values[] {
  const all = Array.isArray(known) ? known : [];
  return reported.map((found, index) => {
    const said = all[index];
    const { forward, targetGroupArn }: Values = isValues(said) ? said : {};
    const isForward = found.Type === "forward";
    const inBlock = isForward && forward !== undefined;
    const inText = isForward && (!inBlock || targetGroupArn !== undefined);
    return {
      type: found.Type,
      order: found.Order,
      ...(inText && { targetGroupArn: found.TargetGroupArn }),
      ...(inBlock && { forward: forwardBlock(found, forward) }),
      ...(found.RedirectConfig && { redirect: fromAws(redirect, found.RedirectConfig) }),
      ...(found.FixedResponseConfig && { fixedResponse: fromAws(fixedResponse, found.FixedResponseConfig) }),
    };
  });
}

function forwardConfig({ targetGroups, stickiness }: Values): Action["ForwardConfig"] {
  const groups = Array.isArray(targetGroups) ? targetGroups.filter(isValues) : [];
  return {
    TargetGroups: groups.map(({ arn, weight }) => ({ TargetGroupArn: textOf(arn), Weight: weight as number })),
    ...(isValues(stickiness) && {
      TargetGroupStickinessConfig: {
        Enabled: stickiness.enabled === true,
        DurationSeconds: stickiness.duration as number,
      },
    }),
  };
}

/** AWS does not keep the duration of a stickiness that is off. */
function forwardBlock({ ForwardConfig: config }: Action, said: Value): Values {
  const groups = config?.TargetGroups ?? [];
  const saidStickiness = isValues(said) ? said.stickiness : undefined;
  return {
    targetGroups: groups.map(({ TargetGroupArn, Weight }) => ({ arn: TargetGroupArn, weight: Weight })),
    ...(isValues(saidStickiness) && {
      stickiness: {
        enabled: config?.TargetGroupStickinessConfig?.Enabled ?? false,
        duration: config?.TargetGroupStickinessConfig?.DurationSeconds ?? saidStickiness.duration,
      },
    }),
  };
}
