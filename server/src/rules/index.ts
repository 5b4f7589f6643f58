/** Every rule there is. A test holds this list and the files together. */
import cfnListAttributeAsScalar from "./cfn/list-attribute-as-scalar.ts";
import cfnRefNotCidr from "./cfn/ref-not-cidr.ts";
import cfnSyntax from "./cfn/syntax.ts";
import cfnUnguardedConditionalReference from "./cfn/unguarded-conditional-reference.ts";
import cfnUnknownAttribute from "./cfn/unknown-attribute.ts";
import cfnUnusedSuppression from "./cfn/unused-suppression.ts";
import cidrFnCidrBitsLookLikePrefix from "./cidr/fn-cidr-bits-look-like-prefix.ts";
import cidrFnCidrOverflow from "./cidr/fn-cidr-overflow.ts";
import cidrHostBits from "./cidr/host-bits.ts";
import cidrInvalid from "./cidr/invalid.ts";
import cidrIpNotInSubnet from "./cidr/ip-not-in-subnet.ts";
import cidrIpReserved from "./cidr/ip-reserved.ts";
import cidrSecondaryOverlap from "./cidr/secondary-overlap.ts";
import cidrSecondaryRestricted from "./cidr/secondary-restricted.ts";
import cidrSubnetIpv6WithoutVpcIpv6 from "./cidr/subnet-ipv6-without-vpc-ipv6.ts";
import cidrSubnetOutsideVpc from "./cidr/subnet-outside-vpc.ts";
import cidrSubnetOverlap from "./cidr/subnet-overlap.ts";
import cidrSubnetSize from "./cidr/subnet-size.ts";
import cidrVpcForbiddenRange from "./cidr/vpc-forbidden-range.ts";
import cidrVpcPublicRange from "./cidr/vpc-public-range.ts";
import cidrVpcSize from "./cidr/vpc-size.ts";
import clientvpnClientCidrOverlap from "./clientvpn/client-cidr-overlap.ts";
import clientvpnClientCidrSize from "./clientvpn/client-cidr-size.ts";
import clientvpnDuplicateAz from "./clientvpn/duplicate-az.ts";
import clientvpnNoAuthorization from "./clientvpn/no-authorization.ts";
import computeEksTwoAzs from "./compute/eks-two-azs.ts";
import computeEksVpcDns from "./compute/eks-vpc-dns.ts";
import computeFargateNoEgress from "./compute/fargate-no-egress.ts";
import computeLambdaPublicSubnet from "./compute/lambda-public-subnet.ts";
import dbPublicRequirements from "./db/public-requirements.ts";
import dbSubnetGroupAzs from "./db/subnet-group-azs.ts";
import dependsClientVpnRoute from "./depends/client-vpn-route.ts";
import dependsEip from "./depends/eip.ts";
import dependsIgwRoute from "./depends/igw-route.ts";
import dependsNat from "./depends/nat.ts";
import dependsPublicInstance from "./depends/public-instance.ts";
import dependsPublicLoadBalancer from "./depends/public-load-balancer.ts";
import dependsSubnetSecondaryCidr from "./depends/subnet-secondary-cidr.ts";
import dependsTgwRoute from "./depends/tgw-route.ts";
import dependsVgwPropagation from "./depends/vgw-propagation.ts";
import dependsVgwRoute from "./depends/vgw-route.ts";
import dnsHostnamesWithoutSupport from "./dns/hostnames-without-support.ts";
import dnsPrivateZoneVpcAttributes from "./dns/private-zone-vpc-attributes.ts";
import dnsResolverEndpointIps from "./dns/resolver-endpoint-ips.ts";
import dnsResolverSg from "./dns/resolver-sg.ts";
import endpointServiceAzMismatch from "./endpoint-service/az-mismatch.ts";
import endpointServiceLbType from "./endpoint-service/lb-type.ts";
import endpointServiceTargetSg from "./endpoint-service/target-sg.ts";
import endpointDefaultSg from "./endpoint/default-sg.ts";
import endpointDuplicateAz from "./endpoint/duplicate-az.ts";
import endpointDuplicatePrivateDns from "./endpoint/duplicate-private-dns.ts";
import endpointGatewayDuplicate from "./endpoint/gateway-duplicate.ts";
import endpointGatewayNoRouteTables from "./endpoint/gateway-no-route-tables.ts";
import endpointGatewayProperties from "./endpoint/gateway-properties.ts";
import endpointGwlbSubnets from "./endpoint/gwlb-subnets.ts";
import endpointInterfaceNoSubnets from "./endpoint/interface-no-subnets.ts";
import endpointOtherVpcMember from "./endpoint/other-vpc-member.ts";
import endpointPrivateDnsOff from "./endpoint/private-dns-off.ts";
import endpointPrivateDnsVpcAttributes from "./endpoint/private-dns-vpc-attributes.ts";
import endpointSgMissingPort from "./endpoint/sg-missing-port.ts";
import endpointTypeMismatch from "./endpoint/type-mismatch.ts";
import igwAttachmentGatewayCount from "./igw/attachment-gateway-count.ts";
import igwMultiplePerVpc from "./igw/multiple-per-vpc.ts";
import igwMultipleVpcs from "./igw/multiple-vpcs.ts";
import latticeEndpointShape from "./lattice/endpoint-shape.ts";
import latticeIpNotPrivate from "./lattice/ip-not-private.ts";
import latticeTargetSg from "./lattice/target-sg.ts";
import lbAlbTwoAzs from "./lb/alb-two-azs.ts";
import lbDuplicateAz from "./lb/duplicate-az.ts";
import lbInternetFacingNoIgw from "./lb/internet-facing-no-igw.ts";
import lbInternetFacingPrivateSubnet from "./lb/internet-facing-private-subnet.ts";
import lbListenerPortBlocked from "./lb/listener-port-blocked.ts";
import lbTargetPortBlocked from "./lb/target-port-blocked.ts";
import lbTargetVpcMismatch from "./lb/target-vpc-mismatch.ts";
import naclCidrCount from "./nacl/cidr-count.ts";
import naclDenyAll from "./nacl/deny-all.ts";
import naclDuplicateRuleNumber from "./nacl/duplicate-rule-number.ts";
import naclIcmpRequired from "./nacl/icmp-required.ts";
import naclMissingEphemeral from "./nacl/missing-ephemeral.ts";
import naclMultipleAssociations from "./nacl/multiple-associations.ts";
import naclPortRangeRequired from "./nacl/port-range-required.ts";
import naclProtocolName from "./nacl/protocol-name.ts";
import naclRuleNumber from "./nacl/rule-number.ts";
import natEipRef from "./nat/eip-ref.ts";
import natInPrivateSubnet from "./nat/in-private-subnet.ts";
import natNoIgwInVpc from "./nat/no-igw-in-vpc.ts";
import natPrivateWithEip from "./nat/private-with-eip.ts";
import natPublicWithoutEip from "./nat/public-without-eip.ts";
import natSelfRoute from "./nat/self-route.ts";
import natViaPeeringOrVgw from "./nat/via-peering-or-vgw.ts";
import pathAwsService from "./path/aws-service.ts";
import pathDependency from "./path/dependency.ts";
import pathExpectation from "./path/expectation.ts";
import pathLbTarget from "./path/lb-target.ts";
import pathPublicPort from "./path/public-port.ts";
import pathRuleSource from "./path/rule-source.ts";
import peeringDuplicate from "./peering/duplicate.ts";
import peeringMissingRoute from "./peering/missing-route.ts";
import peeringOverlappingCidr from "./peering/overlapping-cidr.ts";
import peeringRoleMissing from "./peering/role-missing.ts";
import peeringRouteForeignTable from "./peering/route-foreign-table.ts";
import peeringRouteOutsidePeer from "./peering/route-outside-peer.ts";
import peeringSgClosed from "./peering/sg-closed.ts";
import publicEniToplevelConflict from "./public/eni-toplevel-conflict.ts";
import publicNoIgwRoute from "./public/no-igw-route.ts";
import routeApplianceSrcDstCheck from "./route/appliance-src-dst-check.ts";
import routeAssociationDuplicate from "./route/association-duplicate.ts";
import routeAssociationOtherVpc from "./route/association-other-vpc.ts";
import routeDestinationCount from "./route/destination-count.ts";
import routeDuplicateDestination from "./route/duplicate-destination.ts";
import routeEigwIpv4 from "./route/eigw-ipv4.ts";
import routeGatewayNotAttached from "./route/gateway-not-attached.ts";
import routeGatewayOtherVpc from "./route/gateway-other-vpc.ts";
import routeInsideVpcCidr from "./route/inside-vpc-cidr.ts";
import routeSubnetImplicitMain from "./route/subnet-implicit-main.ts";
import routeTargetCount from "./route/target-count.ts";
import routeVpceTargetNotGwlb from "./route/vpce-target-not-gwlb.ts";
import routeWrongTargetProperty from "./route/wrong-target-property.ts";
import sgCircularReference from "./sg/circular-reference.ts";
import sgDuplicateRule from "./sg/duplicate-rule.ts";
import sgIcmp from "./sg/icmp.ts";
import sgOpenToWorld from "./sg/open-to-world.ts";
import sgPortRange from "./sg/port-range.ts";
import sgPortsIgnored from "./sg/ports-ignored.ts";
import sgPortsRequired from "./sg/ports-required.ts";
import sgRefIsName from "./sg/ref-is-name.ts";
import sgReferenceUnconnectedVpc from "./sg/reference-unconnected-vpc.ts";
import sgRuleImplied from "./sg/rule-implied.ts";
import sgSourceCount from "./sg/source-count.ts";
import sgVpcMismatch from "./sg/vpc-mismatch.ts";
import sgVpcMissing from "./sg/vpc-missing.ts";
import tgwAssociationConflict from "./tgw/association-conflict.ts";
import tgwAzNotCovered from "./tgw/az-not-covered.ts";
import tgwDuplicateAttachment from "./tgw/duplicate-attachment.ts";
import tgwDuplicateAz from "./tgw/duplicate-az.ts";
import tgwNotAssociated from "./tgw/not-associated.ts";
import tgwOverlappingVpcs from "./tgw/overlapping-vpcs.ts";
import tgwReturnRouteMissing from "./tgw/return-route-missing.ts";
import tgwRouteVpcNotAttached from "./tgw/route-vpc-not-attached.ts";
import tgwVpcRouteMissing from "./tgw/vpc-route-missing.ts";
import vpnGatewayCount from "./vpn/gateway-count.ts";
import vpnInsideCidr from "./vpn/inside-cidr.ts";
import vpnNoVpcRoute from "./vpn/no-vpc-route.ts";
import vpnOnpremOverlapsVpc from "./vpn/onprem-overlaps-vpc.ts";
import vpnPskFormat from "./vpn/psk-format.ts";
import vpnStaticRouteOnBgp from "./vpn/static-route-on-bgp.ts";
import vpnStaticWithoutRoutes from "./vpn/static-without-routes.ts";
import vpnVgwNotAttached from "./vpn/vgw-not-attached.ts";
import type { Rule } from "./rule.ts";

export const rules: readonly Rule[] = [
  cfnListAttributeAsScalar,
  cfnRefNotCidr,
  cfnSyntax,
  cfnUnguardedConditionalReference,
  cfnUnknownAttribute,
  cfnUnusedSuppression,
  cidrFnCidrBitsLookLikePrefix,
  cidrFnCidrOverflow,
  cidrHostBits,
  cidrInvalid,
  cidrIpNotInSubnet,
  cidrIpReserved,
  cidrSecondaryOverlap,
  cidrSecondaryRestricted,
  cidrSubnetIpv6WithoutVpcIpv6,
  cidrSubnetOutsideVpc,
  cidrSubnetOverlap,
  cidrSubnetSize,
  cidrVpcForbiddenRange,
  cidrVpcPublicRange,
  cidrVpcSize,
  clientvpnClientCidrOverlap,
  clientvpnClientCidrSize,
  clientvpnDuplicateAz,
  clientvpnNoAuthorization,
  computeEksTwoAzs,
  computeEksVpcDns,
  computeFargateNoEgress,
  computeLambdaPublicSubnet,
  dbPublicRequirements,
  dbSubnetGroupAzs,
  dependsClientVpnRoute,
  dependsEip,
  dependsIgwRoute,
  dependsNat,
  dependsPublicInstance,
  dependsPublicLoadBalancer,
  dependsSubnetSecondaryCidr,
  dependsTgwRoute,
  dependsVgwPropagation,
  dependsVgwRoute,
  dnsHostnamesWithoutSupport,
  dnsPrivateZoneVpcAttributes,
  dnsResolverEndpointIps,
  dnsResolverSg,
  endpointServiceAzMismatch,
  endpointServiceLbType,
  endpointServiceTargetSg,
  endpointDefaultSg,
  endpointDuplicateAz,
  endpointDuplicatePrivateDns,
  endpointGatewayDuplicate,
  endpointGatewayNoRouteTables,
  endpointGatewayProperties,
  endpointGwlbSubnets,
  endpointInterfaceNoSubnets,
  endpointOtherVpcMember,
  endpointPrivateDnsOff,
  endpointPrivateDnsVpcAttributes,
  endpointSgMissingPort,
  endpointTypeMismatch,
  igwAttachmentGatewayCount,
  igwMultiplePerVpc,
  igwMultipleVpcs,
  latticeEndpointShape,
  latticeIpNotPrivate,
  latticeTargetSg,
  lbAlbTwoAzs,
  lbDuplicateAz,
  lbInternetFacingNoIgw,
  lbInternetFacingPrivateSubnet,
  lbListenerPortBlocked,
  lbTargetPortBlocked,
  lbTargetVpcMismatch,
  naclCidrCount,
  naclDenyAll,
  naclDuplicateRuleNumber,
  naclIcmpRequired,
  naclMissingEphemeral,
  naclMultipleAssociations,
  naclPortRangeRequired,
  naclProtocolName,
  naclRuleNumber,
  natEipRef,
  natInPrivateSubnet,
  natNoIgwInVpc,
  natPrivateWithEip,
  natPublicWithoutEip,
  natSelfRoute,
  natViaPeeringOrVgw,
  pathAwsService,
  pathDependency,
  pathExpectation,
  pathLbTarget,
  pathPublicPort,
  pathRuleSource,
  peeringDuplicate,
  peeringMissingRoute,
  peeringOverlappingCidr,
  peeringRoleMissing,
  peeringRouteForeignTable,
  peeringRouteOutsidePeer,
  peeringSgClosed,
  publicEniToplevelConflict,
  publicNoIgwRoute,
  routeApplianceSrcDstCheck,
  routeAssociationDuplicate,
  routeAssociationOtherVpc,
  routeDestinationCount,
  routeDuplicateDestination,
  routeEigwIpv4,
  routeGatewayNotAttached,
  routeGatewayOtherVpc,
  routeInsideVpcCidr,
  routeSubnetImplicitMain,
  routeTargetCount,
  routeVpceTargetNotGwlb,
  routeWrongTargetProperty,
  sgCircularReference,
  sgDuplicateRule,
  sgIcmp,
  sgOpenToWorld,
  sgPortRange,
  sgPortsIgnored,
  sgPortsRequired,
  sgRefIsName,
  sgReferenceUnconnectedVpc,
  sgRuleImplied,
  sgSourceCount,
  sgVpcMismatch,
  sgVpcMissing,
  tgwAssociationConflict,
  tgwAzNotCovered,
  tgwDuplicateAttachment,
  tgwDuplicateAz,
  tgwNotAssociated,
  tgwOverlappingVpcs,
  tgwReturnRouteMissing,
  tgwRouteVpcNotAttached,
  tgwVpcRouteMissing,
  vpnGatewayCount,
  vpnInsideCidr,
  vpnNoVpcRoute,
  vpnOnpremOverlapsVpc,
  vpnPskFormat,
  vpnStaticRouteOnBgp,
  vpnStaticWithoutRoutes,
  vpnVgwNotAttached,
];
