/**
 * What docs/NETWORK-MODEL.md says that the model takes for granted, asked of the model: a sentence, a small template, and the answer
 * as it must be. A sentence that is no longer true fails here, and so does one that nobody asks about.
 */
import { describe, expect, test } from "vitest";
import { topics } from "../../server/src/network/across-families.ts";
import { families, networkReads } from "../../server/src/network/families.ts";
import { routeClaims } from "./claims/routes.ts";
import { workloadClaims } from "./claims/guards-and-workloads.ts";
import { generalClaims } from "./claims/across-families.ts";

const claims = [...routeClaims, ...workloadClaims, ...generalClaims];

describe("what the page says is so", () => {
  test.each(claims)("%s", (_sentence, answer, expected) => expect(answer()).toEqual(expected));
});

const taken = [...families.flatMap(({ assumed }) => assumed), ...topics.flatMap(({ modelled, assumed }) => [...modelled, ...assumed])];
const ignored = [...families, ...topics].flatMap((one) => one.ignored);

test("everything that is taken for granted is asked about", () => {
  const asked = new Set(claims.map(([sentence]) => sentence));
  expect(taken.filter((sentence) => !asked.has(sentence))).toEqual([]);
});

test("nothing is asked that the page does not say", () => {
  expect(claims.map(([sentence]) => sentence).filter((sentence) => !taken.includes(sentence) && !ignored.includes(sentence))).toEqual([]);
});

test("every sentence ends as one", () => {
  expect([...taken, ...ignored].filter((sentence) => !/^[A-Z`].*\.$/.test(sentence))).toEqual([]);
});

/** Types and properties that the page calls ignored: the day one is read, its sentence goes. */
test.each([
  ["AWS::EC2::VPC", "InstanceTenancy"],
  ["AWS::EC2::Subnet", "Ipv6Native"],
  ["AWS::EC2::SubnetCidrBlock", undefined],
  ["AWS::EC2::VPNGateway", "AmazonSideAsn"],
  ["AWS::EC2::TransitGatewayMulticastDomain", undefined],
  ["AWS::EC2::TransitGatewayConnect", undefined],
  ["AWS::EC2::TransitGatewayPeeringAttachment", undefined],
  ["AWS::EC2::VPCEndpoint", "PolicyDocument"],
  ["AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerAttributes"],
  ["AWS::ElasticLoadBalancingV2::Listener", "Certificates"],
  ["AWS::AutoScaling::ScalingPolicy", undefined],
  ["AWS::RDS::DBInstance", "OptionGroupName"],
  ["AWS::EKS::Addon", undefined],
  ["AWS::ECS::TaskDefinition", undefined],
  ["AWS::Route53::RecordSet", undefined],
  ["AWS::Route53Resolver::ResolverRuleAssociation", undefined],
  ["AWS::Route53Resolver::FirewallRuleGroupAssociation", undefined],
  ["AWS::VpcLattice::ServiceNetwork", undefined],
  ["AWS::VpcLattice::Service", undefined],
  ["AWS::EC2::ClientVpnEndpoint", "AuthenticationOptions"],
])("%s %s is not read", (type, property) => {
  const names = networkReads.get(type);
  expect(property === undefined ? names : names?.includes(property)).toBe(property === undefined ? undefined : false);
});
