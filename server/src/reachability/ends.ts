/**
 * What the ends of a question mean: a logical id, an address or block, the internet, an AWS service. A block that spans several
 * places has several ends. Knows no way between them.
 */
import { type AddressSet, addressSet, intersect, isEmpty, subtract, toCidrs } from "../cidr/address-set.ts";
import { cidrOf, type IpVersion, isCidr, parseAddress, parseCidr } from "../cidr/cidr.ts";
import type { Network } from "../network/network.ts";
import { privateAddresses } from "../network/private-addresses.ts";
import { known, type Resource } from "../network/resource.ts";
import type { Subnet } from "../network/subnet.ts";
import { vpcIdentity } from "../network/topology.ts";
import { awsService } from "../network/vpc-endpoint.ts";
import { knownBlocks, publicHosts } from "./blocks.ts";
import { type Addresses, each, internetOf, one } from "./flow.ts";
import type { End } from "./journey.ts";
import { anyInterface, type Station, stationsOf } from "./station.ts";

/** One place that an end of a question means. */
export interface Place {
  readonly end: End;
  /** Undefined where it has no address of that version. */
  readonly addresses: (version: IpVersion) => Addresses | undefined;
  /** The public address of an interface is meant. */
  readonly isPublic: boolean;
  /** How it is called in answers. */
  readonly label: string;
}

/** An end of a question, read. */
export interface Endpoint {
  readonly text: string;
  readonly places: readonly Place[];
  /** The version that it asks for; undefined where either will do. */
  readonly version: IpVersion | undefined;
  /** The resource of a logical id. */
  readonly resource: Resource | undefined;
  /** The short name of a service: `s3`, `ecr.dkr`. */
  readonly service: string | undefined;
}

/** An end that cannot be read: one sentence. */
export interface EndProblem {
  readonly problem: string;
}

/** Reads an end. */
export function readEnd(network: Network, text: string, region: string | undefined): Endpoint | EndProblem {
  const found = { text, version: undefined, resource: undefined, service: undefined };
  if (text === "internet" || text === "0.0.0.0/0") return { ...found, version: 4, places: [internet(4, internetOf(4), "internet")] };
  if (text === "internet6" || text === "::/0") return { ...found, version: 6, places: [internet(6, internetOf(6), "internet6")] };
  const [id = "", form, more] = text.split(":");
  const resource = network.resources.get(id);
  if (resource && more === undefined && (form === undefined || form === "public" || form === "ipv6"))
    return ofResource(network, resource, text, form);
  const block = readBlock(text);
  if (block) return { ...found, version: block.v4.length > 0 ? 4 : 6, places: placesOf(network, block, text) };
  const service = serviceName(network, text, region);
  if (service !== undefined)
    return {
      ...found,
      version: 4,
      service,
      places: [
        {
          ...internet(4, internetOf(4), service),
          end: { kind: "internet", service },
          addresses: (version) => (version === 4 ? one(publicHosts(network, 4)) : undefined),
        },
      ],
    };
  if (network.template.resources.has(id)) return { problem: `${id} does not exist with these parameter values.` };
  return { problem: `${text} is no logical id of the template, no address or block, not "internet" and no AWS service.` };
}

const internet = (version: IpVersion, set: AddressSet, label: string): Place => ({
  end: { kind: "internet" },
  addresses: (asked) => (asked === version ? each(set) : undefined),
  isPublic: true,
  label,
});

function ofResource(network: Network, resource: Resource, text: string, form: string | undefined): Endpoint | EndProblem {
  const stations = stationsOf(network, resource.logicalId);
  if (!stations) return { problem: `${resource.logicalId} (${resource.type}) has no address in a subnet.` };
  const places = stations.map((station) => placeOf(station, form === "public"));
  return { text, places, version: form === "ipv6" ? 6 : form === "public" ? 4 : undefined, resource, service: undefined };
}

/** An interface as an end. */
export const placeOf = (station: Station, isPublic: boolean): Place => ({
  end: { kind: "station", station },
  addresses: station.addresses,
  isPublic,
  label: station.subnet ? `${station.owner.logicalId} in ${station.subnet.resource.logicalId}` : station.owner.logicalId,
});

function readBlock(text: string): AddressSet | undefined {
  const cidr = parseCidr(text);
  if (isCidr(cidr)) return addressSet([cidr]);
  const address = parseAddress(text);
  return "problem" in address ? undefined : addressSet([cidrOf(address.version, address.value, address.version === 4 ? 32 : 128)]);
}

/** Where the addresses of a block are: in subnets of the template, on the internet, or in networks outside. */
function placesOf(network: Network, block: AddressSet, text: string): readonly Place[] {
  const version: IpVersion = block.v4.length > 0 ? 4 : 6;
  const places: Place[] = [];
  let rest = block;
  for (const vpc of network.vpcs.values()) {
    const identity = vpcIdentity(vpc.resource.logicalId);
    const own = intersect(block, knownBlocks(network, identity, version));
    if (isEmpty(own)) continue;
    rest = subtract(rest, own);
    for (const subnet of network.topology.subnetsIn(identity)) {
      const cidr = known(version === 4 ? subnet.cidr : subnet.ipv6Cidr);
      const inSubnet = cidr && intersect(own, addressSet([cidr]));
      if (inSubnet && !isEmpty(inSubnet))
        places.push(placeOf(interfaceAt(network, subnet, inSubnet) ?? anyInterface(subnet, eachOf(inSubnet)), false));
    }
  }
  const publicPart = intersect(rest, internetOf(version));
  const outside = subtract(rest, internetOf(version));
  if (!isEmpty(publicPart)) places.push(internet(version, publicPart, text));
  if (!isEmpty(outside))
    places.push({
      end: { kind: "outside" },
      addresses: (asked) => (asked === version ? each(outside) : undefined),
      isPublic: false,
      label: text,
    });
  return places;
}

/** The interface that has that one private address. */
function interfaceAt(network: Network, subnet: Subnet, address: AddressSet): Station | undefined {
  const [only, second] = toCidrs(address);
  if (!only || second || only.first !== only.last) return undefined;
  const owners = network.once(privateAddresses).filter(({ address: own }) => own?.value === only.first);
  return owners.flatMap(({ resource }) => stationsOf(network, resource.logicalId) ?? []).find((station) => station.subnet === subnet);
}

/** Each of the addresses, where there are some of the version. */
const eachOf =
  (set: AddressSet): Station["addresses"] =>
  (version) =>
    (version === 4 ? set.v4 : set.v6).length > 0 ? each(set) : undefined;

/** The short name of an AWS service: as given, or of the template's own Region in `com.amazonaws.REGION.NAME`. */
function serviceName(network: Network, text: string, region: string | undefined): string | undefined {
  const full = /^com\.amazonaws\.([a-z]{2}(?:-[a-z]+)+-\d)\.([a-z0-9.-]+)$/.exec(text);
  if (full) return region === undefined || region === full[1] ? full[2] : `${full[2]} in ${full[1]}`;
  const isEndpoint = [...network.vpcEndpoints.values()].some((endpoint) => awsService(endpoint.serviceName) === text);
  return isEndpoint || services.has(text) ? text : undefined;
}

/** Services that templates talk to, by the names that their endpoints have. https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html */
const services: ReadonlySet<string> = new Set(
  `s3 dynamodb ssm ssmmessages ec2messages ec2 ecr.api ecr.dkr ecs ecs-agent ecs-telemetry eks eks-auth logs monitoring events sns sqs kms secretsmanager
  sts lambda execute-api cloudformation cloudtrail autoscaling elasticloadbalancing elasticfilesystem rds rds-data redshift redshift-data athena glue
  kinesis-streams kinesis-firehose states codebuild codecommit codedeploy codepipeline config backup transfer sagemaker.api sagemaker.runtime
  bedrock bedrock-runtime batch xray servicediscovery elasticache s3express git-codecommit`.split(/\s+/),
);
