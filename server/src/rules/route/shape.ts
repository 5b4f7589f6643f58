/** What the rules about a route's shape share. */
import { destinationProperties, type Route } from "../../network/route-table.ts";

/** The destinations that a route gives: exactly one in a valid one. */
export const destinationsOf = (route: Route): readonly string[] =>
  destinationProperties.filter((name) => route.resource.get(name) !== undefined);
