/** `Fn::Sub` and `Fn::Join`: texts put together from known and unknown parts. */
import type { Bindings } from "./evaluate.ts";
import type { IntrinsicNode, Node } from "./node.ts";
import { child } from "./node.ts";
import { asItems, defaultsOf, identityOf, opaque, type OpaqueTerm, type Term } from "./value.ts";

interface Names {
  readonly evaluate: (node: Node, bindings: Bindings) => Term;
  /** The value of a name as `Ref` would read it. */
  readonly name: (name: string, node: Node, bindings: Bindings) => Term;
  /** A value like no other, for what cannot be evaluated. */
  readonly unreadable: (node: Node, bindings: Bindings) => Term;
}

/** `${A}` is `Ref A`, `${A.B}` is `Fn::GetAtt A.B`, `${!A}` is the text `${A}`; names of the second argument's map come first. */
export function evaluateSub(node: IntrinsicNode, bindings: Bindings, names: Names): Term {
  const [textNode, variables] = node.argument.kind === "list" ? node.argument.items : [node.argument];
  if (textNode?.kind !== "scalar" || textNode.style === "empty") return names.unreadable(node, bindings);
  const parts: Term[] = [];
  let end = 0;
  const literal = (text: string): void => {
    if (text !== "") parts.push({ kind: "scalar", node: textNode, text, origins: [node], assumesDefaults: [] });
  };
  for (const match of textNode.text.matchAll(/\$\{([^{}]*)\}/g)) {
    literal(textNode.text.slice(end, match.index));
    end = match.index + match[0].length;
    const name = (match[1] ?? "").trim();
    if (name.startsWith("!")) literal(`\${${name.slice(1)}}`);
    else parts.push(variable(name));
  }
  literal(textNode.text.slice(end));
  return concatenate(node, parts);

  function variable(name: string): Term {
    const own = child(variables, name);
    if (own) return names.evaluate(own, bindings);
    const dot = name.indexOf(".");
    if (dot <= 0) return names.name(name, node, bindings);
    const argument: Node = { ...textNodeOf(node), kind: "scalar", text: name, style: "plain" };
    return names.evaluate({ ...textNodeOf(node), kind: "intrinsic", name: "Fn::GetAtt", form: "long", argument }, bindings);
  }
}

const textNodeOf = (node: IntrinsicNode): { readonly block: Node["block"]; readonly span: Node["span"] } => ({
  block: node.block,
  span: node.span,
});

/** `Fn::Join`: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-join.html */
export function evaluateJoin(
  node: IntrinsicNode,
  bindings: Bindings,
  { evaluate, unreadable }: Pick<Names, "evaluate" | "unreadable">,
): Term {
  const [delimiterNode, listNode] = node.argument.kind === "list" ? node.argument.items : [];
  if (!delimiterNode || !listNode) return unreadable(node, bindings);
  const delimiter = evaluate(delimiterNode, bindings);
  const list = evaluate(listNode, bindings);
  const items = asItems(list);
  if (delimiter.kind !== "scalar" || !items) {
    const isOther = list.kind === "opaque" && list.isOther ? { isOther: true as const } : {};
    return {
      ...opaque(
        node,
        `\${Fn::Join(${identityOf(delimiter)},${identityOf(list)})}`,
        "the joined list is known at deployment",
        defaultsOf(list),
      ),
      ...isOther,
    };
  }
  return concatenate(
    node,
    items.flatMap((item, index) => (index === 0 ? [item] : [delimiter, item])),
  );
}

/** One text; unknown, with the parts as its identity, where a part is unknown. */
function concatenate(node: IntrinsicNode, parts: readonly Term[]): Term {
  const assumesDefaults = defaultsOf(...parts);
  const scalars = parts.flatMap((part) => (part.kind === "scalar" ? [part] : []));
  if (scalars.length === parts.length) {
    const text = scalars.map((scalar) => scalar.text).join("");
    const parameter = scalars.find((scalar) => scalar.blank !== undefined)?.blank?.parameter;
    const identity = scalars.map((scalar) => scalar.blank?.identity ?? scalar.text).join("");
    const origins = [...new Set(scalars.flatMap((scalar) => scalar.origins))];
    return {
      kind: "scalar",
      node,
      text,
      origins,
      assumesDefaults,
      ...(parameter === undefined ? {} : { blank: { parameter, identity } }),
    };
  }
  // A text that is nothing but one reference stays that reference: `!Sub "${Vpc}"` is `!Ref Vpc`.
  const [only, second] = parts;
  if (only && !second && only.kind !== "list" && only.kind !== "map") return { ...only, node };
  const whole: OpaqueTerm = opaque(node, parts.map(identityOf).join(""), "a part of the text is known at deployment", assumesDefaults);
  return parts.some((part) => part.kind === "opaque" && part.isOther) ? { ...whole, isOther: true } : whole;
}
