import * as ec2 from "@pulumi/aws/ec2";
// Registers the resources that the load balancer gives back: without it they would be bare ids.
import "@pulumi/aws/lb";
import { Vpc } from "@pulumi/awsx/ec2";
import { Repository } from "@pulumi/awsx/ecr";
import { ApplicationLoadBalancer } from "@pulumi/awsx/lb";
import * as pulumi from "@pulumi/pulumi";

const name = `awsx-${pulumi.getStack()}`;

const vpc = new Vpc(name, {
  numberOfAvailabilityZones: 2,
  natGateways: { strategy: "Single" },
  subnetStrategy: "Auto",
  subnetSpecs: [{ type: "Public" }, { type: "Private" }],
  tags: { app: name },
});

const securityGroup = new ec2.SecurityGroup(name, {
  vpcId: vpc.vpcId,
  ingress: [{ fromPort: 80, toPort: 80, protocol: "tcp", cidrBlocks: ["0.0.0.0/0"] }],
  egress: [{ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
});

const loadBalancer = new ApplicationLoadBalancer(name, {
  subnetIds: vpc.publicSubnetIds,
  securityGroups: [securityGroup.id],
  defaultTargetGroup: { port: 8081, protocol: "HTTP", targetType: "ip", deregistrationDelay: 10 },
});

const repository = new Repository(name, {
  forceDelete: true,
  imageScanningConfiguration: { scanOnPush: true },
  lifecyclePolicy: { rules: [{ tagStatus: "tagged", tagPrefixList: ["test-"], maximumAgeLimit: 14 }] },
});

export const vpcId = vpc.vpcId;
export const subnetIds = vpc.privateSubnetIds;
export const firstBlock = vpc.subnets.apply((subnets) => subnets[0]?.cidrBlock);
export const address = loadBalancer.loadBalancer.dnsName;
export const targetGroupArn = loadBalancer.defaultTargetGroup.arn;
export const targetGroupVpcId = loadBalancer.defaultTargetGroup.vpcId;
export const repositoryUrl = repository.url;
