/** Every rule there is. A test holds this list and the files together. */
import dependsIgwRoute from "./depends/igw-route.ts";
import type { Rule } from "./rule.ts";

export const rules: readonly Rule[] = [dependsIgwRoute];
