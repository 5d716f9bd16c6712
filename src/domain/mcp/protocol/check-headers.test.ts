import { describe, expect, test } from "bun:test";
import type { JsonObject } from "#shared/json.ts";
import { checkMirroredParams } from "./check-headers.ts";

describe("M04 a header that mirrors an argument", () => {
  const check = (stated: string, args: JsonObject) =>
    checkMirroredParams(() => stated, [{ header: "Region", path: ["region"] }], args);

  test("stands for the same text, number or truth value", () => {
    expect(check("eu", { region: "eu" })).toBeNull();
    expect(check("7", { region: 7 })).toBeNull();
    expect(check("true", { region: true })).toBeNull();
    expect(check("us", { region: "eu" })).toContain("Mcp-Param-Region");
  });

  test.each<[string, JsonObject]>([
    ["with members", { region: { a: 1 } }],
    ["whose members are named like methods", { region: { toString: 1, valueOf: 2 } }],
    ["in a list", { region: ["eu"] }],
  ])("stands for no value %s", (_what, args) => {
    expect(check("eu", args)).toContain("Mcp-Param-Region");
  });
});
