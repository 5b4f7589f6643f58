import { expect, test } from "vitest";
import { restarts } from "../../client/src/restarts.ts";

const second = 1000;

test("the fifth crash within three minutes is the last", () => {
  const crashes = restarts();
  expect([0, 40, 80, 120, 160].map((at) => crashes.allow(at * second))).toEqual([true, true, true, true, false]);
});

test("crashes that are three minutes old do not count", () => {
  const crashes = restarts();
  for (const at of [0, 40, 80, 120]) crashes.allow(at * second);
  expect(crashes.allow(180 * second)).toBe(true);
});

test("a person's restart counts from nothing", () => {
  const crashes = restarts();
  for (const at of [0, 1, 2, 3, 4]) crashes.allow(at);
  crashes.reset();
  expect(crashes.allow(5)).toBe(true);
});
