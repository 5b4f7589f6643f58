/** What a lens above a resource says. Knows no resource type. */
import type { Place } from "../template/node.ts";

export interface LensText {
  /** One short line. What is not known is left out of it. */
  readonly title: string;
  readonly tooltip: string;
  /** What a click shows; where there is nothing, the line is text alone. */
  readonly places: readonly Place[];
}

/** How many names stand side by side; more are counted. */
const mostNames = 3;

/** "A, B, C", or "7 subnets". */
export const namesOrCount = (names: readonly string[], nouns: string): string =>
  names.length > mostNames ? `${names.length} ${nouns}` : names.join(", ");
