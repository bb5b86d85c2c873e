import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../account/existing";
import type { Site } from "../account/lookups/site";
import type { Settings } from "../settings/types";
import { createCluster } from "./foundation/cluster";
import { createLoadBalancer, listenerPorts } from "./foundation/loadBalancer";
import { createNetwork } from "./foundation/network";
import type { PartArgs } from "./foundation/part";
import { createRepository } from "./foundation/repository";
import { createRoles } from "./foundation/roles";
import { createSecret } from "./foundation/secret";
import { createLoadBalancerSecurityGroup, createTaskSecurityGroup } from "./foundation/securityGroups";
import { foundationType } from "./ownership";

export interface FoundationArgs {
  settings: Settings;
  /** Settings of all services that stand on it; without it, one with the same settings. */
  services?: Settings[];
  place: Place;
  /** Where a load balancer is made, unless the network is made as well. */
  site?: Site;
  /** Gives the secret its first value once it is made; without it, it has none. */
  fillSecret?: pulumi.ResourceHookFunction;
}

/** What a service stands on, as far as the stack makes it: each part, or none of it. */
export class Foundation extends pulumi.ComponentResource {
  readonly clusterArn?: pulumi.Output<string>;
  readonly executionRoleArn?: pulumi.Output<string>;
  readonly taskRoleArn?: pulumi.Output<string>;
  readonly repositoryUri?: pulumi.Output<string>;
  readonly secretArn?: pulumi.Output<string>;
  readonly vpcId?: pulumi.Output<string>;
  /** Of the tasks. */
  readonly subnetIds?: pulumi.Output<string[]>;
  /** Of the tasks. */
  readonly securityGroupIds?: pulumi.Output<string[]>;
  readonly loadBalancerArn?: pulumi.Output<string>;
  /** By name. */
  readonly targetGroupArns?: pulumi.Output<Record<string, string>>;
  /** Where the load balancer answers. */
  readonly url?: pulumi.Output<string>;

  constructor(name: string, args: FoundationArgs, options?: pulumi.ComponentResourceOptions) {
    super(foundationType, name, {}, options);
    const { settings, place, services = [settings] } = args;
    const { makes } = settings.foundation;
    const part: PartArgs = { name, settings, services, place, options: { parent: this, protect: settings.protect } };

    if (makes.cluster) this.clusterArn = createCluster(part).arn;
    if (makes.roles) {
      const roles = createRoles(part);
      this.executionRoleArn = roles.execution?.arn;
      this.taskRoleArn = roles.task?.arn;
    }
    if (makes.secret) this.secretArn = createSecret(part, args.fillSecret).arn;
    if (makes.repository) this.repositoryUri = createRepository(part).url;
    if (makes.network || makes.loadBalancer) Object.assign(this, createEntrance(part, args.site));

    this.registerOutputs(this.outputs);
  }

  /** All outputs that there are. */
  get outputs() {
    const { clusterArn, executionRoleArn, taskRoleArn, repositoryUri, secretArn } = this;
    const { vpcId, subnetIds, securityGroupIds, loadBalancerArn, targetGroupArns, url } = this;
    const all = { clusterArn, executionRoleArn, taskRoleArn, repositoryUri, secretArn };
    const outputs = { ...all, vpcId, subnetIds, securityGroupIds, loadBalancerArn, targetGroupArns, url };
    return Object.fromEntries(Object.entries(outputs).filter(([, output]) => output !== undefined)) as typeof outputs;
  }
}

type Entrance = Pick<
  Foundation,
  "vpcId" | "subnetIds" | "securityGroupIds" | "loadBalancerArn" | "targetGroupArns" | "url"
>;

/** Network and load balancer, with the security groups between them. */
function createEntrance(part: PartArgs, site: Site | undefined): Entrance {
  const { foundation, assignPublicIp } = part.settings;
  const { makes, natGateways, loadBalancer: wanted } = foundation;
  const network = makes.network ? createNetwork(part) : undefined;
  const vpcId = pulumi.output(network?.vpcId ?? site?.vpcId ?? "");
  const privateSubnetIds = natGateways === "none" ? network?.publicSubnetIds : network?.privateSubnetIds;
  const securityGroup = makes.loadBalancer
    ? createLoadBalancerSecurityGroup(part, vpcId, listenerPorts(wanted))
    : undefined;
  const tasks = createTaskSecurityGroup(part, vpcId, securityGroup);
  const loadBalancer =
    securityGroup &&
    createLoadBalancer(part, {
      vpcId,
      subnetIds: (wanted.internal ? privateSubnetIds : network?.publicSubnetIds) ?? site?.subnetIds ?? [],
      securityGroup,
    });
  return {
    vpcId,
    subnetIds: assignPublicIp ? network?.publicSubnetIds : privateSubnetIds,
    securityGroupIds: tasks.id.apply((id) => [id]),
    loadBalancerArn: loadBalancer?.arn,
    targetGroupArns: loadBalancer && pulumi.all(loadBalancer.targetGroupArns),
    url: loadBalancer?.url,
  };
}
