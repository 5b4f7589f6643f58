/** Which choices the `Rules` section of a template forbids. Of functions that look values up at deployment, such as `Fn::ValueOf`, it decides nothing. */
import { type Choice, createEvaluator, type Evaluator } from "./evaluate.ts";
import { child, type Node } from "./node.ts";
import { entriesOf, type Template } from "./template.ts";

/**
 * Tells whether CloudFormation certainly refuses these parameter values. What is not in the choice may have any value: a default counts
 * for nothing here.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
 */
export function createAssertions(template: Template, given: ReadonlyMap<string, string>): (choice: Choice) => boolean {
  const rules = entriesOf(template.rules).map(({ value }) => ({ condition: child(value, "RuleCondition"), asserts: assertsOf(value) }));
  if (rules.length === 0) return () => false;
  const parameters = new Map([...template.parameters].map(([name, parameter]) => [name, { ...parameter, defaultText: undefined }]));
  return (choice) => {
    const evaluator = createEvaluator({ template: { ...template, parameters }, choice, given });
    return rules.some(
      ({ condition, asserts }) => applies(evaluator, condition) && asserts.some((node) => evaluator.decide(node) === false),
    );
  };
}

const applies = (evaluator: Evaluator, condition: Node | undefined): boolean =>
  condition === undefined || evaluator.decide(condition) === true;

function assertsOf(rule: Node): readonly Node[] {
  const list = child(rule, "Assertions");
  return list?.kind === "list" ? list.items.flatMap((item) => child(item, "Assert") ?? []) : [];
}
