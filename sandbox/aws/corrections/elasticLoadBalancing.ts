import { AwsError } from "../../ecs/awsError";
import type { CorrectedCall, Correction } from "./correction";
import { parametersOf, valuesOf } from "./ec2Wire";
import { describeListeners, putListener } from "./loadBalancerListeners";
import { withDefaultAttributes } from "./loadBalancerAttributes";
import { completeTargetGroups, describeTargetGroups, refuseWhileForwardedTo } from "./targetGroups";

/**
 * Attributes have their defaults, target groups know their load balancers, actions forward in both of AWS's forms; what is
 * protected or in use is not deleted, and what does not exist or is not modelled is an error.
 */
export const correctElasticLoadBalancing: Correction = async (call) => {
  switch (call.operation) {
    case "CreateLoadBalancer":
      return createLoadBalancer(call);
    case "DeleteLoadBalancer":
      await deleteListeners(call);
      return undefined;
    case "DescribeLoadBalancerAttributes":
    case "ModifyLoadBalancerAttributes":
    case "DescribeTargetGroupAttributes":
    case "ModifyTargetGroupAttributes":
    case "DescribeListenerAttributes":
    case "ModifyListenerAttributes":
      return withDefaultAttributes(call.operation, await call.ask());
    case "CreateTargetGroup":
    case "ModifyTargetGroup":
      return completeTargetGroups(call);
    case "DescribeTargetGroups":
      return describeTargetGroups(call);
    case "DeleteTargetGroup":
      await refuseWhileForwardedTo(call);
      return undefined;
    case "CreateListener":
    case "ModifyListener":
      return putListener(call);
    case "DescribeListeners":
      return describeListeners(call);
    default:
      return undefined;
  }
};

/** Only application load balancers; ministack does not understand subnet mappings. */
async function createLoadBalancer(call: CorrectedCall) {
  const parameters = parametersOf(call);
  if ((parameters.Type ?? "application") !== "application")
    throw new AwsError("ValidationError", "The sandbox models application load balancers only");
  const subnets = Object.entries(parameters)
    .filter(([name]) => /^(Subnets\.member\.\d+|SubnetMappings\.member\.\d+\.SubnetId)$/.test(name))
    .map(([, subnet]) => subnet);
  if (subnets.length < 2)
    throw new AwsError("ValidationError", "At least two subnets in two different Availability Zones must be specified");
  const listed = Object.fromEntries(subnets.map((subnet, index) => [`Subnets.member.${index + 1}`, subnet]));
  return call.askQuery(call.operation, { ...parameters, ...listed });
}

/** The listeners of a load balancer go with it, unless it is protected. */
async function deleteListeners(call: CorrectedCall): Promise<void> {
  const { LoadBalancerArn = "" } = parametersOf(call);
  const { body } = await call.askQuery("DescribeLoadBalancerAttributes", { LoadBalancerArn });
  if (body.includes("<Key>deletion_protection.enabled</Key><Value>true</Value>"))
    throw new AwsError(
      "OperationNotPermitted",
      `Load balancer '${LoadBalancerArn}' cannot be deleted because deletion protection is enabled`,
    );
  const listeners = await call.askQuery("DescribeListeners", { LoadBalancerArn });
  for (const ListenerArn of valuesOf(listeners.body, "ListenerArn"))
    await call.askQuery("DeleteListener", { ListenerArn });
}
