import { deepStrictEqual as deepEqual, rejects } from "node:assert/strict";
import { lookUpNetwork } from "../../account/lookups/network";
import { awsError, fakeClients, throwing, type Answers } from "../preflight/fakeClients";

const where = () => Promise.resolve("account 1, region r");
const subnet = (SubnetId: string, MapPublicIpOnLaunch: boolean) => ({ SubnetId, MapPublicIpOnLaunch });
const vpcs = (...ids: string[]) => ({ Vpcs: ids.map((VpcId) => ({ VpcId })) });
const fix = "pulumi config set --path 'subnets[0]' <subnet id>";

const lookUp = (answers: Answers, assignPublicIp = false, vpcId?: string) =>
  lookUpNetwork(
    fakeClients(answers).clients,
    { subnets: [], securityGroups: [], assignPublicIp, vpcId: () => Promise.resolve(vpcId) },
    where,
  );

describe("the network of a service that runs", () => {
  const live = (securityGroups: string[]) =>
    ({
      description: { networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"], securityGroups } } },
    }) as never;
  const keeps = async (had: string[], securityGroups: string[] = []) => {
    const request = { subnets: [], assignPublicIp: false, vpcId: () => Promise.resolve("vpc-1"), live: live(had) };
    const asked = { ...request, securityGroups, goneSecurityGroups: ["sg-own"] };
    return (await lookUpNetwork(fakeClients({}).clients, asked, where)).securityGroupIds;
  };

  it("keeps its security groups, but for those that this update deletes", async () => {
    deepEqual(await keeps(["sg-2", "sg-1"]), ["sg-1", "sg-2"]);
    deepEqual(await keeps(["sg-own", "sg-1"]), ["sg-1"]);
    deepEqual(await keeps(["sg-own"]), []);
    deepEqual(await keeps(["sg-own"], ["sg-3"]), ["sg-3"]);
  });
});

describe("the network of a service that is made", () => {
  const onlyPublic = { "ec2.describeSubnets": { Subnets: [subnet("subnet-2", true), subnet("subnet-1", true)] } };

  it("is the public subnets where there are no others, with a warning", async () => {
    deepEqual(await lookUp(onlyPublic, false, "vpc-1"), {
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroupIds: [],
      warnings: [
        "VPC vpc-1 has only public subnets and assignPublicIp is off: tasks reach ECR and Secrets Manager only through VPC " +
          "endpoints (pulumi config set assignPublicIp true, or set private subnets)",
      ],
    });
    deepEqual((await lookUp(onlyPublic, true, "vpc-1")).warnings, []);
  });

  it("is the private subnets where there are no public ones, also with a public address", async () => {
    const onlyPrivate = { "ec2.describeSubnets": { Subnets: [subnet("subnet-1", false)] } };
    deepEqual((await lookUp(onlyPrivate, true, "vpc-1")).subnetIds, ["subnet-1"]);
  });

  const refused: [what: string, answers: Answers, vpcId: string | undefined, problem: string][] = [
    [
      "a default VPC that is not there",
      { "ec2.describeVpcs": vpcs() },
      undefined,
      `a default VPC does not exist in account 1, region r (${fix})`,
    ],
    [
      "several default VPCs",
      { "ec2.describeVpcs": vpcs("vpc-1", "vpc-2") },
      undefined,
      `more than one default VPC in account 1, region r (${fix})`,
    ],
    [
      "a VPC without subnets",
      { "ec2.describeSubnets": { Subnets: [] } },
      "vpc-1",
      `a subnet in VPC vpc-1 does not exist in account 1, region r (${fix})`,
    ],
    [
      "a missing permission",
      { "ec2.describeSubnets": throwing(awsError("UnauthorizedOperation")) },
      "vpc-1",
      "a subnet in VPC vpc-1 cannot be looked up: permission for ec2:DescribeSubnets is missing (said AWS)",
    ],
  ];
  for (const [what, answers, vpcId, message] of refused) {
    it(`is refused with ${what}`, () => rejects(lookUp(answers, false, vpcId), { message }));
  }
});
