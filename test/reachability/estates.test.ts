/** Whole templates as people write them, each asked what its author would ask. */
import { readFileSync } from "node:fs";
import { answers, edited } from "./cases.ts";

const estate = (name: string) => readFileSync(new URL(`estates/${name}`, import.meta.url), "utf8");

answers("three tiers", estate("three-tier.yaml"), {
  "internet -> Balancer tcp/80": "reachable",
  "internet -> Balancer tcp/443": "blocked: ELBV2_LISTENERS_MISMATCH Balancer",
  "internet -> Balancer tcp/8080": "blocked: ELBV2_LISTENERS_MISMATCH Balancer, ENI_SG_RULES_MISMATCH BalancerGroup",
  "Balancer -> App tcp/8080": "reachable",
  "Balancer -> App tcp/80": "blocked: ENI_SG_RULES_MISMATCH AppGroup, TARGET_PORT_RESTRICTION Balancer",
  "internet -> App tcp/8080":
    "blocked: ENI_SG_RULES_MISMATCH AppGroup, IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS App, NO_ROUTE_TO_DESTINATION AppRoutesA, NO_ROUTE_TO_DESTINATION AppRoutesB",
  "App -> Database tcp/5432": "reachable",
  "App -> Database tcp/3306": "blocked: ENI_SG_RULES_MISMATCH DataGroup",
  "App -> internet tcp/443": "reachable",
  "App -> s3 tcp/443": "reachable",
  "Bastion -> App tcp/22": "reachable",
  "Bastion -> Database tcp/5432": "blocked: ENI_SG_RULES_MISMATCH BastionGroup, ENI_SG_RULES_MISMATCH DataGroup",
  "198.51.100.7 -> Bastion tcp/22": "reachable",
  "internet -> Bastion tcp/22": "blocked: ENI_SG_RULES_MISMATCH BastionGroup",
  "Bastion -> internet tcp/443": "blocked: ENI_SG_RULES_MISMATCH BastionGroup",
  "Database -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION DataA, NO_ROUTE_TO_DESTINATION DataB",
  "internet -> Database tcp/5432":
    "blocked: ENI_SG_RULES_MISMATCH DataGroup, IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Database, NO_ROUTE_TO_DESTINATION DataA, NO_ROUTE_TO_DESTINATION DataB",
  "Report -> internet tcp/443": "blocked: IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS Report",
  "Report -> Database tcp/5432": "reachable",
  "Report -> s3 tcp/443": "blocked: IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS Report",
  "10.192.3.0/24 -> Database tcp/5432": "blocked: ENI_SG_RULES_MISMATCH DataGroup",
});

const tiers = estate("nacl-tiers.json");
answers("tiers behind ACLs, with a NAT instance", tiers, {
  "internet -> Web tcp/443": "reachable",
  "internet -> Web tcp/80": "blocked: ENI_SG_RULES_MISMATCH WebSG, SUBNET_ACL_RESTRICTION DMZAcl",
  "internet -> NatInstance tcp/22": "unknown: OfficeCidr",
  "internet -> NatInstance tcp/443": "blocked: ENI_SG_RULES_MISMATCH NatSG",
  "Web -> App tcp/8443": "reachable",
  "Web -> App tcp/443": "blocked: ENI_SG_RULES_MISMATCH AppSG",
  "Web -> NatInstance tcp/22": "unknown: OfficeCidr",
  "App -> internet tcp/443": "reachable",
  "App -> internet tcp/80": "blocked: ENI_SG_RULES_MISMATCH NatSG, SUBNET_ACL_RESTRICTION DMZAcl",
  "App -> internet udp/53": "blocked: ENI_SG_RULES_MISMATCH NatSG, SUBNET_ACL_RESTRICTION DMZAcl",
  "App -> Mysql tcp/3306": "reachable",
  "Web -> Mysql tcp/3306": "blocked: SUBNET_ACL_RESTRICTION DbAcl",
  "Mysql -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Db, SUBNET_ACL_RESTRICTION DbAcl",
  "App -> Web tcp/443": "reachable",
  "App -> Mysql icmp": "blocked: ENI_SG_RULES_MISMATCH DbSG, SUBNET_ACL_RESTRICTION DbAcl",
  "internet -> App tcp/8443":
    "blocked: ENI_SG_RULES_MISMATCH AppSG, IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS App, NO_ROUTE_TO_DESTINATION InternalTable",
  "172.20.1.0/24 -> Mysql tcp/3306": "reachable",
  "172.20.0.0/23 -> Mysql tcp/3306": "blocked: SUBNET_ACL_RESTRICTION DbAcl",
});
answers("a NAT instance that checks source and destination", edited(tiers, '"SourceDestCheck": false, ', ""), {
  "App -> internet tcp/443": "blocked: ENI_SOURCE_DEST_CHECK_RESTRICTION NatInstance",
});
