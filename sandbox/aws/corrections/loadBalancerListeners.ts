import { AwsError } from "../../ecs/awsError";
import type { Reply } from "../reply";
import type { CorrectedCall } from "./correction";
import { parametersOf, valuesOf } from "./ec2Wire";

type Parameters = Record<string, string>;

const modelledActions = ["forward", "redirect", "fixed-response"];

/** Makes or changes a listener. Where it forwards to is said in either of AWS's two forms; ministack knows the older one. */
export async function putListener(call: CorrectedCall): Promise<Reply> {
  const parameters = withTargetGroups(parametersOf(call));
  await refuseUnknownTargetGroups(call, parameters);
  if (call.operation === "CreateListener") await refuseNewListener(call, parameters);
  return withForwardConfig(await call.askQuery(call.operation, parameters));
}

export async function describeListeners(call: CorrectedCall): Promise<Reply> {
  const reply = await call.ask();
  const asked = Object.entries(parametersOf(call)).filter(([name]) => name.startsWith("ListenerArns.member."));
  const known = valuesOf(reply.body, "ListenerArn");
  if (!asked.every(([, arn]) => known.includes(arn)))
    throw new AwsError("ListenerNotFound", "One or more listeners not found");
  return withForwardConfig(reply);
}

/** Every forward action in the older form. */
function withTargetGroups(parameters: Parameters): Parameters {
  const changed = { ...parameters };
  for (let number = 1; ; number++) {
    const action = `DefaultActions.member.${number}`;
    const type = parameters[`${action}.Type`];
    if (type === undefined) return changed;
    if (!modelledActions.includes(type))
      throw new AwsError("ValidationError", `The sandbox's load balancer does not model the action ${type}`);
    const forward = `${action}.ForwardConfig`;
    const isSticky = parameters[`${forward}.TargetGroupStickinessConfig.Enabled`] === "true";
    if (isSticky || parameters[`${forward}.TargetGroups.member.2.TargetGroupArn`] !== undefined)
      throw new AwsError(
        "ValidationError",
        "The sandbox's load balancer forwards to one target group, without stickiness among several",
      );
    const group = parameters[`${forward}.TargetGroups.member.1.TargetGroupArn`];
    if (group !== undefined) changed[`${action}.TargetGroupArn`] = group;
  }
}

async function refuseUnknownTargetGroups(call: CorrectedCall, parameters: Parameters): Promise<void> {
  for (const [name, arn] of Object.entries(parameters)) {
    if (!/^DefaultActions\.member\.\d+\.TargetGroupArn$/.test(name)) continue;
    const { status } = await call.askQuery("DescribeTargetGroups", { "TargetGroupArns.member.1": arn });
    if (status !== 200) throw new AwsError("TargetGroupNotFound", `Target groups '${arn}' not found`);
  }
}

async function refuseNewListener(call: CorrectedCall, parameters: Parameters): Promise<void> {
  const { LoadBalancerArn = "", Port, Protocol } = parameters;
  if (Protocol === "HTTPS" && parameters["Certificates.member.1.CertificateArn"] === undefined)
    throw new AwsError("ValidationError", "A certificate must be specified for HTTPS listeners");
  const { body } = await call.askQuery("DescribeListeners", { LoadBalancerArn });
  if (body.includes(`<LoadBalancerArn>${LoadBalancerArn}</LoadBalancerArn><Port>${Port}</Port>`))
    throw new AwsError(
      "DuplicateListener",
      `A listener already exists on this port for this load balancer '${LoadBalancerArn}'`,
    );
}

/** Actions in both forms, as AWS reports them. */
function withForwardConfig(reply: Reply): Reply {
  const body = reply.body.replace(
    /<TargetGroupArn>([^<]*)<\/TargetGroupArn>/g,
    (group) =>
      `${group}<ForwardConfig><TargetGroups><member>${group}<Weight>1</Weight></member></TargetGroups>` +
      "<TargetGroupStickinessConfig><Enabled>false</Enabled></TargetGroupStickinessConfig></ForwardConfig>",
  );
  return { ...reply, body };
}
