import { oneZoneOnly } from "../one-zone.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "db/subnet-group-azs",
  consequence: "deploy-fail",
  summary: "A DB subnet group has subnets in two Availability Zones.",
  why: `A DB subnet group must cover at least two Availability Zones, even for a database that runs in one of them only: it is where a standby or a
replacement can go. Amazon RDS, Amazon DocumentDB and Amazon Neptune refuse a group that does not.`,
  awsError: "DBSubnetGroupDoesNotCoverEnoughAZs: The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement.",
  silentWhen: [
    "a subnet is given by a parameter or made in another stack",
    "the zones of the subnets are not known to be the same",
    "a subnet is in a Local Zone or on an Outpost",
  ],
  reference: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
  isFixable: false,
  *check(network) {
    for (const { resource, subnets } of network.workloads.values()) {
      if (resource.type.endsWith("::DBSubnetGroup"))
        yield* oneZoneOnly(network, resource, subnets, "a DB subnet group must cover two zones");
    }
  },
});
