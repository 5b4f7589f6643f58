/** Small templates to ask the network model about, and ways of asking. */
import { analyze, snapshotOf } from "../../../server/src/analysis.ts";
import { type Cidr, isCidr, parseCidr } from "../../../server/src/cidr/cidr.ts";
import { buildNetwork, type Network } from "../../../server/src/network/network.ts";
import type { Subnet } from "../../../server/src/network/subnet.ts";
import { defaultSettings } from "../../../server/src/settings/settings.ts";
import { readDocument } from "../../../server/src/template/read-document.ts";
import { buildTemplate } from "../../../server/src/template/template.ts";

/** One thing that the page says, a small template, and what the model answers. */
export type Claim = readonly [sentence: string, answer: () => unknown, expected: unknown];

export type Resources = Readonly<Record<string, unknown>>;

export const of = (Type: string, Properties: object = {}, more: object = {}) => ({ Type, Properties, ...more });
export const ec2 = (type: string, properties: object = {}, more: object = {}) => of(`AWS::EC2::${type}`, properties, more);
export const ref = (name: string) => ({ Ref: name });
export const getAtt = (name: string, attribute: string) => ({ "Fn::GetAtt": [name, attribute] });

export const base: Resources = {
  Vpc: ec2("VPC", { CidrBlock: "10.0.0.0/16" }),
  SubnetA: ec2("Subnet", { VpcId: ref("Vpc"), CidrBlock: "10.0.1.0/24", AvailabilityZone: "eu-west-1a" }),
  SubnetB: ec2("Subnet", { VpcId: ref("Vpc"), CidrBlock: "10.0.2.0/24", AvailabilityZone: "eu-west-1b" }),
};
export const parameters = { Given: { Type: "String" } };
export const textOf = (resources: Resources, more: object = {}): string =>
  JSON.stringify({ Parameters: parameters, Resources: { ...base, ...resources }, ...more });

export const networkOfText = (text: string): Network => buildNetwork(buildTemplate(readDocument(text)), new Map(), new Map());
export const network = (resources: Resources, more: object = {}): Network => networkOfText(textOf(resources, more));

/** The rules that find something, with the resource that they find it in. */
export const loudIn = (text: string): readonly string[] =>
  analyze("t.yaml", snapshotOf("t.yaml", text), { settings: { ...defaultSettings, preset: "strict" } }).findings.map(
    ({ rule, logicalId }) => `${rule.id} ${logicalId}`,
  );
/** Whether `rule` finds something. */
export const finds = (rule: string, resources: Resources, more: object = {}): boolean =>
  loudIn(textOf(resources, more)).some((one) => one.startsWith(`${rule} `));

export const exporting = (value: unknown) => ({ Outputs: { Given: { Value: value, Export: { Name: "given" } } } });
export const nested = (...values: readonly unknown[]) => ({
  Nested: of("AWS::CloudFormation::Stack", { TemplateURL: "https://example.com/t.yaml", Parameters: { Values: values } }),
});

export const gateway = (vpc: unknown = ref("Vpc")): Resources => ({
  Gateway: ec2("InternetGateway"),
  Attachment: ec2("VPCGatewayAttachment", { VpcId: vpc, InternetGatewayId: ref("Gateway") }),
});
export const table = (target: object, cidr = "0.0.0.0/0"): Resources => ({
  Table: ec2("RouteTable", { VpcId: ref("Vpc") }),
  Association: ec2("SubnetRouteTableAssociation", { SubnetId: ref("SubnetA"), RouteTableId: ref("Table") }),
  Route: ec2("Route", { RouteTableId: ref("Table"), DestinationCidrBlock: cidr, ...target }),
});

export function subnet(from: Network, logicalId = "SubnetA"): Subnet {
  const found = from.subnets.get(logicalId);
  if (!found) throw new Error(`no ${logicalId}`);
  return found;
}
export const named = { Named: ec2("VPCEndpoint", { VpcId: ref("Vpc"), SubnetIds: [ref("SubnetA")] }) };

export const host = (groups: readonly unknown[]) => ec2("NetworkInterface", { SubnetId: ref("SubnetA"), GroupSet: groups });

export function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (!isCidr(parsed)) throw new Error(parsed.problem);
  return parsed;
}
export const acl = (entries: Resources): Resources => ({
  Acl: ec2("NetworkAcl", { VpcId: ref("Vpc") }),
  AclAssociation: ec2("SubnetNetworkAclAssociation", { SubnetId: ref("SubnetA"), NetworkAclId: ref("Acl") }),
  ...entries,
});
export const other = { Other: ec2("VPC", { CidrBlock: "10.1.0.0/16" }) };
export const endpoint = (more: object = {}): Resources => ({
  Endpoint: ec2("VPCEndpoint", {
    VpcId: ref("Vpc"),
    ServiceName: "com.amazonaws.eu-west-1.sqs",
    VpcEndpointType: "Interface",
    SubnetIds: [ref("SubnetA")],
    ...more,
  }),
});

export const gains = (resources: Resources, logicalId: string, more: object = {}): boolean =>
  network(resources, more).mayGainEntries(logicalId);
