import { describe, expect, test } from "vitest";
import { toRanges } from "../../server/src/cidr/port-set.ts";
import { buildNetwork, type Network } from "../../server/src/network/network.ts";
import { awsService, ownServiceId } from "../../server/src/network/vpc-endpoint.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { buildTemplate } from "../../server/src/template/template.ts";

function networkOf(type: string, properties: object): Network {
  const text = JSON.stringify({ Parameters: { Given: { Type: "String" } }, Resources: { Thing: { Type: type, Properties: properties } } });
  return buildNetwork(buildTemplate(readDocument(text)), new Map(), new Map());
}

describe("ports of a resource configuration", () => {
  test.each([
    [["80"], [{ from: 80, to: 80 }]],
    [
      ["80", "8000-8080"],
      [
        { from: 80, to: 80 },
        { from: 8000, to: 8080 },
      ],
    ],
    [["80-90", "85-100"], [{ from: 80, to: 100 }]],
    [["http"], undefined],
    [["80-"], undefined],
    [["65536"], undefined],
    [["80", { Ref: "Given" }], undefined],
    [[], undefined],
    [undefined, undefined],
  ])("%j", (written, expected) => {
    const network = networkOf("AWS::VpcLattice::ResourceConfiguration", { PortRanges: written });
    const ports = network.resourceConfigurations.get("Thing")?.ports;
    expect(ports && toRanges(ports)).toEqual(expected);
  });
});

describe("a resolver endpoint", () => {
  const endpointOf = (properties: object) => networkOf("AWS::Route53Resolver::ResolverEndpoint", properties).resolverEndpoints.get("Thing");

  test.each([
    [undefined, true],
    [["Do53", "DoH"], true],
    [["DoH"], false],
    [[{ Ref: "Given" }], undefined],
    [[{ Ref: "Given" }, "Do53"], true],
    [{ Ref: "Given" }, undefined],
  ])("with protocols %j", (protocols, expected) => {
    expect(endpointOf({ Protocols: protocols })?.usesPort53).toBe(expected);
  });

  test.each([
    [[], 0],
    [[{ SubnetId: "subnet-1" }, { SubnetId: "subnet-2" }], 2],
    [[{ SubnetId: "subnet-1" }, { Ref: "AWS::NoValue" }], 1],
    [[{ SubnetId: "subnet-1" }, { Ref: "Given" }], undefined],
    [{ Ref: "Given" }, undefined],
  ])("with addresses %j", (addresses, expected) => {
    expect(endpointOf({ IpAddresses: addresses })?.addressCount).toBe(expected);
  });
});

describe("the service of an endpoint", () => {
  const nameOf = (name: unknown) => networkOf("AWS::EC2::VPCEndpoint", { ServiceName: name }).vpcEndpoints.get("Thing")?.serviceName;

  test.each([
    ["com.amazonaws.eu-west-1.ecr.api", "ecr.api"],
    ["cn.com.amazonaws.cn-north-1.s3", "s3"],
    [{ "Fn::Sub": "com.amazonaws.${AWS::Region}.ssm" }, "ssm"],
    ["com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0", undefined],
    [{ Ref: "Given" }, undefined],
  ])("%j", (name, expected) => {
    expect(awsService(nameOf(name))).toBe(expected);
  });

  test.each([
    [{ "Fn::Sub": "com.amazonaws.vpce.${AWS::Region}.${Thing}" }, "Thing"],
    [{ "Fn::Join": [".", ["com.amazonaws.vpce", "eu-west-1", { Ref: "Thing" }]] }, "Thing"],
    ["com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0", undefined],
    ["com.amazonaws.eu-west-1.s3", undefined],
  ])("of this template: %j", (name, expected) => {
    expect(ownServiceId(nameOf(name))).toBe(expected);
  });
});
