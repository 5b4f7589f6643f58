import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { networkModelPage } from "../../scripts/network-model-page.ts";
import { topics } from "../../server/src/network/across-families.ts";
import { families, networkReads } from "../../server/src/network/families.ts";
import { isForeignStack } from "../../server/src/network/foreign-stack.ts";
import { workloadReads } from "../../server/src/network/workload.ts";

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

test("every family and every topic has its section, with what is assumed and ignored", () => {
  const page = networkModelPage();
  for (const { title, assumed, ignored } of [...families, ...topics]) {
    const section = page.split(/^#{2,3} /m).find((one) => one.startsWith(`${title}\n`));
    for (const sentence of [...assumed, ...ignored]) expect(section, title).toContain(sentence);
  }
});

test("a resource type belongs to one family; only the table of workloads may list it once more", () => {
  const own = families.filter(({ reads }) => reads !== workloadReads);
  expect(own).toHaveLength(families.length - 1);
  const types = own.flatMap(({ reads }) => Object.keys(reads));
  expect(types.filter((type, index) => types.indexOf(type) !== index)).toEqual([]);
  expect(new Set([...types, ...Object.keys(workloadReads)])).toEqual(new Set(networkReads.keys()));
});

// A type that is read but that no family lists would never be looked at for scenarios.
test("every type that the network reads belongs to a family", () => {
  const source = readFileSync("server/src/network/network.ts", "utf8");
  const types = [...source.matchAll(/"(AWS::[A-Za-z0-9]+::[A-Za-z0-9]+)"/g)].map(([, type]) => type ?? "");
  expect(types.length).toBeGreaterThan(40);
  expect(types.filter((type) => !networkReads.has(type) && !isForeignStack(type))).toEqual([]);
});
