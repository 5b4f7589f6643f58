/** Every rule there is. A test holds this list and the files together. */
import cidrFnCidrBitsLookLikePrefix from "./cidr/fn-cidr-bits-look-like-prefix.ts";
import cidrFnCidrOverflow from "./cidr/fn-cidr-overflow.ts";
import cidrHostBits from "./cidr/host-bits.ts";
import cidrInvalid from "./cidr/invalid.ts";
import cidrSecondaryOverlap from "./cidr/secondary-overlap.ts";
import cidrSecondaryRestricted from "./cidr/secondary-restricted.ts";
import cidrSubnetOutsideVpc from "./cidr/subnet-outside-vpc.ts";
import cidrSubnetOverlap from "./cidr/subnet-overlap.ts";
import cidrSubnetSize from "./cidr/subnet-size.ts";
import cidrVpcSize from "./cidr/vpc-size.ts";
import dependsIgwRoute from "./depends/igw-route.ts";
import peeringDuplicate from "./peering/duplicate.ts";
import peeringMissingRoute from "./peering/missing-route.ts";
import peeringOverlappingCidr from "./peering/overlapping-cidr.ts";
import peeringRouteOutsidePeer from "./peering/route-outside-peer.ts";
import type { Rule } from "./rule.ts";

export const rules: readonly Rule[] = [
  cidrFnCidrBitsLookLikePrefix,
  cidrFnCidrOverflow,
  cidrHostBits,
  cidrInvalid,
  cidrSecondaryOverlap,
  cidrSecondaryRestricted,
  cidrSubnetOutsideVpc,
  cidrSubnetOverlap,
  cidrSubnetSize,
  cidrVpcSize,
  dependsIgwRoute,
  peeringDuplicate,
  peeringMissingRoute,
  peeringOverlappingCidr,
  peeringRouteOutsidePeer,
];
