/** What a hover says at a place of a template. Knows which hover belongs where; the texts are made beside this file. */
import type { Analysis, ReportedFinding } from "../analysis.ts";
import { isCidr, parseCidr } from "../cidr/cidr.ts";
import type { Network } from "../network/network.ts";
import type { Route } from "../network/route-table.ts";
import type { Probe } from "../template/choice-sample.ts";
import { describeChoices } from "../template/choice-text.ts";
import { createEvaluator } from "../template/evaluate.ts";
import { absoluteSpan, type Node } from "../template/node.ts";
import { choiceOf } from "../template/scenarios.ts";
import { namesThatDecide } from "../template/steered.ts";
import { getAttTarget } from "../template/template.ts";
import { type Span, touches } from "../text/span.ts";
import type { SecurityGroupRule } from "../network/security-group.ts";
import { cidrHover } from "./hover-cidr.ts";
import { groupRuleHover } from "./hover-group-rule.ts";
import { routeHover } from "./hover-route.ts";
import { routeTableHover, subnetHover } from "./hover-subnet.ts";
import { vpcHover } from "./hover-vpc.ts";
import { type Located, locate } from "./locate.ts";
import { code, paragraphs } from "./markdown.ts";

export interface HoverText {
  /** Markdown. */
  readonly contents: string;
  /** Absolute, in UTF-16 code units. */
  readonly span: Span;
}

/** Undefined where there is nothing to say. */
export function hover(analysis: Analysis, offset: number): HoverText | undefined {
  if (!analysis.isTemplate) return undefined;
  const located = locate(analysis, offset);
  const explained = analysis.findings.filter((finding) => touches(absoluteSpan(analysis.document, finding.at), offset)).map(findingHover);
  const own = located && placeHover(analysis, located);
  const contents = paragraphs([own?.contents, ...explained]);
  if (contents === "") return undefined;
  const [finding] = analysis.findings.filter((one) => touches(absoluteSpan(analysis.document, one.at), offset));
  const span = own?.span ?? (finding ? absoluteSpan(analysis.document, finding.at) : located?.span);
  return span && { contents, span };
}

/** Why a finding matters, in AWS's own words where there are some. The message itself is shown by the editor above the hover. */
function findingHover(finding: ReportedFinding): string {
  const { rule } = finding;
  return paragraphs([
    `---\n\n**${rule.id}**: ${rule.summary}`,
    rule.why.replace(/\n/g, " "),
    rule.awsError ? `AWS says: ${code(rule.awsError)}` : undefined,
    `[AWS documentation](${rule.reference})`,
  ]);
}

interface Chosen {
  readonly network: Network;
  /** Said where the resource exists in some scenarios only. */
  readonly when: string;
}

/** The default network, or the first one in which the resource exists. */
function networkFor(analysis: Analysis, logicalId: string | undefined): Chosen | undefined {
  const { networks, plan } = analysis;
  if (logicalId === undefined) return networks[0] && { network: networks[0], when: "" };
  const index = networks.findIndex((network) => network.resources.has(logicalId));
  const network = networks[index];
  if (!network) return undefined;
  const holds = new Set(networks.flatMap((one, at) => (one.resources.has(logicalId) ? [at] : [])));
  const { text } = describeChoices(plan, holds, existence(analysis, logicalId));
  return { network, when: text === "" ? "" : `_It exists ${text}._` };
}

/** Whether a resource exists hangs on its condition alone. */
function existence({ template, plan }: Analysis, logicalId: string): Probe | undefined {
  const condition = template.resources.get(logicalId)?.condition;
  if (condition === undefined) return undefined;
  return {
    suspects: [namesThatDecide(template, condition)],
    conditions: [],
    holds: (combination) =>
      createEvaluator({ template, choice: choiceOf(plan.variables, combination), given: plan.given }).condition(condition),
  };
}

function placeHover(analysis: Analysis, located: Located): HoverText | undefined {
  const [section, logicalId] = located.keys;
  const isResource = section === "Resources";
  const chosen = networkFor(analysis, isResource ? logicalId : undefined);
  if (!chosen) return undefined;
  const named = located.isKey ? undefined : namedAt(located);
  const other = named === undefined ? undefined : networkFor(analysis, named);
  const target = named !== undefined && other ? textOf(analysis, other, named, located.span) : undefined;
  const cidr = cidrAt(analysis, chosen.network, located);
  const isRoute = chosen.network.routes.has(logicalId ?? "") && isResource;
  const rule = isResource && logicalId !== undefined ? ruleAt(chosen.network, logicalId, located) : undefined;
  if (rule) {
    const contents = groupRuleHover(chosen.network, rule);
    if (contents !== undefined) return { contents: paragraphs([cidr?.contents, contents, chosen.when]), span: cidr?.span ?? located.span };
  }
  // The hover of a route tells of its destination, too.
  if (cidr && !isRoute) return cidr;
  if (target && !cidr) return target;
  if (!isResource || logicalId === undefined) return undefined;
  const isHead = (located.isKey && located.keys.length === 2) || located.keys[2] === "Type";
  const route = chosen.network.routes.get(logicalId);
  // A route is small: the whole of it explains it.
  return isHead || route ? textOf(analysis, chosen, logicalId, located.span) : undefined;
}

/** The security-group rule at a place: the whole of a standalone one, an item of a group's list. */
function ruleAt(network: Network, logicalId: string, located: Located): SecurityGroupRule | undefined {
  const apart = network.standaloneRules.get(logicalId);
  if (apart) return apart;
  const group = network.securityGroups.get(logicalId);
  return group && [...group.ingress, ...group.egress].find((rule) => located.ancestors.includes(rule.shape.node));
}

/** The resource that a function at the place names. */
function namedAt(located: Located): string | undefined {
  const intrinsic = located.ancestors.findLast((node) => node.kind === "intrinsic");
  if (intrinsic?.kind !== "intrinsic") return undefined;
  if (intrinsic.name === "Ref" && intrinsic.argument.kind === "scalar") return intrinsic.argument.text;
  return intrinsic.name === "Fn::GetAtt" ? getAttTarget(intrinsic.argument)?.logicalId : undefined;
}

function textOf(analysis: Analysis, { network, when }: Chosen, logicalId: string, span: Span): HoverText | undefined {
  const vpc = network.vpcs.get(logicalId);
  const subnet = network.subnets.get(logicalId);
  const route = network.routes.get(logicalId);
  const routeTable = network.routeTables.get(logicalId);
  const contents = vpc
    ? vpcHover(network, vpc)
    : subnet
      ? subnetHover(network, subnet)
      : route
        ? routeHover(network, route, obstaclesOf(analysis, route))
        : routeTable
          ? routeTableHover(network, routeTable)
          : undefined;
  return contents === undefined ? undefined : { contents: paragraphs([contents, when]), span };
}

/** Findings about traffic that concern the route, or the connection it leads to. */
function obstaclesOf(analysis: Analysis, route: Route): readonly string[] {
  const ids = new Set([route.resource.logicalId, ...route.targets.flatMap((target) => target.link.logicalId ?? [])]);
  return analysis.findings
    .filter((finding) => finding.severity !== "hint" && finding.about.some((id) => ids.has(id)))
    .map((finding) => finding.message);
}

/** The hover of the CIDR that stands at the place, or that the expression there comes to. */
function cidrAt(analysis: Analysis, network: Network, located: Located): HoverText | undefined {
  if (located.isKey) return undefined;
  const bindings = analysis.template.resources.get(located.keys[1] ?? "")?.bindings;
  const outermost = located.ancestors.find((node) => node.kind === "intrinsic");
  // Inside a function a literal explains itself first (`!Cidr [10.0.0.0/16, …]`), else the whole expression.
  for (const node of [located.node, outermost]) {
    const text = node && textAt(network, node, bindings);
    const cidr = text === undefined ? undefined : parseCidr(text);
    if (node && text !== undefined && cidr && isCidr(cidr))
      return { contents: cidrHover(network, cidr, text), span: absoluteSpan(analysis.document, node) };
  }
  return undefined;
}

function textAt(network: Network, node: Node, bindings: ReadonlyMap<string, string> | undefined): string | undefined {
  if (node.kind === "scalar") return node.text;
  if (node.kind !== "intrinsic") return undefined;
  const term = network.evaluator.evaluate(node, bindings);
  return term.kind === "scalar" ? term.text : undefined;
}
