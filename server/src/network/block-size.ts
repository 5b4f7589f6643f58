/** Which sizes of address blocks AWS takes. Knows no resource. */
import type { Cidr } from "../cidr/cidr.ts";

/** Prefix lengths of the IPv4 blocks that AWS takes for VPCs and subnets: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
export const largestBlock = 16;
export const smallestBlock = 28;

/** Whether a VPC or a subnet may have a block of that size. IPv6 has other sizes: true. */
export const isAllowedSize = (cidr: Cidr): boolean =>
  cidr.version === 6 || (cidr.prefixLength >= largestBlock && cidr.prefixLength <= smallestBlock);
