import { absoluteSpan, type Entry, type SyntaxProblem, type TemplateDocument } from "../../template/node.ts";
import { entriesOf } from "../../template/template.ts";
import { defineRule } from "../rule.ts";

/** With more problems of one message than this, only the first of them is reported. */
const maxSame = 3;

export default defineRule({
  id: "cfn/syntax",
  consequence: "deploy-fail",
  summary: "A template must be well-formed YAML or JSON.",
  why: `CloudFormation reads the whole template before it does anything. A quote, bracket or colon that is missing, or a line that is
indented differently from its neighbours, and it refuses the template. What can still be read around the fault is checked all the same.`,
  awsError: "Template format error: YAML not well-formed",
  silentWhen: ["the text is no CloudFormation template"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html",
  isFixable: false,
  *check(network) {
    const { document } = network.template;
    const seen = new Map<string, number>();
    const sameMessage = new Map<string, number>();
    for (const { message } of document.problems) sameMessage.set(message, (sameMessage.get(message) ?? 0) + 1);
    const said = new Set<string>();
    for (const problem of document.problems) {
      // One stray line can make every resource after it unreadable in the same way: it is said where it starts.
      if ((sameMessage.get(problem.message) ?? 0) > maxSame && said.has(problem.message)) continue;
      said.add(problem.message);
      const { section, item } = containerOf(document, problem);
      const name = JSON.stringify([section, item]);
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      yield {
        at: { block: problem.block, span: problem.span },
        logicalId: item ?? section,
        about: [section, ...(item === undefined ? [] : [item]), ...(count > 1 ? [String(count)] : [])],
        message: `${problem.message.replace(/\.$/, "")}: CloudFormation will not read the template.`,
      };
    }
  },
});

/** The section that a problem stands in, and its entry there (a resource, a parameter); empty before the first section. */
function containerOf(document: TemplateDocument, problem: SyntaxProblem): { readonly section: string; readonly item: string | undefined } {
  const startOf = (place: SyntaxProblem | Entry["key"]): number => absoluteSpan(document, place).start;
  const before = (entries: readonly Entry[]): Entry | undefined => entries.findLast((entry) => startOf(entry.key) <= startOf(problem));
  const section = before(document.root?.entries ?? []);
  const item = before(entriesOf(section?.value));
  // A block that could not be read at all is not its neighbour's.
  return { section: section?.key.text ?? "", item: item?.key.block === problem.block ? item.key.text : undefined };
}
