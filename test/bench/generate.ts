/** Makes large network templates for measuring: the same text for the same size, on every machine. Knows AWS resources; runs nothing. */

export interface Size {
  readonly name: string;
  readonly resources: number;
  /** About so many characters. */
  readonly length: number;
  readonly vpcs: number;
}

/** From a first template to the largest that CloudFormation takes: 500 resources, 1 MB. */
export const sizes: readonly Size[] = [
  { name: "S", resources: 30, length: 15_000, vpcs: 1 },
  { name: "M", resources: 150, length: 66_000, vpcs: 2 },
  { name: "L", resources: 500, length: 300_000, vpcs: 6 },
  { name: "XL", resources: 500, length: 1_000_000, vpcs: 6 },
];

interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly attributes?: readonly string[];
  /** Lines below `Properties:`, indented from the left edge. */
  readonly properties: readonly string[];
}

/** A template of YAML in short form: networks with public and private subnets, peerings, endpoints, groups, instances. */
export function generateTemplate(size: Size): string {
  const random = createRandom(size.resources + size.length);
  const frame = Array.from({ length: size.vpcs }, (_, vpc) => vpcResources(vpc, random));
  const resources = frame.flat().slice(0, size.resources);
  const groups = resources.filter(({ type }) => type === "AWS::EC2::SecurityGroup").map(({ logicalId }) => logicalId);
  for (let number = 0; resources.length < size.resources; number++) resources.push(extraResource(number, groups, random));
  const head = headLines().join("\n");
  const outputs = outputLines(resources).join("\n");
  const bare = [head, ...resources.map((resource) => resourceText(resource, [])), outputs].join("\n");
  // What is left of the length goes into long scripts and policies, as in real templates.
  const bulky = new Set(resources.filter(({ type }) => type === "AWS::EC2::Instance").map(({ logicalId }) => logicalId));
  const share = Math.max(0, Math.floor((size.length - bare.length) / Math.max(bulky.size, 1)));
  const texts = resources.map((resource) => resourceText(resource, bulky.has(resource.logicalId) ? scriptLines(share, random) : []));
  return `${[head, ...texts, outputs].join("\n")}\n`;
}

type Random = (below: number) => number;

/** Marsaglia's xorshift with 32 bits: a whole number from 0 to `below`, exclusive. */
function createRandom(seed: number): Random {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const headLines = (): readonly string[] => [
  'AWSTemplateFormatVersion: "2010-09-09"',
  "Description: Networks of all departments",
  "Parameters:",
  "  Stage:",
  "    Type: String",
  "    Default: dev",
  "    AllowedValues: [dev, test, prod]",
  "  ImageId:",
  "    Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
  "    Default: /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
  "Mappings:",
  "  Stages:",
  "    dev: { InstanceType: t3.micro }",
  "    test: { InstanceType: t3.small }",
  "    prod: { InstanceType: m6i.large }",
  "Conditions:",
  "  IsProd: !Equals [!Ref Stage, prod]",
  "Resources:",
];

function resourceText({ logicalId, type, attributes = [], properties }: Resource, more: readonly string[]): string {
  const body = [...properties, ...more].map((line) => (line === "" ? "" : `      ${line}`));
  return [`  ${logicalId}:`, `    Type: ${type}`, ...attributes.map((line) => `    ${line}`), "    Properties:", ...body].join("\n");
}

const tags = (name: string): readonly string[] => [
  "Tags:",
  "  - Key: Name",
  `    Value: !Sub \${AWS::StackName}-${name}`,
  "  - Key: Stage",
  "    Value: !Ref Stage",
];

function vpcResources(vpc: number, random: Random): readonly Resource[] {
  const name = `Vpc${vpc}`;
  const subnets = ["Public", "Private"].flatMap((kind, half) => [0, 1, 2].map((zone) => ({ kind, zone, number: half * 3 + zone })));
  return [
    {
      logicalId: name,
      type: "AWS::EC2::VPC",
      properties: [`CidrBlock: 10.${vpc}.0.0/16`, "EnableDnsSupport: true", "EnableDnsHostnames: true", ...tags(name)],
    },
    { logicalId: `${name}Gateway`, type: "AWS::EC2::InternetGateway", properties: tags(`${name}-gateway`) },
    {
      logicalId: `${name}Attachment`,
      type: "AWS::EC2::VPCGatewayAttachment",
      properties: [`VpcId: !Ref ${name}`, `InternetGatewayId: !Ref ${name}Gateway`],
    },
    ...["Public", "Private"].flatMap((kind) => tableResources(vpc, kind)),
    ...subnets.flatMap(({ kind, zone, number }) => subnetResources(vpc, kind, zone, number)),
    ...natResources(vpc),
    ...(vpc > 0 ? peeringResources(vpc) : []),
    ...["s3", "dynamodb", "ec2", "ssm", "logs"].map((service, index) => endpointResource(vpc, service, index < 2)),
    ...Array.from({ length: 9 }, (_, group) => groupResource(vpc, group, random)),
    ...Array.from({ length: 8 }, (_, number) => instanceResource(vpc, number, random)),
    ...aclResources(vpc, random),
  ];
}

const tableResources = (vpc: number, kind: string): readonly Resource[] => [
  { logicalId: `Vpc${vpc}${kind}Table`, type: "AWS::EC2::RouteTable", properties: [`VpcId: !Ref Vpc${vpc}`, ...tags(`Vpc${vpc}-${kind}`)] },
  {
    logicalId: `Vpc${vpc}${kind}Default`,
    type: "AWS::EC2::Route",
    ...(kind === "Public" ? { attributes: [`DependsOn: Vpc${vpc}Attachment`] } : {}),
    properties: [
      `RouteTableId: !Ref Vpc${vpc}${kind}Table`,
      "DestinationCidrBlock: 0.0.0.0/0",
      kind === "Public" ? `GatewayId: !Ref Vpc${vpc}Gateway` : `NatGatewayId: !Ref Vpc${vpc}Nat`,
    ],
  },
];

function subnetResources(vpc: number, kind: string, zone: number, number: number): readonly Resource[] {
  const logicalId = `Vpc${vpc}${kind}${zone}`;
  const cidr = number % 2 === 0 ? `10.${vpc}.${number * 16}.0/20` : `!Select [${number}, !Cidr [!GetAtt Vpc${vpc}.CidrBlock, 6, 12]]`;
  return [
    {
      logicalId,
      type: "AWS::EC2::Subnet",
      properties: [
        `VpcId: !Ref Vpc${vpc}`,
        `CidrBlock: ${cidr}`,
        `AvailabilityZone: !Select [${zone}, !GetAZs ""]`,
        `MapPublicIpOnLaunch: ${kind === "Public"}`,
        ...tags(logicalId),
      ],
    },
    {
      logicalId: `${logicalId}Association`,
      type: "AWS::EC2::SubnetRouteTableAssociation",
      properties: [`SubnetId: !Ref ${logicalId}`, `RouteTableId: !Ref Vpc${vpc}${kind}Table`],
    },
  ];
}

const natResources = (vpc: number): readonly Resource[] => [
  { logicalId: `Vpc${vpc}NatAddress`, type: "AWS::EC2::EIP", attributes: [`DependsOn: Vpc${vpc}Attachment`], properties: ["Domain: vpc"] },
  {
    logicalId: `Vpc${vpc}Nat`,
    type: "AWS::EC2::NatGateway",
    attributes: [`DependsOn: [Vpc${vpc}PublicDefault]`],
    properties: [`AllocationId: !GetAtt Vpc${vpc}NatAddress.AllocationId`, `SubnetId: !Ref Vpc${vpc}Public0`, ...tags(`nat${vpc}`)],
  },
];

/** Every VPC is peered with the first one, and routed both ways. */
const peeringResources = (vpc: number): readonly Resource[] => [
  {
    logicalId: `Peering${vpc}`,
    type: "AWS::EC2::VPCPeeringConnection",
    properties: ["VpcId: !Ref Vpc0", `PeerVpcId: !Ref Vpc${vpc}`, ...tags(`peering${vpc}`)],
  },
  ...["Public", "Private"].flatMap((kind): readonly Resource[] => [
    peeringRoute(`Peering${vpc}${kind}There`, `Vpc0${kind}Table`, `10.${vpc}.0.0/16`, vpc),
    peeringRoute(`Peering${vpc}${kind}Back`, `Vpc${vpc}${kind}Table`, "10.0.0.0/16", vpc),
  ]),
];

const peeringRoute = (logicalId: string, table: string, destination: string, vpc: number): Resource => ({
  logicalId,
  type: "AWS::EC2::Route",
  properties: [`RouteTableId: !Ref ${table}`, `DestinationCidrBlock: ${destination}`, `VpcPeeringConnectionId: !Ref Peering${vpc}`],
});

function endpointResource(vpc: number, service: string, isGateway: boolean): Resource {
  const where = isGateway
    ? ["VpcEndpointType: Gateway", `RouteTableIds: [!Ref Vpc${vpc}PublicTable, !Ref Vpc${vpc}PrivateTable]`]
    : [
        "VpcEndpointType: Interface",
        "PrivateDnsEnabled: true",
        `SubnetIds: [!Ref Vpc${vpc}Private0]`,
        `SecurityGroupIds: [!Ref Vpc${vpc}Group0]`,
      ];
  return {
    logicalId: `Vpc${vpc}Endpoint${service}`,
    type: "AWS::EC2::VPCEndpoint",
    properties: [`VpcId: !Ref Vpc${vpc}`, `ServiceName: !Sub com.amazonaws.\${AWS::Region}.${service}`, ...where],
  };
}

function groupResource(vpc: number, group: number, random: Random): Resource {
  const peers = `10.${(vpc + 1) % 6}.0.0/16`;
  const rules = Array.from({ length: 12 }, (_, rule): readonly string[] => {
    const port = rule === 0 ? 443 : 1024 + rule * 100 + random(90);
    const source =
      rule % 4 === 3 && group > 0
        ? `SourceSecurityGroupId: !Ref Vpc${vpc}Group${random(group)}`
        : `CidrIp: ${rule === 1 ? peers : "10.0.0.0/8"}`;
    return [
      "  - IpProtocol: tcp",
      `    FromPort: ${port}`,
      `    ToPort: ${port}`,
      `    ${source}`,
      `    Description: Service ${rule} of group ${group}`,
    ];
  });
  return {
    logicalId: `Vpc${vpc}Group${group}`,
    type: "AWS::EC2::SecurityGroup",
    properties: [
      `GroupDescription: Group ${group} of network ${vpc}`,
      `VpcId: !Ref Vpc${vpc}`,
      "SecurityGroupIngress:",
      ...rules.flat(),
      ...tags(`group${vpc}-${group}`),
    ],
  };
}

const instanceResource = (vpc: number, number: number, random: Random): Resource => ({
  logicalId: `Vpc${vpc}Instance${number}`,
  type: "AWS::EC2::Instance",
  ...(number === 7 ? { attributes: ["Condition: IsProd"] } : {}),
  properties: [
    "ImageId: !Ref ImageId",
    "InstanceType: !FindInMap [Stages, !Ref Stage, InstanceType]",
    `SubnetId: !Ref Vpc${vpc}${number % 2 === 0 ? "Private" : "Public"}${random(3)}`,
    `SecurityGroupIds: [!Ref Vpc${vpc}Group${random(9)}]`,
    ...tags(`instance${vpc}-${number}`),
  ],
});

function aclResources(vpc: number, random: Random): readonly Resource[] {
  const logicalId = `Vpc${vpc}Acl`;
  const entries = Array.from(
    { length: 6 },
    (_, number): Resource => ({
      logicalId: `${logicalId}Entry${number}`,
      type: "AWS::EC2::NetworkAclEntry",
      properties: [
        `NetworkAclId: !Ref ${logicalId}`,
        `RuleNumber: ${100 + number * 10}`,
        "Protocol: 6",
        "RuleAction: allow",
        `Egress: ${number % 2 === 1}`,
        `CidrBlock: 10.${random(200)}.0.0/16`,
        "PortRange: { From: 1024, To: 65535 }",
      ],
    }),
  );
  return [{ logicalId, type: "AWS::EC2::NetworkAcl", properties: [`VpcId: !Ref Vpc${vpc}`, ...tags(logicalId)] }, ...entries];
}

const extraResource = (number: number, groups: readonly string[], random: Random): Resource => ({
  logicalId: `Partner${number}`,
  type: "AWS::EC2::SecurityGroupIngress",
  properties: [
    `GroupId: !Ref ${groups[random(groups.length)] ?? "Vpc0Group0"}`,
    "IpProtocol: tcp",
    `FromPort: ${20_000 + number}`,
    `ToPort: ${20_000 + number}`,
    `CidrIp: 203.0.113.${number % 256}/32`,
    `Description: Partner ${number}`,
  ],
});

const commands: readonly string[] = [
  "dnf install --assumeyes nginx amazon-cloudwatch-agent",
  'echo "stage is ${Stage}, region is ${AWS::Region}" >> /var/log/start.log',
  "systemctl enable --now nginx",
  "aws s3 cp s3://${AWS::AccountId}-artifacts/site.tar.gz /srv/",
  "if [ -x /srv/after-start ]; then /srv/after-start; fi",
];

/** User data of about `length` characters. */
function scriptLines(length: number, random: Random): readonly string[] {
  const lines = ["UserData:", "  Fn::Base64: !Sub |", "    #!/bin/bash -e"];
  for (let written = 0; written < length; written += (lines.at(-1)?.length ?? 0) + 7)
    lines.push(`    ${commands[random(commands.length)]}`);
  return lines;
}

function outputLines(resources: readonly Resource[]): readonly string[] {
  const named = resources.filter(({ type }) => type === "AWS::EC2::VPC" || type === "AWS::EC2::Subnet");
  return [
    "Outputs:",
    ...named.flatMap(({ logicalId }) => [
      `  ${logicalId}Id:`,
      `    Value: !Ref ${logicalId}`,
      "    Export:",
      `      Name: !Sub \${AWS::StackName}-${logicalId}`,
    ]),
  ];
}
