/** What a rule is. A rule sees one network, plain and concrete, and reports findings; it knows no editor and no file. */
import type { Network } from "../network/network.ts";
import type { TextEdit } from "../text/span.ts";
import type { Place } from "../template/node.ts";

/** What happens to the author of the template. It decides the severity: see design of presets in settings. */
export type Consequence =
  /** Creating or updating the stack fails. */
  | "deploy-fail"
  /** It may fail: a race, or AWS does not say. */
  | "deploy-race"
  /** The stack is made, but packets or names do not arrive. */
  | "traffic"
  /** The template itself states that it is otherwise. */
  | "expectation"
  /** It works, with a risk for security, availability or a later change. */
  | "hazard"
  | "advice";

/** A change of the text that takes a finding away. Computed when asked for, against the text of the analysis it came from. */
export interface Fix {
  /** What it does, as an order: "Add DependsOn: Attachment". */
  readonly title: string;
  /** Comes first in the light bulb. */
  readonly preferred: boolean;
  /** Traffic stays as it is and nothing is replaced: may be applied unasked, on save. */
  readonly safe: boolean;
  /** Undefined where the text around is too broken or shared to be edited. Offsets are absolute UTF-16 code units. */
  readonly edits: () => readonly TextEdit[] | undefined;
}

export interface RelatedPlace {
  readonly at: Place;
  readonly message: string;
}

/** Something that stops a path. */
export interface Obstacle {
  /** The logical ids that it goes by. */
  readonly logicalIds: readonly string[];
  readonly at: Place;
}

export interface Finding {
  /** Where it starts: see "Place of a finding" in docs/CONTRIBUTING.md. */
  readonly at: Place;
  /** Of a redundancy: all that does nothing, where `at` is only its head. */
  readonly redundant?: Place;
  /** The resource that contains the place. */
  readonly logicalId: string;
  /** What the finding is about, for its key, in a fixed order: logical ids, and where one resource can have several such findings a property path. */
  readonly about: readonly string[];
  /** One sentence: logical ids, what will happen. */
  readonly message: string;
  /** Where this one differs from the rule's. */
  readonly consequence?: Consequence;
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
  /** Of a path that is cut off: what stops it. Where all of it has findings of its own, this one is not reported. */
  readonly stoppedBy?: readonly Obstacle[];
  /** Parameters whose Default the finding hangs on. */
  readonly assumesDefaults?: readonly string[];
}

export interface Rule {
  /** `family/name`: file name, diagnostic code, docs page, settings key. Never changes. */
  readonly id: string;
  /** The gravest that a finding of this rule can have. */
  readonly consequence: Consequence;
  /** One sentence that says what must be the case. */
  readonly summary: string;
  /** Why, for the hover and the docs page: Markdown, a few sentences. */
  readonly why: string;
  /** AWS's own error text or code, where known. */
  readonly awsError?: string;
  /** When it stays silent, for the docs page: one clause each. */
  readonly silentWhen: readonly string[];
  /** The AWS page that states the fact. */
  readonly reference: string;
  /** Whether findings can have a fix. */
  readonly isFixable: boolean;
  /** What its findings stand on does nothing that something else does not do: editors may show it faded. */
  readonly isRedundancy?: boolean;
  /** A matter of policy: not in the recommended preset. */
  readonly isPolicy?: boolean;
  readonly check: (network: Network) => Iterable<Finding>;
}

export const defineRule = (rule: Rule): Rule => rule;

/** Parameters whose defaults any of the known values took, each once. */
export function assumedDefaults(...values: readonly ({ readonly assumesDefaults: readonly string[] } | undefined)[]): readonly string[] {
  return [...new Set(values.flatMap((value) => value?.assumesDefaults ?? []))];
}
