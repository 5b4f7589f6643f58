/** What the page says about all types of resources, and about what a template does not show. */
import { attributeMeaning, attributesOf, isListAttribute } from "../../../server/src/network/attributes.ts";
import { known } from "../../../server/src/network/resource.ts";
import {
  type Claim,
  type Resources,
  acl,
  ec2,
  exporting,
  finds,
  gains,
  gateway,
  getAtt,
  nested,
  network,
  networkOfText,
  of,
  ref,
  subnet,
  table,
} from "./claim.ts";

const isAfter = (resources: Resources, dependent: string, needed: string, more: object = {}): boolean =>
  network(resources, more).order.isAfter(dependent, needed);
/** A template in YAML in which the last lines are being typed. */
const typing = (lines: string): string => `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  Acl:
    Type: AWS::EC2::NetworkAcl
    Properties:
      VpcId: !Ref Vpc
${lines}`;

export const generalClaims: readonly Claim[] = [
  [
    "A resource of any type is made after those that its properties name with `Ref`, `Fn::GetAtt` or `Fn::Sub`, and after those in its `DependsOn`, at any distance.",
    () => {
      const resources = {
        A: of("AWS::SNS::Topic"),
        ByRef: of("AWS::SNS::Topic", { TopicName: ref("A") }),
        ByGetAtt: of("AWS::SNS::Topic", { TopicName: getAtt("ByRef", "TopicName") }),
        BySub: of("AWS::SNS::Topic", { TopicName: { "Fn::Sub": "${ByGetAtt}-x" } }),
        ByDependsOn: of("AWS::SNS::Topic", {}, { DependsOn: ["BySub"] }),
      };
      return [isAfter(resources, "ByDependsOn", "A"), isAfter(resources, "A", "ByDependsOn")];
    },
    [true, false],
  ],
  [
    "What `Metadata` names is made before, too, although AWS does not say so.",
    () => isAfter({ A: of("AWS::SNS::Topic"), B: of("AWS::SNS::Topic", {}, { Metadata: { After: ref("A") } }) }, "B", "A"),
    true,
  ],
  [
    "What either branch of an `Fn::If` names is made before, whichever branch is taken.",
    () =>
      ["A", "B"].map((needed) =>
        isAfter(
          {
            A: of("AWS::SNS::Topic"),
            B: of("AWS::SNS::Topic"),
            C: of("AWS::SNS::Topic", { TopicName: { "Fn::If": ["Is", ref("A"), ref("B")] } }),
          },
          "C",
          needed,
          { Conditions: { Is: { "Fn::Equals": ["a", "b"] } } },
        ),
      ),
    [true, true],
  ],
  [
    "Names of resources that do not exist in the scenario.",
    () =>
      isAfter(
        {
          A: of("AWS::SNS::Topic"),
          B: of("AWS::SNS::Topic", { TopicName: ref("A") }, { Condition: "Is" }),
          C: of("AWS::SNS::Topic", {}, { DependsOn: "B" }),
        },
        "C",
        "A",
        { Conditions: { Is: { "Fn::Equals": ["a", "b"] } } },
      ),
    false,
  ],
  [
    "What other attributes of a resource name, such as `UpdatePolicy`.",
    () => isAfter({ A: of("AWS::SNS::Topic"), B: of("AWS::SNS::Topic", {}, { UpdatePolicy: { After: ref("A") } }) }, "B", "A"),
    false,
  ],
  [
    "Which resources an exported output, an SSM parameter or a resource share (`AWS::RAM::ResourceShare`) names.",
    () => [
      gains({}, "Vpc", exporting(ref("Vpc"))),
      gains({ Published: of("AWS::SSM::Parameter", { Type: "String", Value: ref("Vpc") }) }, "Vpc"),
      gains({ Share: of("AWS::RAM::ResourceShare", { Name: "net", ResourceArns: [{ "Fn::Sub": "arn:aws:ec2:::vpc/${Vpc}" }] }) }, "Vpc"),
      gains({}, "SubnetA", exporting(ref("Vpc"))),
      gains({}, "Vpc", { Outputs: { Given: { Value: ref("Vpc") } } }),
    ],
    [true, true, true, false, false],
  ],
  [
    "Which resources are named in the properties of nested stacks, stack sets, modules, custom resources and resource types that are not AWS's.",
    () =>
      [
        "AWS::CloudFormation::Stack",
        "AWS::Serverless::Application",
        "AWS::CloudFormation::StackSet",
        "Example::Network::Routing::MODULE",
        "AWS::CloudFormation::CustomResource",
        "Custom::Routing",
        "Example::Network::Routing",
        "AWS::SNS::Topic",
      ].map((type) => network({ Foreign: of(type, { Values: [ref("Vpc")] }) }).isHandedToStack("Vpc")),
    [true, true, true, true, true, true, true, false],
  ],
  [
    "Such a resource may get rules, routes, entries and attachments elsewhere: what it lacks is unknown.",
    () => [finds("nacl/deny-all", acl({})), finds("nacl/deny-all", { ...acl({}), ...nested(ref("Acl")) })],
    [true, false],
  ],
  [
    "What the template itself says about it holds.",
    () =>
      finds(
        "cidr/subnet-overlap",
        { SubnetB: ec2("Subnet", { VpcId: ref("Vpc"), CidrBlock: "10.0.1.0/25" }), ...nested(ref("Vpc"), ref("SubnetA")) },
        exporting(ref("SubnetB")),
      ),
    true,
  ],
  [
    "A resource that is neither exported nor handed on gets nothing from other stacks.",
    () => gains(nested(ref("SubnetA")), "SubnetB", exporting(ref("Vpc"))),
    false,
  ],
  [
    "`Fn::ForEach` over names that are known makes one resource for each of them.",
    () => {
      const loop = { "Fn::ForEach::Topics": ["Name", ["One", "Two"], { "Topic${Name}": of("AWS::SNS::Topic") }] };
      const from = network(loop, { Transform: "AWS::LanguageExtensions" });
      return [[...from.resources.keys()].filter((name) => name.startsWith("Topic")), from.isOpen];
    },
    [["TopicOne", "TopicTwo"], false],
  ],
  [
    "A macro for the whole template that is not one of AWS's own, an `Fn::Transform` in `Resources`, and a loop over names that are not known may add resources of any kind: what is lacking anywhere is unknown.",
    () => {
      const loop = { "Fn::ForEach::Topics": ["Name", ref("Given"), { "Topic${Name}": of("AWS::SNS::Topic") }] };
      return [
        network({}, { Transform: "AWS::Serverless-2016-10-31" }).isOpen,
        network({}, { Transform: ["AWS::LanguageExtensions", "OurMacro"] }).isOpen,
        network({ "Fn::Transform": { Name: "AWS::Include", Parameters: { Location: "s3://bucket/more.yaml" } } }).isOpen,
        network(loop, { Transform: "AWS::LanguageExtensions" }).isOpen,
        gains({}, "Vpc", { Transform: "OurMacro" }),
      ];
    },
    [false, true, true, true, true],
  ],
  [
    "A macro for the whole template may add properties and `DependsOn` to every resource, too.",
    () => {
      const waiting = { ...gateway(), ...table({ GatewayId: ref("Gateway") }) };
      return [{}, { Transform: "OurMacro" }].map((more) => [
        network({}, more).resources.get("Vpc")?.mayGainProperties,
        finds("depends/igw-route", waiting, more),
      ]);
    },
    [
      [false, true],
      [true, false],
    ],
  ],
  [
    "An `Fn::Transform` among the properties of a resource may add properties: those that are absent are unknown.",
    () => {
      const from = network({ Host: ec2("NetworkInterface", { SubnetId: ref("SubnetA"), "Fn::Transform": { Name: "OurMacro" } }) });
      const made = from.resources.get("Host");
      return [made?.mayGainProperties, made?.get("GroupSet")?.kind, made?.get("SubnetId")?.kind];
    },
    [true, "opaque", "reference"],
  ],
  [
    "What is written stays as it is.",
    () =>
      finds("cidr/subnet-overlap", { SubnetB: ec2("Subnet", { VpcId: ref("Vpc"), CidrBlock: "10.0.1.0/25" }) }, { Transform: "OurMacro" }),
    true,
  ],
  [
    "Which names stand in parts that do not parse, in resources of which a value is missing, and in entries of `Resources` that are no resources yet.",
    () =>
      [
        "  Entry:\n    Type:\n    Properties:\n      NetworkAclId: !Ref Acl\n",
        '  Entry:\n    Type: "AWS::EC2::Subnet\n    x: Acl\n',
        "  Entry:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId:\n      SubnetId: !Ref Acl\n",
      ].map((lines) => {
        const from = networkOfText(typing(lines));
        return [from.isHalfTypedAbout("Acl"), from.isHalfTypedAbout("Vpc")];
      }),
    [
      [true, false],
      [true, false],
      [true, false],
    ],
  ],
  [
    "Such text may be about every resource that it names: what those lack is unknown.",
    () => {
      const from = networkOfText(typing("  Entry:\n    Type:\n    Properties:\n      NetworkAclId: !Ref Acl\n"));
      return [from.mayGainEntries("Acl"), from.isHandedToStack("Acl"), from.mayGainEntries("Vpc")];
    },
    [true, true, false],
  ],
  [
    "Half-typed text about a resource that belongs to another, and does not name it yet, may be about any.",
    () =>
      ["", "      NetworkAclId:\n", "      NetworkAclId: !Ref Acl\n"].map((line) => {
        const from = networkOfText(typing(`  Entry:\n    Type: AWS::EC2::NetworkAclEntry\n    Properties:\n${line}      RuleN\n`));
        return [from.mayGainEntries("Acl"), from.mayGainEntries("Vpc")];
      }),
    [
      [true, true],
      [true, true],
      [true, false],
    ],
  ],
  [
    "What half-typed text lacks is unknown, and not what it would be without a value.",
    () => {
      const from = networkOfText(typing("  Gateway:\n    Type: AWS::EC2::TransitGateway\n    Properties:\n      Defa\n"));
      return [from.transitGateways.get("Gateway")?.associatesByDefault, from.resources.get("Gateway")?.mayGainProperties];
    },
    [undefined, true],
  ],
  [
    "A type of which only the beginning is there is none yet, and neither is its resource.",
    () =>
      ["AWS::EC2::Sub", "AWS::EC2::Subnet", "AWS::EC2::Subnets"].map((type) =>
        networkOfText(typing(`  One:\n    Type: ${type}\n`)).resources.has("One"),
      ),
    [false, true, true],
  ],
  [
    "The value of a parameter that is half-typed is unknown.",
    () => {
      const text = `Parameters:\n  Block:\n    Type: String\n    Default: 10.9.0.0/16\n    Desc\n${typing("  Other:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: !Ref Block\n")}`;
      return [text, text.replace("    Desc\n", "")].map((one) => known(networkOfText(one).vpcs.get("Other")?.cidr)?.prefixLength);
    },
    [undefined, 16],
  ],
  [
    "A resource under a condition that is not declared yet does not exist yet.",
    () => networkOfText(typing("  Topic:\n    Type: AWS::SNS::Topic\n    Condition: IsNe\n")).resources.has("Topic"),
    false,
  ],
  [
    "Attributes that give what `Ref` gives, and those that repeat a property, such as `CidrBlock` of a VPC.",
    () => {
      const from = network({
        SubnetA: ec2("Subnet", { VpcId: getAtt("Vpc", "VpcId"), CidrBlock: getAtt("Vpc", "CidrBlock") }),
      });
      const made = subnet(from);
      return [made.vpc?.logicalId, known(made.cidr)?.prefixLength, attributeMeaning("AWS::EC2::VPC", "DefaultSecurityGroup")];
    },
    ["Vpc", 16, undefined],
  ],
  [
    "Which attributes there are, for the types of the network whose list is certain, and which of them are lists.",
    () => [
      attributesOf("AWS::EC2::NetworkAcl"),
      isListAttribute("AWS::EC2::VPC", "Ipv6CidrBlocks"),
      isListAttribute("AWS::EC2::VPC", "CidrBlock"),
      finds("cfn/unknown-attribute", { Topic: of("AWS::SNS::Topic", { TopicName: getAtt("Vpc", "Nonsense") }) }),
    ],
    [["Id"], true, false, true],
  ],
  [
    "A type whose list is not certain may have any attribute.",
    () => [
      attributesOf("AWS::SNS::Topic"),
      finds("cfn/unknown-attribute", { A: of("AWS::SNS::Topic"), B: of("AWS::SNS::Topic", { TopicName: getAtt("A", "Nonsense") }) }),
    ],
    [undefined, false],
  ],
  [
    "The value of every other attribute, which is known at deployment only.",
    () =>
      network({ SubnetA: ec2("Subnet", { VpcId: ref("Vpc"), CidrBlock: getAtt("Nested", "Outputs.Block") }), ...nested() }).subnets.get(
        "SubnetA",
      )?.cidr?.value.kind === "known",
    false,
  ],
];
