import { expect, test } from "vitest";
import { analyze, snapshotOf } from "../../server/src/analysis.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";

const whole = `Parameters:
  Two:
    Type: String
Conditions:
  HasTwo: !Equals [!Ref Two, "true"]
  HasOne: !Not [!Condition HasTwo]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  Gateway:
    Type: AWS::EC2::InternetGateway
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties:
      VpcId: !Ref Vpc
      InternetGatewayId: !Ref Gateway
  Table:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Vpc
  DefaultRoute:
    Type: AWS::EC2::Route
    DependsOn: Attachment
    Properties:
      RouteTableId: !Ref Table
      DestinationCidrBlock: 0.0.0.0/0
      GatewayId: !Ref Gateway
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.0.0/24
      MapPublicIpOnLaunch: true
  OtherSubnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.1.0/24
      MapPublicIpOnLaunch: true
  Association:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref Subnet
      RouteTableId: !Ref Table
  OtherAssociation:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref OtherSubnet
      RouteTableId: !Ref Table
  Address:
    Type: AWS::EC2::EIP
    DependsOn: Attachment
  Nat:
    Type: AWS::EC2::NatGateway
    Properties:
      SubnetId: !Ref Subnet
      AllocationId: !GetAtt Address.AllocationId
  PrivateTable:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Vpc
  RouteOfOne:
    Type: AWS::EC2::Route
    Condition: HasOne
    Properties:
      RouteTableId: !Ref PrivateTable
      DestinationCidrBlock: 0.0.0.0/0
      NatGatewayId: !Ref Nat
  RouteOfTwo:
    Type: AWS::EC2::Route
    Condition: HasTwo
    Properties:
      RouteTableId: !Ref PrivateTable
      DestinationCidrBlock: 0.0.0.0/0
      NatGatewayId: !Ref Nat
`;

const loud = (text: string): string[] =>
  analyze("t.yaml", snapshotOf("t.yaml", text), { settings: defaultSettings })
    .findings.filter(({ severity }) => severity === "error" || severity === "warning")
    .map(({ rule, logicalId }) => `${rule.id} ${logicalId}`);
const loudWith = (old: string, now: string): string[] => {
  expect(whole).toContain(old);
  return loud(whole.replace(old, now)).filter((one) => !one.startsWith("cfn/syntax"));
};

test("the whole template is in order", () => expect(loud(whole)).toEqual([]));

test.each([
  ["an attachment without its type", "Type: AWS::EC2::VPCGatewayAttachment", "Type:"],
  ["an attachment whose type is cut", "Type: AWS::EC2::VPCGatewayAttachment\n", "Ty\n"],
  ["an association without its type", "OtherAssociation:\n    Type: AWS::EC2::SubnetRouteTableAssociation", "OtherAssociation:\n    Type"],
  ["a route without its type", "DefaultRoute:\n    Type: AWS::EC2::Route", "DefaultRoute:\n    Type"],
  ["an address that something waits with", "Type: AWS::EC2::EIP", "Type:"],
  ["a condition that is only begun", "HasOne: !Not [!Condition HasTwo]", "HasOne:"],
  ["a condition that is not declared yet", "HasOne: !Not [!Condition HasTwo]", "HasO: !Not [!Condition HasTwo]"],
  ["a condition with an open quote", "HasOne: !Not", 'HasOne: "!Not'],
  ["an attachment whose type is begun", "Type: AWS::EC2::VPCGatewayAttachment", "Type: AWS::EC2::VPCG"],
  ["an association whose type is begun", "Type: AWS::EC2::SubnetRouteTableAssociation", "Type: AWS::"],
  ["a gateway whose type is begun", "Type: AWS::EC2::InternetGateway", "Type: AWS::EC2::I"],
  ["a route that does not name its table yet", "RouteTableId: !Ref Table\n      DestinationCidrBlock", "Rou\n      DestinationCidrBlock"],
  [
    "a route whose table is not typed yet",
    "RouteTableId: !Ref Table\n      DestinationCidrBlock",
    "RouteTableId:\n      DestinationCidrBlock",
  ],
  [
    "an association that does not name its table yet",
    "SubnetId: !Ref Subnet\n      RouteTableId: !Ref Table",
    "SubnetId: !Ref Subnet\n      Ro",
  ],
  ["an attachment that does not name its VPC yet", "VpcId: !Ref Vpc\n      InternetGatewayId", "Vp\n      InternetGatewayId"],
  ["an order that is not typed yet", "    DependsOn: Attachment\n    Properties", "    DependsOn:\n    Properties"],
  ["an order on the way to another", "Type: AWS::EC2::EIP\n    DependsOn: Attachment", "Type: AWS::EC2::EIP\n    Dep"],
  ["an order whose key is begun", "    DependsOn: Attachment\n    Properties", "    Dep\n    Properties"],
  [
    "an interface endpoint of which the first property is begun",
    "  PrivateTable:",
    "  Endpoint:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      Vp\n  PrivateTable:",
  ],
  [
    "a route of which the first property is begun",
    "  PrivateTable:",
    "  Another:\n    Type: AWS::EC2::Route\n    Properties:\n      Rou\n  PrivateTable:",
  ],
])("%s makes no other resource loud", (_, old, now) => expect(loudWith(old, now)).toEqual([]));

test("what half-typed text does not name is judged as before", () => {
  const overlapping = whole.replace("10.0.1.0/24", "10.0.0.0/25").replace("Type: AWS::EC2::EIP", "Type");
  expect(loud(overlapping)).toContain("cidr/subnet-overlap OtherSubnet");
  const alone = whole.replace(/ {2}OtherAssociation:[\s\S]*?RouteTableId: !Ref Table\n/, "").replace("Type: AWS::EC2::EIP", "Type");
  expect(loud(alone)).toContain("route/subnet-implicit-main OtherSubnet");
});
