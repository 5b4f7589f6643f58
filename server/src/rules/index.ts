/** Every rule there is. A test holds this list and the files together. */
import dependsIgwRoute from "./depends/igw-route.ts";
import peeringDuplicate from "./peering/duplicate.ts";
import peeringMissingRoute from "./peering/missing-route.ts";
import peeringRouteOutsidePeer from "./peering/route-outside-peer.ts";
import type { Rule } from "./rule.ts";

export const rules: readonly Rule[] = [dependsIgwRoute, peeringDuplicate, peeringMissingRoute, peeringRouteOutsidePeer];
