import * as ec2 from "@aws-sdk/client-ec2";
import assert from "node:assert/strict";
import { withOnePeerEach } from "../../sandbox/aws/corrections/ec2SecurityGroupRules";
import { useLocalAws } from "./awsFixture";

describe("EC2 of the local AWS", () => {
  const used = useLocalAws();
  let client: ec2.EC2Client;
  let vpcId: string;
  before(async () => {
    client = new ec2.EC2Client(used.config);
    vpcId = (await client.send(new ec2.CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }))).Vpc?.VpcId ?? "";
  });

  const createSubnet = async () => {
    const created = await client.send(new ec2.CreateSubnetCommand({ VpcId: vpcId, CidrBlock: "10.0.0.0/20" }));
    return created.Subnet?.SubnetId ?? "";
  };
  const createTable = async () =>
    (await client.send(new ec2.CreateRouteTableCommand({ VpcId: vpcId }))).RouteTable?.RouteTableId ?? "";
  const createGroup = async (GroupName: string) =>
    (await client.send(new ec2.CreateSecurityGroupCommand({ GroupName, Description: "x", VpcId: vpcId }))).GroupId ??
    "";

  const refusal = (message: RegExp) => ({ name: "DependencyViolation", message });

  it("does not delete what is in use", async () => {
    const [subnetId, tableId] = [await createSubnet(), await createTable()];
    const { AssociationId } = await client.send(
      new ec2.AssociateRouteTableCommand({ RouteTableId: tableId, SubnetId: subnetId }),
    );
    const deleteTable = new ec2.DeleteRouteTableCommand({ RouteTableId: tableId });
    await assert.rejects(client.send(deleteTable), refusal(/^The routeTable 'rtb-\w+' has dependencies/));
    await client.send(new ec2.DisassociateRouteTableCommand({ AssociationId }));

    const { NatGateway } = await client.send(
      new ec2.CreateNatGatewayCommand({ SubnetId: subnetId, ConnectivityType: "private" }),
    );
    const deleteSubnet = new ec2.DeleteSubnetCommand({ SubnetId: subnetId });
    await assert.rejects(client.send(deleteSubnet), refusal(/^The subnet 'subnet-\w+' has dependencies/));
    await client.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId: NatGateway?.NatGatewayId }));
    await client.send(deleteSubnet);

    const deleteVpc = new ec2.DeleteVpcCommand({ VpcId: vpcId });
    await assert.rejects(client.send(deleteVpc), refusal(/^The vpc 'vpc-\w+' has dependencies/));
    await client.send(deleteTable);
  });

  it("does not let an internet gateway go that is attached, or through which a NAT gateway reaches the internet", async () => {
    const { InternetGateway } = await client.send(new ec2.CreateInternetGatewayCommand({}));
    const InternetGatewayId = InternetGateway?.InternetGatewayId;
    await client.send(new ec2.AttachInternetGatewayCommand({ InternetGatewayId, VpcId: vpcId }));
    const deletion = new ec2.DeleteInternetGatewayCommand({ InternetGatewayId });
    await assert.rejects(client.send(deletion), refusal(/^The internetGateway 'igw-\w+' has dependencies/));

    const SubnetId = await createSubnet();
    const { AllocationId } = await client.send(new ec2.AllocateAddressCommand({}));
    const { NatGateway } = await client.send(new ec2.CreateNatGatewayCommand({ SubnetId, AllocationId }));
    const detachment = new ec2.DetachInternetGatewayCommand({ InternetGatewayId, VpcId: vpcId });
    await assert.rejects(client.send(detachment), refusal(/has some mapped public address\(es\)/));
    await client.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId: NatGateway?.NatGatewayId }));
    await client.send(detachment);
    await client.send(deletion);
    await client.send(new ec2.ReleaseAddressCommand({ AllocationId }));
    await client.send(new ec2.DeleteSubnetCommand({ SubnetId }));
  });

  it("gives a NAT gateway an elastic IP that nothing else has, and an interface", async () => {
    const SubnetId = await createSubnet();
    const create = (AllocationId: string | undefined) =>
      client.send(new ec2.CreateNatGatewayCommand({ SubnetId, AllocationId }));
    await assert.rejects(create("eipalloc-none"), { name: "InvalidElasticIpID.NotFound" });
    const { AllocationId, PublicIp } = await client.send(new ec2.AllocateAddressCommand({}));
    const { NatGateway: created } = await create(AllocationId);
    await assert.rejects(create(AllocationId), { name: "Resource.AlreadyAssociated" });

    const NatGatewayId = created?.NatGatewayId ?? "";
    const { NatGateways: [found] = [] } = await client.send(
      new ec2.DescribeNatGatewaysCommand({ NatGatewayIds: [NatGatewayId] }),
    );
    const [address] = found?.NatGatewayAddresses ?? [];
    assert.deepEqual(created?.NatGatewayAddresses, found?.NatGatewayAddresses);
    assert.equal(found?.AvailabilityMode, "zonal");
    assert.deepEqual([address?.AllocationId, address?.PublicIp], [AllocationId, PublicIp]);
    const { Addresses: [ip] = [] } = await client.send(
      new ec2.DescribeAddressesCommand({ AllocationIds: [AllocationId ?? ""] }),
    );
    assert.equal(ip?.NetworkInterfaceId, address?.NetworkInterfaceId);
    assert.deepEqual([ip?.InstanceId, ip?.NetworkBorderGroup], [undefined, "us-west-2"]);

    await client.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId }));
    const { Addresses: [free] = [] } = await client.send(
      new ec2.DescribeAddressesCommand({ AllocationIds: [AllocationId ?? ""] }),
    );
    assert.equal(free?.AssociationId, undefined);
    await client.send(new ec2.ReleaseAddressCommand({ AllocationId }));
    await client.send(new ec2.DeleteSubnetCommand({ SubnetId }));
  });

  it("says what does not exist, and what exists already", async () => {
    await assert.rejects(client.send(new ec2.DescribeNatGatewaysCommand({ NatGatewayIds: ["nat-0"] })), {
      name: "NatGatewayNotFound",
    });
    await assert.rejects(client.send(new ec2.DescribeAddressesCommand({ AllocationIds: ["eipalloc-0"] })), {
      name: "InvalidAllocationID.NotFound",
    });
    await assert.rejects(client.send(new ec2.DescribeRouteTablesCommand({ RouteTableIds: ["rtb-0"] })), {
      name: "InvalidRouteTableID.NotFound",
    });
    const RouteTableId = await createTable();
    const route = new ec2.CreateRouteCommand({ RouteTableId, DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-1" });
    await client.send(route);
    await assert.rejects(client.send(route), { name: "RouteAlreadyExists" });
    await client.send(new ec2.DeleteRouteTableCommand({ RouteTableId }));
  });

  it("revokes one source of several, and what allows everything with or without ports", async () => {
    const GroupId = await createGroup("rules");
    const other = await createGroup("other");
    const web = { IpProtocol: "tcp", FromPort: 80, ToPort: 80 };
    const ranges = ["10.0.0.0/16", "10.1.0.0/16"].map((CidrIp) => ({ CidrIp }));
    await client.send(
      new ec2.AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [{ ...web, IpRanges: ranges, UserIdGroupPairs: [{ GroupId: other }] }],
      }),
    );
    await client.send(
      new ec2.RevokeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [{ ...web, IpRanges: [{ CidrIp: "10.0.0.0/16" }] }],
      }),
    );
    const everything = { IpProtocol: "-1", FromPort: 0, ToPort: 0, IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
    await client.send(new ec2.RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: [everything] }));
    const { SecurityGroups: [found] = [] } = await client.send(
      new ec2.DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }),
    );
    const sources = (found?.IpPermissions ?? []).flatMap(({ IpRanges = [], UserIdGroupPairs = [] }) => [
      ...IpRanges.map(({ CidrIp }) => CidrIp),
      ...UserIdGroupPairs.map((pair) => pair.GroupId),
    ]);
    assert.deepEqual(new Set(sources), new Set(["10.1.0.0/16", other]));
    assert.deepEqual(found?.IpPermissionsEgress, []);

    const deletion = new ec2.DeleteSecurityGroupCommand({ GroupId: other });
    await assert.rejects(client.send(deletion), refusal(/^resource sg-\w+ has a dependent object/));
    await client.send(new ec2.DeleteSecurityGroupCommand({ GroupId }));
    await client.send(deletion);
  });

  it("has a rule for each source of a permission", () => {
    assert.deepEqual(
      withOnePeerEach({
        Action: "AuthorizeSecurityGroupIngress",
        "IpPermissions.1.IpProtocol": "tcp",
        "IpPermissions.1.FromPort": "80",
        "IpPermissions.1.ToPort": "81",
        "IpPermissions.1.IpRanges.1.CidrIp": "10.0.0.0/16",
        "IpPermissions.1.IpRanges.1.Description": "a",
        "IpPermissions.1.Groups.1.GroupId": "sg-1",
        "IpPermissions.2.IpProtocol": "-1",
        "IpPermissions.2.FromPort": "0",
        "IpPermissions.2.ToPort": "0",
        "IpPermissions.2.IpRanges.1.CidrIp": "0.0.0.0/0",
      }),
      {
        Action: "AuthorizeSecurityGroupIngress",
        "IpPermissions.1.IpProtocol": "tcp",
        "IpPermissions.1.FromPort": "80",
        "IpPermissions.1.ToPort": "81",
        "IpPermissions.1.IpRanges.1.CidrIp": "10.0.0.0/16",
        "IpPermissions.1.IpRanges.1.Description": "a",
        "IpPermissions.2.IpProtocol": "tcp",
        "IpPermissions.2.FromPort": "80",
        "IpPermissions.2.ToPort": "81",
        "IpPermissions.2.Groups.1.GroupId": "sg-1",
        "IpPermissions.3.IpProtocol": "-1",
        "IpPermissions.3.IpRanges.1.CidrIp": "0.0.0.0/0",
      },
    );
  });
});
