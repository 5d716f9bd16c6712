import { describe, expect, test } from "bun:test";
import { claimedText, isNameable } from "./claimed-text.ts";

const token = ["AKIA", "Z7VRNPQ4", "KX3MTW2D"].join("");

const everyKind = new Set<string>();

describe("M03 a caller's own words in rows", () => {
  test.each([
    ["plain words stay", "claude-code 2.1", "claude-code 2.1"],
    ["a credential is masked", `agent ${token}`, "agent AKIA…(20)"],
    ["what is not printable becomes a mark", "a\nb\u0000é", "a?b??"],
    ["an address is masked", "eve@example.test", "(e-mail)"],
    ["an address at a provider named by digits is masked", "of eve@163.com", "of (e-mail)"],
    ["one whose name has an apostrophe is masked whole", "o'neil@example.test", "(e-mail)"],
    ["a version is no address", "left-pad@1.3.0", "left-pad@1.3.0"],
    ["what is very long is only counted", "x".repeat(1_025), "…(1025)"],
  ])("%s", (_, text, kept) => {
    expect(claimedText(text, everyKind)).toBe(kept);
  });

  test("a credential is masked before anything is cut, so no part of it is left", () => {
    const kept = claimedText(`${"a ".repeat(60)}${token}`, everyKind);
    expect(kept.length).toBe(128);
    expect(kept).not.toContain(token.slice(4, 8));
  });

  test("a name that holds a credential is no name", () => {
    expect([
      isNameable("mcp__files__read", everyKind),
      isNameable(`mcp__files__${token}`, everyKind),
    ]).toEqual([true, false]);
  });
});
