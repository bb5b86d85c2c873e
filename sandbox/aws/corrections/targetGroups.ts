import { AwsError } from "../../ecs/awsError";
import type { Reply } from "../reply";
import type { CorrectedCall } from "./correction";
import { itemsOf, parametersOf, valueOf, valuesOf } from "./ec2Wire";

/** Asking for target groups by name: an unknown name is an error, not an empty list. */
export async function describeTargetGroups(call: CorrectedCall): Promise<Reply> {
  const reply = await call.ask();
  const names = Object.entries(parametersOf(call))
    .filter(([name]) => name.startsWith("Names.member."))
    .map(([, name]) => name);
  const isKnown = (name: string) => reply.body.includes(`<TargetGroupName>${name}</TargetGroupName>`);
  if (reply.status === 200 && !names.every(isKnown))
    throw new AwsError("TargetGroupNotFound", "One or more target groups not found");
  return complete(call, reply);
}

/** Makes or changes a target group; of the protocol versions only HTTP1, which ministack does not report. */
export async function completeTargetGroups(call: CorrectedCall): Promise<Reply> {
  const { ProtocolVersion = "HTTP1" } = parametersOf(call);
  if (ProtocolVersion !== "HTTP1")
    throw new AwsError("ValidationError", `The sandbox's target groups speak HTTP1 only, not ${ProtocolVersion}`);
  return complete(call, await call.ask());
}

export async function refuseWhileForwardedTo(call: CorrectedCall): Promise<void> {
  const { TargetGroupArn = "" } = parametersOf(call);
  if ((await loadBalancersByTargetGroup(call)).has(TargetGroupArn))
    throw new AwsError("ResourceInUse", `Target group '${TargetGroupArn}' is currently in use by a listener or a rule`);
}

/** The load balancers that forward to a group now; ministack reports those whose listener was made with it. */
async function complete(call: CorrectedCall, reply: Reply): Promise<Reply> {
  if (reply.status !== 200) return reply;
  const loadBalancers = await loadBalancersByTargetGroup(call);
  const [head = ""] = reply.body.split("<TargetGroupArn>");
  const groups = itemsOf(reply.body, "TargetGroupArn").map((group) => {
    const arns = loadBalancers.get(valueOf(group, "TargetGroupArn") ?? "") ?? new Set();
    const members = [...arns].map((arn) => `<member>${arn}</member>`).join("");
    return group.replace(
      /<LoadBalancerArns>.*?<\/LoadBalancerArns>/,
      `<LoadBalancerArns>${members}</LoadBalancerArns>` +
        "<ProtocolVersion>HTTP1</ProtocolVersion><IpAddressType>ipv4</IpAddressType>",
    );
  });
  return { ...reply, body: head + groups.join("") };
}

/** What a listener does by default is a rule, too. */
async function loadBalancersByTargetGroup(call: CorrectedCall): Promise<Map<string, Set<string>>> {
  const { body } = await call.askQuery("DescribeRules", {});
  const found = new Map<string, Set<string>>();
  for (const rule of itemsOf(body, "RuleArn")) {
    const loadBalancer = (valueOf(rule, "RuleArn") ?? "").replace(
      /:listener-rule\/(app\/[^/]+\/[^/]+)\/.*$/,
      ":loadbalancer/$1",
    );
    for (const group of valuesOf(rule, "TargetGroupArn"))
      found.set(group, (found.get(group) ?? new Set()).add(loadBalancer));
  }
  return found;
}
