/** Which findings only follow from others: a path that is cut off by what has findings of its own. Knows findings, not what they are about. */
import type { Finding, Obstacle, Rule } from "../rules/rule.ts";
import type { RuleLevel } from "./settings.ts";

/** A finding with the scenarios in which it holds. */
export interface Said {
  readonly rule: Rule;
  readonly finding: Finding;
  readonly severity: RuleLevel;
  readonly scenarios: ReadonlySet<number>;
}

/** Whether other errors and warnings, in all of its scenarios, say each thing that stops the path, or that the very pair is cut off. */
export function isSaidAlready(path: Said, all: readonly Said[]): boolean {
  const { stoppedBy, about } = path.finding;
  if (!stoppedBy) return false;
  const grave = all.filter(
    (other) =>
      (other.severity === "error" || other.severity === "warning") &&
      other.finding.stoppedBy === undefined &&
      [...path.scenarios].every((scenario) => other.scenarios.has(scenario)),
  );
  const names = (other: Said): readonly string[] => [other.finding.logicalId, ...other.finding.about];
  const isBlocked = (other: Said): boolean => (other.finding.consequence ?? other.rule.consequence) === "traffic";
  const isAbout = (other: Said, { logicalIds, at }: Obstacle): boolean =>
    logicalIds.some((id) => names(other).includes(id)) || other.finding.related?.some((place) => place.at === at) === true;
  return (
    stoppedBy.every((obstacle) => grave.some((other) => isAbout(other, obstacle))) ||
    grave.some((other) => isBlocked(other) && about.every((id) => names(other).includes(id)))
  );
}
