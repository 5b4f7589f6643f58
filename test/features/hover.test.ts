/** Hovers as Markdown, one file for each place: the files are what a reader sees, so look at them when they change. */
import { describe, expect, test } from "vitest";
import { type Analysis, analyze, snapshotOf } from "../../server/src/analysis.ts";
import { hover } from "../../server/src/features/hover.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";

const network = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  HubCidr: { Type: String, Default: 10.41.0.0/16 }
  Environment: { Type: String, Default: dev, AllowedValues: [dev, prod] }
  PartnerVpc: { Type: AWS::EC2::VPC::Id }
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Hub:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !Ref HubCidr
      EnableDnsHostnames: true
  Spoke:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.42.0.0/16 }
  Igw: { Type: AWS::EC2::InternetGateway }
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: { VpcId: !Ref Hub, InternetGatewayId: !Ref Igw }
  PublicSubnet:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Hub, CidrBlock: !Select [0, !Cidr [!GetAtt Hub.CidrBlock, 8, 8]] }
  PrivateSubnet:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Hub, CidrBlock: 10.41.1.7/24, AvailabilityZone: !Select [0, !GetAZs ""] }
  DataSubnet:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Hub, CidrBlock: 10.41.2.0/28, AvailabilityZone: !Select [0, !GetAZs ""] }
  ProdSubnet:
    Type: AWS::EC2::Subnet
    Condition: IsProd
    Properties: { VpcId: !Ref Hub, CidrBlock: 10.41.3.0/24 }
  PublicTable:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref Hub }
  PrivateTable:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref Hub }
  SpokeTable:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref Spoke }
  SpokeSubnet:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Spoke, CidrBlock: 10.42.0.0/24 }
  PublicAssociation:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { SubnetId: !Ref PublicSubnet, RouteTableId: !Ref PublicTable }
  PrivateAssociation:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { SubnetId: !Ref PrivateSubnet, RouteTableId: !Ref PrivateTable }
  SpokeAssociation:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { SubnetId: !Ref SpokeSubnet, RouteTableId: !Ref SpokeTable }
  Internet:
    Type: AWS::EC2::Route
    Properties: { RouteTableId: !Ref PublicTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw }
  NatAddress:
    Type: AWS::EC2::EIP
    DependsOn: Attachment
  Nat:
    Type: AWS::EC2::NatGateway
    Properties: { SubnetId: !Ref PublicSubnet, AllocationId: !GetAtt NatAddress.AllocationId }
  OutThroughNat:
    Type: AWS::EC2::Route
    Properties: { RouteTableId: !Ref PrivateTable, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat }
  Peering:
    Type: AWS::EC2::VPCPeeringConnection
    Properties: { VpcId: !Ref Hub, PeerVpcId: !Ref Spoke }
  ToSpoke:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref PrivateTable
      DestinationCidrBlock: 10.42.0.0/16
      VpcPeeringConnectionId: !Ref Peering
  PartnerPeering:
    Type: AWS::EC2::VPCPeeringConnection
    Properties: { VpcId: !Ref Hub, PeerVpcId: !Ref PartnerVpc }
  ToPartner:
    Type: AWS::EC2::Route
    Properties: { RouteTableId: !Ref PrivateTable, DestinationCidrBlock: 10.42.7.0/24, VpcPeeringConnectionId: !Ref PartnerPeering }
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties: { VpcId: !Ref Hub, ServiceName: !Sub "com.amazonaws.\${AWS::Region}.s3", RouteTableIds: [!Ref PrivateTable] }
`;

const open = (text: string): Analysis => analyze("a.yaml", snapshotOf("a.yaml", text), { settings: defaultSettings });
const analysis = open(network);

/** The hover at the character after `before`, found once in the text. */
function at(before: string): string {
  const index = network.indexOf(before);
  expect(index, before).toBeGreaterThan(0);
  expect(network.indexOf(before, index + 1), `${before} stands once`).toBe(-1);
  return hover(analysis, index + before.length)?.contents ?? "";
}

describe("hovers", () => {
  test.each([
    ["vpc", "Resources:\n  Hu"],
    ["vpc-without-gateway", "\n  Spoke:\n    Typ"],
    ["public-subnet", "\n  PublicSub"],
    ["private-subnet", "\n  PrivateSub"],
    ["isolated-subnet", "\n  DataSub"],
    ["conditional-subnet", "\n  ProdSub"],
    ["route-table", "\n  PrivateTab"],
    ["route-to-internet", "\n  Interne"],
    ["route-to-nat", "\n  OutThrough"],
    ["route-over-peering", "DestinationCidrBlock: 10.42.0"],
    ["route-to-partner", "\n  ToPart"],
    ["cidr-in-parameter", "Default: 10.41"],
    ["cidr-from-parameter", "CidrBlock: !Ref HubC"],
    ["cidr-of-subnet-with-host-bits", "10.41.1.7/2"],
    ["cidr-computed", "CidrBlock: !Sel"],
    ["reference-to-vpc", "PrivateSubnet:\n    Type: AWS::EC2::Subnet\n    Properties: { VpcId: !Ref Hu"],
  ])("%s", async (name, before) => {
    await expect(at(before)).toMatchFileSnapshot(`hover/${name}.md`);
  });

  test.each([
    ["a property that is no address", "      EnableDnsHost"],
    ["a parameter's type", "HubCidr: { Type: Str"],
    ["a condition", "\n  IsPr"],
  ])("nothing on %s", (_, before) => {
    expect(at(before)).toBe("");
  });

  test("the span is that of what is explained", () => {
    const offset = network.indexOf("10.41.2.0/28");
    expect(hover(analysis, offset + 3)?.span).toEqual({ start: offset, end: offset + "10.41.2.0/28".length });
  });

  test("a broken text has hovers where it can be read", () => {
    const broken = open(network.replace("  SpokeTable:\n", "  SpokeTable: [\n"));
    expect(broken.document.problems.length).toBeGreaterThan(0);
    expect(hover(broken, network.indexOf("\n  Hub:") + 4)?.contents).toContain("**VPC** `Hub`");
  });

  test("every offset has an answer or none, and never fails", () => {
    for (let offset = 0; offset <= network.length; offset += 3) {
      const found = hover(analysis, offset);
      if (found) expect(found.span.start <= offset && offset <= found.span.end, `${offset}`).toBe(true);
    }
  });
});
