import { describe, expect, test } from "vitest";
import { formatCidr } from "../../server/src/cidr/cidr.ts";
import { addressSpace } from "../../server/src/network/address-space.ts";
import { buildNetwork } from "../../server/src/network/network.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { buildTemplate } from "../../server/src/template/template.ts";

const conditions = "Conditions:\n  IsLarge: !Equals [!Ref AWS::Region, eu-west-1]\n  Never: !Not [!Condition IsLarge]\n";
const vpc = (cidr: string): string => `  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: ${cidr} } }\n`;
const subnet = (name: string, cidr: string, extra = "", vpcId = "!Ref Vpc"): string =>
  `  ${name}: { Type: AWS::EC2::Subnet, ${extra} Properties: { VpcId: ${vpcId}, CidrBlock: ${cidr} } }\n`;
const secondary = (cidr: string, extra = ""): string =>
  `  Secondary: { Type: AWS::EC2::VPCCidrBlock, ${extra} Properties: { VpcId: !Ref Vpc, CidrBlock: ${cidr} } }\n`;

/** Where subnet `S` could go. */
function freeFor(resources: string, before = ""): string | undefined {
  const template = buildTemplate(readDocument(`${before}${conditions}Resources:\n${resources}`));
  const network = buildNetwork(template, new Map([["AWS::Region", "eu-west-1"]]), new Map());
  const found = network.subnets.get("S");
  const free = found && addressSpace(network).freeBlockFor(found, 4);
  return free && formatCidr(free);
}

describe("freeBlockFor", () => {
  test("is the next block of the same size", () => {
    expect(freeFor(vpc("10.0.0.0/16") + subnet("A", "10.0.0.0/23") + subnet("S", "10.0.1.0/24"))).toBe("10.0.2.0/24");
  });

  test("starts again at the front where there is none behind", () => {
    expect(freeFor(vpc("10.0.0.0/24") + subnet("A", "10.0.0.128/25") + subnet("S", "10.0.0.128/25"))).toBe("10.0.0.0/25");
    expect(freeFor(vpc("10.0.0.0/24") + subnet("A", "10.0.0.0/24") + subnet("S", "10.0.0.0/24"))).toBeUndefined();
  });

  test("uses a secondary block only where the subnet waits for it", () => {
    const full = vpc("10.0.0.0/24") + subnet("A", "10.0.0.0/24") + secondary("10.9.0.0/24");
    expect(freeFor(full + subnet("S", "10.0.0.0/26"))).toBeUndefined();
    expect(freeFor(full + subnet("S", "10.0.0.0/26", "DependsOn: Secondary,"))).toBe("10.9.0.0/26");
  });

  test("keeps away from a secondary block that is not always there", () => {
    const full = vpc("10.0.0.0/24") + subnet("A", "10.0.0.0/24") + secondary("10.9.0.0/24", "Condition: IsLarge,");
    expect(freeFor(full + subnet("S", "10.0.0.0/26", "DependsOn: Secondary,"))).toBeUndefined();
    expect(freeFor(full + subnet("S", "10.0.0.0/26", "DependsOn: Secondary, Condition: IsLarge,"))).toBe("10.9.0.0/26");
  });

  test("is not known where the VPC's block or its identity depends on a condition", () => {
    const rest = subnet("A", "10.0.0.0/24");
    expect(freeFor(vpc("!If [IsLarge, 10.0.0.0/16, 10.1.0.0/16]") + rest + subnet("S", "10.0.0.0/24"))).toBeUndefined();
    expect(freeFor(vpc("10.0.0.0/16") + rest + subnet("S", "10.0.0.0/24", "", "!If [IsLarge, !Ref Vpc, vpc-1]"))).toBeUndefined();
  });

  test("is not known beside a subnet whose block is unknown, or in a VPC of another stack", () => {
    expect(freeFor(vpc("10.0.0.0/16") + subnet("A", "!ImportValue A") + subnet("S", "10.0.0.0/24"))).toBeUndefined();
    expect(freeFor(subnet("A", "10.0.0.0/24", "", "vpc-1") + subnet("S", "10.0.0.0/24", "", "vpc-1"))).toBeUndefined();
  });

  test("keeps away from what other scenarios, mappings and parameters state", () => {
    const before = "Parameters:\n  P: { Type: String, Default: 10.0.1.0/24 }\nMappings:\n  M: { a: { b: 10.0.2.0/24 } }\n";
    const others = subnet("A", "10.0.0.0/24") + subnet("B", "!Select [3, !Cidr [10.0.0.0/16, 4, 8]]", "Condition: Never,");
    expect(freeFor(vpc("10.0.0.0/16") + others + subnet("S", "10.0.0.0/24"), before)).toBe("10.0.4.0/24");
  });
});
