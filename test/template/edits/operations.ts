/** The operations that the tests of edits try on every sample. Knows the resources that all samples have. */
import type { Entry, Node, TemplateDocument } from "../../../server/src/template/node.ts";
import { child, entry } from "../../../server/src/template/node.ts";
import type { Source } from "../../../server/src/template/source.ts";
import {
  addDependsOn,
  appendItem,
  insertProperty,
  insertResource,
  removeEntry,
  removeItem,
  replaceValue,
  setEntry,
} from "../../../server/src/template/edits.ts";
import type { TextEdit } from "../../../server/src/text/span.ts";

export type Edits = readonly TextEdit[] | undefined;

/** The entry of a resource. Throws where the sample has no such resource. */
export function resource(document: TemplateDocument, logicalId: string): Entry {
  const found = entry(child(document.root, "Resources"), logicalId);
  if (!found) throw new Error(`no resource ${logicalId}`);
  return found;
}

/** The node at a path of keys and indexes from the root. Throws where there is none. */
export function at(document: TemplateDocument, ...path: readonly (string | number)[]): Node {
  let node: Node | undefined = document.root;
  for (const step of path) node = typeof step === "string" ? child(node, step) : node?.kind === "list" ? node.items[step] : undefined;
  if (!node) throw new Error(`nothing at ${path.join(".")}`);
  return node;
}

const properties = (document: TemplateDocument, logicalId: string): Node => at(document, "Resources", logicalId, "Properties");

const property = (document: TemplateDocument, logicalId: string, key: string): Node =>
  at(document, "Resources", logicalId, "Properties", key);

const rule: Source = {
  map: [
    ["IpProtocol", "tcp"],
    ["FromPort", 5432],
    ["ToPort", 5432],
    ["CidrIp", "10.1.0.0/16"],
    ["Description", "Postgres: from the peer"],
  ],
};

const tags: Source = [
  {
    map: [
      ["Key", "Name"],
      ["Value", { sub: "${AWS::StackName}-new" }],
    ],
  },
];

const route: Source = {
  map: [
    ["RouteTableId", { getAtt: ["Vpc", "MainRouteTable"] }],
    ["DestinationCidrBlock", "10.9.0.0/16"],
    ["VpcPeeringConnectionId", { ref: "Peering" }],
  ],
};

export const operations: { readonly [title: string]: (document: TemplateDocument) => Edits } = {
  "addDependsOn where there is none": (document) => addDependsOn(document, resource(document, "Vpc"), "Other"),
  "addDependsOn where the type is all": (document) => addDependsOn(document, resource(document, "Gateway"), "Other"),
  "addDependsOn to one name": (document) => addDependsOn(document, resource(document, "Attachment"), "Other"),
  "addDependsOn to a list": (document) => addDependsOn(document, resource(document, "Route"), "Other"),
  "insertProperty after the last": (document) => insertProperty(document, resource(document, "Subnet"), "MapPublicIpOnLaunch", false),
  "insertProperty after a list": (document) => insertProperty(document, resource(document, "Vpc"), "EnableDnsHostnames", true),
  "insertProperty without Properties": (document) => insertProperty(document, resource(document, "Gateway"), "Tags", tags),
  "insertProperty that exists": (document) => insertProperty(document, resource(document, "Vpc"), "EnableDnsSupport", false),
  "setEntry after another": (document) =>
    setEntry(document, properties(document, "Vpc"), "EnableDnsHostnames", true, { after: "EnableDnsSupport" }),
  "setEntry of a list of words": (document) =>
    setEntry(document, properties(document, "Subnet"), "SecurityGroupIds", [{ ref: "Group" }, "sg-1"]),
  "setEntry of a new section": (document) =>
    document.root && setEntry(document, document.root, "Outputs", { map: [["Id", { map: [["Value", { ref: "Vpc" }]] }]] }),
  "setEntry of a new output's sibling": (document) =>
    setEntry(document, at(document, "Parameters"), "Other", { map: [["Type", "String"]] }),
  "replaceValue text by text": (document) => replaceValue(document, property(document, "Route", "DestinationCidrBlock"), "::/0"),
  "replaceValue text by a function": (document) =>
    replaceValue(document, property(document, "Group", "GroupDescription"), { sub: "${AWS::StackName}: web" }),
  "replaceValue function by text": (document) => replaceValue(document, property(document, "Vpc", "CidrBlock"), "10.0.0.0/20"),
  "replaceValue function by function": (document) =>
    replaceValue(document, property(document, "Subnet", "AvailabilityZone"), {
      select: [1, { call: "Fn::GetAZs", argument: { ref: "AWS::Region" } }],
    }),
  "replaceValue list by text": (document) => replaceValue(document, property(document, "Group", "SecurityGroupIngress"), "none"),
  "replaceValue text by a map": (document) => replaceValue(document, property(document, "Route", "DestinationCidrBlock"), rule),
  "replaceValue map by a map": (document) => replaceValue(document, properties(document, "Attachment"), route),
  "replaceValue of an item": (document) =>
    replaceValue(document, property(document, "Group", "SecurityGroupIngress"), [
      { node: at(document, "Resources", "Group", "Properties", "SecurityGroupIngress", 1) },
    ]),
  "appendItem of a map": (document) => appendItem(document, property(document, "Group", "SecurityGroupIngress"), rule),
  "appendItem to an empty list": (document) =>
    appendItem(document, property(document, "Group", "Tags"), {
      map: [
        ["Key", "Name"],
        ["Value", "web"],
      ],
    }),
  "removeItem first": (document) => removeItem(document, property(document, "Group", "SecurityGroupIngress"), 0),
  "removeItem last": (document) => removeItem(document, property(document, "Group", "SecurityGroupIngress"), 1),
  "removeItem only": (document) => removeItem(document, property(document, "Vpc", "Tags"), 0),
  "removeItem only, with its parent": (document) => removeItem(document, property(document, "Vpc", "Tags"), 0, { removeEmptyParent: true }),
  "removeEntry first of an item": (document) =>
    removeEntry(document, at(document, "Resources", "Group", "Properties", "SecurityGroupIngress", 0), "IpProtocol"),
  "removeEntry in the middle": (document) => removeEntry(document, properties(document, "Group"), "VpcId"),
  "removeEntry last": (document) => removeEntry(document, properties(document, "Route"), "GatewayId"),
  "removeEntry of a resource": (document) => removeEntry(document, at(document, "Resources"), "Gateway"),
  "removeEntry of the last resource": (document) => removeEntry(document, at(document, "Resources"), "Subnet"),
  "insertResource after the first": (document) =>
    insertResource(document, resource(document, "Vpc"), "PeerRoute", "AWS::EC2::Route", route),
  "insertResource after one without properties": (document) =>
    insertResource(document, resource(document, "Gateway"), "PeerRoute", "AWS::EC2::Route", route, {
      condition: "IsProd",
      dependsOn: ["Peering"],
    }),
  "insertResource after the last": (document) =>
    insertResource(
      document,
      resource(document, "Subnet"),
      "Second",
      "AWS::EC2::Subnet",
      {
        map: [
          ["VpcId", { node: property(document, "Subnet", "VpcId") }],
          ["CidrBlock", { node: property(document, "Subnet", "CidrBlock") }],
          ["AvailabilityZone", { node: property(document, "Subnet", "AvailabilityZone") }],
          ["Tags", { node: property(document, "Vpc", "Tags") }],
        ],
      },
      { dependsOn: ["Vpc", "Gateway"], deletionPolicy: "Retain" },
    ),
};
