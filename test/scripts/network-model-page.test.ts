import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { networkModelPage } from "../../scripts/network-model-page.ts";
import { networkReads } from "../../server/src/network/families.ts";

test("docs/NETWORK-MODEL.md is what the model says of itself", () => {
  expect(readFileSync("docs/NETWORK-MODEL.md", "utf8")).toBe(networkModelPage());
});

test("every type and every property that is read is listed", () => {
  const page = networkModelPage().split("\n");
  for (const [type, names] of networkReads) {
    const rows = page.filter((line) => line.startsWith(`| \`${type}\` |`));
    for (const name of names)
      expect(
        rows.some((row) => row.includes(`\`${name}\``)),
        `${type} ${name}`,
      ).toBe(true);
    expect(rows.length, type).toBeGreaterThan(0);
  }
});

/** Types whose attributes are told, or not: nothing in them is read. */
const unread = new Set(["AWS::CloudFormation::Stack", "AWS::Serverless::Application", "AWS::CloudFormation::CustomResource"]);

// A type that is read but that no family lists would never be looked at for scenarios.
test("every type that the network reads belongs to a family", () => {
  const source = readFileSync("server/src/network/network.ts", "utf8");
  const types = [...source.matchAll(/"(AWS::[A-Za-z0-9]+::[A-Za-z0-9]+)"/g)].map(([, type]) => type ?? "");
  expect(types.length).toBeGreaterThan(40);
  expect(types.filter((type) => !networkReads.has(type) && !unread.has(type))).toEqual([]);
});
