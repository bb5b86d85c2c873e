import { equal } from "node:assert/strict";
import { EC2 } from "@aws-sdk/client-ec2";
import { ECR } from "@aws-sdk/client-ecr";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAM } from "@aws-sdk/client-iam";
import { clientConfig } from "../../../sandbox/aws/awsAccount";
import { TestStack } from "./testStack";

/** Outside ECR: nobody has to push it. */
export const publicImage = "public.ecr.aws/nginx/nginx:1.27";

/** A stack of an app that the account has nothing of, which makes all that it stands on. */
export class FreshStack {
  readonly ec2: EC2;
  readonly ecr: ECR;
  readonly elb: ElasticLoadBalancingV2;
  readonly iam: IAM;

  private constructor(readonly stack: TestStack) {
    const config = clientConfig(stack.endpoint, "us-west-2");
    [this.ec2, this.ecr] = [new EC2(config), new ECR(config)];
    [this.elb, this.iam] = [new ElasticLoadBalancingV2(config), new IAM(config)];
  }

  static async start(): Promise<FreshStack> {
    const stack = await TestStack.start();
    await stack.set("appName", "fresh");
    await stack.set("secret", "fresh/env", "--plaintext");
    await stack.set("targetGroups.api", "fresh-api", "--path");
    await stack.set("foundation.all", "create", "--path");
    return new FreshStack(stack);
  }

  /** Names in the account of all that is made by name, and how many networks there are. */
  async inventory(): Promise<object> {
    const { clusterArns = [] } = await this.stack.ecs.listClusters({});
    const { Roles = [] } = await this.iam.listRoles({});
    const { repositories = [] } = await this.ecr.describeRepositories({});
    const { LoadBalancers = [] } = await this.elb.describeLoadBalancers({});
    const { TargetGroups = [] } = await this.elb.describeTargetGroups({});
    const { Vpcs = [] } = await this.ec2.describeVpcs({});
    const { Subnets = [] } = await this.ec2.describeSubnets({});
    const { SecurityGroups = [] } = await this.ec2.describeSecurityGroups({});
    const { NatGateways = [] } = await this.ec2.describeNatGateways({});
    const { Addresses = [] } = await this.ec2.describeAddresses({});
    return {
      clusters: clusterArns.map((arn) => arn.split("/").at(-1)).sort(),
      roles: Roles.map(({ RoleName }) => RoleName).sort(),
      repositories: repositories.map(({ repositoryName }) => repositoryName).sort(),
      loadBalancers: LoadBalancers.map(({ LoadBalancerName }) => LoadBalancerName).sort(),
      targetGroups: TargetGroups.map(({ TargetGroupName }) => TargetGroupName).sort(),
      networks: Vpcs.length,
      subnets: Subnets.length,
      securityGroups: SecurityGroups.map(({ GroupName }) => GroupName).sort(),
      natGateways: NatGateways.filter(({ State }) => State !== "deleted").length,
      addresses: Addresses.length,
    };
  }

  /** Undefined: there is none, or only a deleted one. */
  async service() {
    const { services = [] } = await this.stack.ecs.describeServices({
      cluster: "fresh-cluster",
      services: ["fresh-service"],
    });
    return services.find(({ status }) => status === "ACTIVE");
  }

  async destroy(): Promise<void> {
    const destroyed = await this.stack.pulumi("destroy", "--yes", "--skip-preview");
    equal(destroyed.exitCode, 0, destroyed.text);
  }
}
