/** The first tier of the catalogue, complete: what the linter promises to know. An id never changes and never goes. */
import { expect, test } from "vitest";
import { rules } from "../server/src/rules/index.ts";

const firstTier: Readonly<Record<string, string>> = {
  cidr: "invalid host-bits vpc-size vpc-forbidden-range vpc-public-range secondary-overlap secondary-restricted subnet-outside-vpc subnet-overlap subnet-size subnet-ipv6-without-vpc-ipv6 ip-not-in-subnet ip-reserved fn-cidr-overflow",
  route:
    "destination-count target-count wrong-target-property duplicate-destination inside-vpc-cidr gateway-other-vpc gateway-not-attached eigw-ipv4 vpce-target-not-gwlb association-duplicate association-other-vpc subnet-implicit-main appliance-src-dst-check",
  igw: "multiple-per-vpc multiple-vpcs attachment-gateway-count",
  nat: "public-without-eip private-with-eip eip-ref in-private-subnet no-igw-in-vpc self-route via-peering-or-vgw",
  depends:
    "igw-route vgw-route vgw-propagation tgw-route eip nat public-instance public-load-balancer subnet-secondary-cidr client-vpn-route",
  peering: "overlapping-cidr duplicate missing-route route-outside-peer route-foreign-table sg-closed role-missing",
  tgw: "overlapping-vpcs duplicate-az duplicate-attachment vpc-route-missing return-route-missing route-vpc-not-attached az-not-covered not-associated association-conflict",
  vpn: "gateway-count static-route-on-bgp static-without-routes no-vpc-route vgw-not-attached onprem-overlaps-vpc psk-format inside-cidr",
  clientvpn: "client-cidr-size client-cidr-overlap duplicate-az no-authorization",
  endpoint:
    "private-dns-vpc-attributes type-mismatch gateway-properties gateway-no-route-tables gateway-duplicate interface-no-subnets duplicate-az duplicate-private-dns private-dns-off sg-missing-port default-sg other-vpc-member gwlb-subnets",
  "endpoint-service": "lb-type az-mismatch target-sg",
  lattice: "endpoint-shape ip-not-private target-sg",
  sg: "ports-required ports-ignored port-range icmp source-count duplicate-rule rule-implied circular-reference open-to-world ref-is-name vpc-missing vpc-mismatch reference-unconnected-vpc",
  nacl: "rule-number duplicate-rule-number cidr-count port-range-required icmp-required protocol-name deny-all missing-ephemeral multiple-associations",
  lb: "alb-two-azs duplicate-az internet-facing-no-igw internet-facing-private-subnet target-vpc-mismatch listener-port-blocked target-port-blocked",
  public: "no-igw-route eni-toplevel-conflict",
  db: "subnet-group-azs public-requirements",
  compute: "lambda-public-subnet fargate-no-egress eks-two-azs eks-vpc-dns",
  dns: "hostnames-without-support private-zone-vpc-attributes resolver-endpoint-ips resolver-sg",
  cfn: "ref-not-cidr list-attribute-as-scalar unknown-attribute unguarded-conditional-reference",
};

const ids = Object.entries(firstTier).flatMap(([family, names]) => names.split(" ").map((name) => `${family}/${name}`));

test("every rule of the first tier exists, all 139", () => {
  expect(ids.length).toBe(139);
  const have = new Set(rules.map((rule) => rule.id));
  expect(ids.filter((id) => !have.has(id))).toEqual([]);
});

test("every rule says why, and when it stays silent", () => {
  for (const rule of rules) {
    expect(rule.silentWhen.length, rule.id).toBeGreaterThan(0);
    expect(rule.why.length, rule.id).toBeGreaterThan(60);
  }
});
