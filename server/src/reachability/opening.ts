/** What would open a blocker: a change of one resource, as data. Knows no text. */
import type { Cidr } from "../cidr/cidr.ts";
import type { PortSet } from "../cidr/port-set.ts";
import type { Link, Resource } from "../network/resource.ts";
import type { RouteTarget } from "../network/route-table.ts";

/** Who a rule has to be about: an address block, or a security group. */
export type Peer = { readonly cidr: Cidr } | { readonly group: Link };

export type Opening =
  | {
      readonly kind: "route";
      readonly table: Resource;
      readonly destination: Cidr;
      readonly property: RouteTarget;
      readonly target: Resource;
    }
  | {
      readonly kind: "group-rule";
      readonly group: Resource;
      readonly direction: "ingress" | "egress";
      readonly protocol: number;
      readonly ports: PortSet;
      readonly peer: Peer;
    }
  | {
      readonly kind: "acl-entry";
      readonly acl: Resource;
      readonly direction: "ingress" | "egress";
      readonly protocol: number;
      readonly ports: PortSet;
      readonly cidr: Cidr;
    }
  | { readonly kind: "transit-route"; readonly table: Resource; readonly destination: Cidr; readonly attachment: Resource }
  | { readonly kind: "vpn-route"; readonly connection: Resource; readonly destination: Cidr }
  | { readonly kind: "property"; readonly resource: Resource; readonly name: string; readonly value: string };
