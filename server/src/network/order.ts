/**
 * The order in which CloudFormation makes resources: what waits for what. Knows references and DependsOn; knows no resource type.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html
 */
import type { Evaluator } from "../template/evaluate.ts";
import { child } from "../template/node.ts";
import { namesIn, visitIntrinsics } from "../template/template.ts";
import type { Resource } from "./resource.ts";

export interface CreationOrder {
  /** Whether `dependent` is made after `needed`: through `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`, at any distance. */
  readonly isAfter: (dependent: string, needed: string) => boolean;
  /** All that `dependent` is made after. */
  readonly neededBy: (dependent: string) => ReadonlySet<string>;
}

/**
 * The order among `resources`. A name that is no resource of this scenario orders nothing. References in `Metadata` are taken to
 * order too: AWS does not document it, and a missing finding costs less than a false one. References in both branches of an
 * `Fn::If` are taken: the template's author has thought of the order there.
 */
export function creationOrder(resources: ReadonlyMap<string, Resource>, evaluator: Evaluator): CreationOrder {
  const direct = new Map<string, readonly string[]>();
  const closures = new Map<string, ReadonlySet<string>>();

  function needs(logicalId: string): readonly string[] {
    const found = direct.get(logicalId);
    if (found) return found;
    const resource = resources.get(logicalId);
    const names = new Set<string>();
    if (resource) {
      for (const dependency of resource.declaration.dependsOn) names.add(dependency.logicalId);
      for (const section of ["Properties", "Metadata"]) {
        visitIntrinsics(child(resource.entry.value, section), (intrinsic) => {
          for (const name of namesIn(intrinsic)) names.add(name);
          // A name that is computed, as in a loop.
          const isComputed = resource.declaration.bindings !== undefined || intrinsic.argument.kind !== "scalar";
          const term =
            isComputed && (intrinsic.name === "Ref" || intrinsic.name === "Fn::GetAtt")
              ? evaluator.evaluate(intrinsic, resource.declaration.bindings)
              : undefined;
          if (term?.kind === "reference") names.add(term.logicalId);
        });
      }
    }
    const result = [...names].filter((name) => name !== logicalId && resources.has(name));
    direct.set(logicalId, result);
    return result;
  }

  function closure(logicalId: string): ReadonlySet<string> {
    const found = closures.get(logicalId);
    if (found) return found;
    const reached = new Set<string>();
    const open = [...needs(logicalId)];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(...needs(next));
    }
    closures.set(logicalId, reached);
    return reached;
  }

  return { isAfter: (dependent, needed) => closure(dependent).has(needed), neededBy: closure };
}
