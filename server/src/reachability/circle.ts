/** Routes that lead packets back to where they have been: they never get out again. Knows no gateway. */
import { describeTarget, type Journey, type Position } from "./journey.ts";
import { blocked, deadEnd, type Passage } from "./passage.ts";
import { tableOf } from "./route-lookup.ts";

/** Packets come for the second time to what a route names: its table has no route that gets to the target. */
export function inCircle(journey: Journey, { subnet }: Pick<Position, "subnet">): Passage {
  const table = tableOf(journey.network, subnet);
  const name = table?.name ?? `the route table of ${subnet.resource.logicalId}`;
  const message = `${name} has no route to ${describeTarget(journey)} that gets there: it sends the packets round in a circle.`;
  return deadEnd(blocked({ code: "NO_ROUTE_TO_DESTINATION", resource: table?.component ?? subnet.resource, message }));
}
