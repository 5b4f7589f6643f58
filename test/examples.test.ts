/** The templates in examples/ have the mistakes that their README tells of, and no others. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { analyze, snapshotOf } from "../server/src/analysis.ts";
import { defaultSettings } from "../server/src/settings/settings.ts";

const folder = path.resolve(import.meta.dirname, "../examples");

const mistakes: Readonly<Record<string, readonly string[]>> = {
  "interface-endpoint.yaml": ["SystemsManagerEndpoint endpoint/sg-missing-port", "Vpc endpoint/private-dns-vpc-attributes"],
  "peered-vpcs.yaml": ["OrdersToStock peering/missing-route", "OrdersToStock peering/missing-route"],
  "two-tier-vpc.yaml": ["DataSubnet cidr/subnet-overlap", "WebDefaultRoute depends/igw-route"],
  "worker.yaml": [],
};

test("every example is held here", () => {
  expect(readdirSync(folder).filter((name) => name !== "README.md")).toEqual(Object.keys(mistakes));
});

test.each(Object.entries(mistakes))("%s", (name, expected) => {
  const text = readFileSync(path.join(folder, name), "utf8");
  const { findings } = analyze(name, snapshotOf(name, text), { settings: defaultSettings });
  expect(findings.map(({ logicalId, rule }) => `${logicalId} ${rule.id}`).sort()).toEqual(expected);
  expect(readFileSync(path.join(folder, "README.md"), "utf8")).toContain(`[${name}](${name})`);
});
