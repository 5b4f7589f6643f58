/** Templates for tests of what an editor shows: the same network as YAML, and parts of it as JSON. */

export const twoVpcs = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  VpcCidr: { Type: String, Default: 10.1.0.0/16 }
  Environment: { Type: String, Default: dev, AllowedValues: [dev, prod] }
  Allowed: { Type: CommaDelimitedList, Default: "10.8.0.0/24,10.9.0.0/24" }
Mappings:
  Blocks:
    data: { cidr: 10.1.64.0/20 }
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  VpcOne:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !Ref VpcCidr # by parameter
  VpcTwo:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: '10.2.0.0/16'
  Gateway:
    Type: AWS::EC2::InternetGateway
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: { VpcId: !Ref VpcOne, InternetGatewayId: !Ref Gateway }
  Web:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref VpcOne
      CidrBlock: !Select [0, !Cidr [!GetAtt VpcOne.CidrBlock, 4, 8]]
  App:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref VpcOne
      CidrBlock: 10.1.1.7/24
  Data:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref VpcOne
      CidrBlock: !FindInMap [Blocks, data, cidr]
  ProdOnly:
    Type: AWS::EC2::Subnet
    Condition: IsProd
    Properties:
      VpcId: !Ref VpcOne
      CidrBlock:
        Fn::Sub: "10.1.\${Third}.0/26"
  WebTable:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref VpcOne }
  AppTable:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref VpcOne }
  TwoTable:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref VpcTwo }
  WebAssociation:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { SubnetId: !Ref Web, RouteTableId: !Ref WebTable }
  AppAssociation:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { SubnetId: !Ref App, RouteTableId: !Ref AppTable }
  WebDefault:
    Type: AWS::EC2::Route
    DependsOn: [Attachment]
    Properties:
      RouteTableId: !Ref WebTable
      DestinationCidrBlock: 0.0.0.0/0
      GatewayId: !Ref Gateway
  NatAddress:
    Type: AWS::EC2::EIP
    DependsOn: Attachment
  Nat:
    Type: AWS::EC2::NatGateway
    Properties: { SubnetId: !Ref Web, AllocationId: !GetAtt NatAddress.AllocationId }
  AppDefault:
    Type: AWS::EC2::Route
    Properties: { RouteTableId: !Ref AppTable, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat }
  Peering:
    Type: AWS::EC2::VPCPeeringConnection
    Properties: { VpcId: !Ref VpcOne, PeerVpcId: !Ref VpcTwo }
  AppToTwo:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref AppTable
      DestinationCidrBlock: !GetAtt [VpcTwo, CidrBlock]
      VpcPeeringConnectionId: !Ref Peering
  TwoToApp:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref TwoTable
      DestinationCidrBlock: 10.1.1.0/24
      VpcPeeringConnectionId: !Ref Peering
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: !Sub
        - "web of \${AWS::StackName} in \${VpcOne.CidrBlock} and \${Place}, not \${!VpcOne}"
        - { Place: !Ref AWS::Region }
      VpcId: !Ref VpcOne
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: !Join ["/", [!Ref AWS::Region, 16]] }
        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Select [1, !Ref Allowed] }
        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIpv6: "2001:db8::/56" }
Outputs:
  Allowed: { Value: !Join [",", !Ref Allowed] }
  Blocks: { Value: !Cidr [!Ref VpcCidr, 3, 8] }
  Main: { Value: !GetAtt VpcOne.CidrBlock }
`;

export const jsonNetwork = `{
  "Parameters": {
    "Block": { "Type": "String", "Default": "10.3.0.0/16" }
  },
  "Resources": {
    "Vpc": {
      "Type": "AWS::EC2::VPC",
      "Properties": { "CidrBlock": { "Ref": "Block" } }
    },
    "Subnet": {
      "Type": "AWS::EC2::Subnet",
      "Properties": {
        "VpcId": { "Ref": "Vpc" },
        "CidrBlock": "10.3.1.0/25",
        "Tags": [{ "Key": "Name", "Value": { "Fn::Sub": "\${AWS::StackName}-\${Vpc.CidrBlock}" } }]
      }
    },
    "Inline": { "Type": "AWS::EC2::Subnet", "Properties": { "VpcId": { "Ref": "Vpc" }, "CidrBlock": { "Fn::Select": ["1", { "Fn::Cidr": [{ "Fn::GetAtt": ["Vpc", "CidrBlock"] }, 2, "6"] }] } } },
    "Table": {
      "Type": "AWS::EC2::RouteTable",
      "DependsOn": ["Subnet"],
      "Properties": { "VpcId": { "Ref": "Vpc" } }
    },
    "Association": {
      "Type": "AWS::EC2::SubnetRouteTableAssociation",
      "Properties": { "SubnetId": { "Ref": "Subnet" }, "RouteTableId": { "Ref": "Table" } }
    },
    "OnPremises": {
      "Type": "AWS::EC2::Route",
      "Properties": { "RouteTableId": { "Ref": "Table" }, "DestinationCidrBlock": "0.0.0.0/0", "TransitGatewayId": "tgw-0123456789abcdef0" }
    }
  }
}
`;
