import { expect, test } from "vitest";
import { formatProtocol, parseProtocol } from "../../server/src/cidr/protocol.ts";

test.each([
  ["tcp", 6],
  ["TCP", 6],
  ["udp", 17],
  ["icmp", 1],
  ["icmpv6", 58],
  ["all", -1],
  ["-1", -1],
  ["6", 6],
  ["0", 0],
  ["255", 255],
  ["256", undefined],
  ["-2", undefined],
  ["06", undefined],
  ["6.0", undefined],
  ["", undefined],
  [" tcp", undefined],
  ["http", undefined],
])("parseProtocol(%j) is %s", (text, expected) => {
  expect(parseProtocol(text)).toBe(expected);
});

test("formatProtocol", () => {
  expect([-1, 1, 6, 17, 58, 50].map(formatProtocol)).toEqual(["all", "icmp", "tcp", "udp", "icmpv6", "protocol 50"]);
});
