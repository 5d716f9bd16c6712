import { describe, expect, test } from "bun:test";
import type { SecretKindRow } from "#shared/secrets/secret-kind.ts";
import { compilePolicy } from "../../policy/compile-policy.ts";
import { maskSecrets } from "../mask.ts";
import { scanForSecrets } from "../scan-value.ts";
import { checkKindRows } from "./check-rows.ts";
import { selectKinds } from "./select-kinds.ts";

const body = ["zq7", "Lw2", "Rk9", "Xv4", "Bn6", "Ty1"].join("");
const byParts: SecretKindRow = {
  id: "acme.deploy-token",
  title: "Acme deploy token",
  severity: "high",
  remedy: "Revoke it: acme tokens revoke.",
  parts: [{ text: "acme_" }, { set: "A-Za-z0-9", min: 18, max: 24 }],
  matches: [`acme_${body}`],
  ignores: ["acme_token", `acme_${"x".repeat(18)}`],
};
const { parts: _parts, ...withoutFormat } = byParts;
const byPattern: SecretKindRow = {
  ...withoutFormat,
  id: "acme.console-secret",
  keywords: ["acme_secret"],
  pattern: `acme_secret["']?[ =:]{1,3}["']?([A-Za-z0-9]{18})`,
  matches: [`acme_secret = "${body}"`],
  ignores: ["acme_secret = redacted"],
};
const row = (change: Partial<SecretKindRow>): SecretKindRow => ({ ...byPattern, ...change });

const selection = selectKinds({ disabled: [], added: [byParts, byPattern] });
const kindsIn = (value: Parameters<typeof scanForSecrets>[0]) =>
  scanForSecrets(value, { disabledKinds: selection }).findings.map(({ kind }) => kind);

describe("M03 kinds that a file adds", () => {
  test("are found plainly, encoded, in keys, and beside the product's own", () => {
    expect(checkKindRows([byParts, byPattern], new Set())).toEqual([]);
    const token = `acme_${body}`;
    expect(kindsIn({ a: `use ${token} now` })).toEqual(["acme.deploy-token"]);
    expect(kindsIn({ a: Buffer.from(`token ${token}`).toString("base64") })).toEqual([
      "acme.deploy-token",
    ]);
    expect(kindsIn({ [token]: 1 })).toEqual(["acme.deploy-token"]);
    const aws = ["AKIA", "Z7VRNPQ4", "KX3MTW2D"].join("");
    expect(kindsIn({ a: aws, b: token })).toEqual(["aws.access-key-id", "acme.deploy-token"]);
  });

  test("with a name in front are found where the name is the key of a member", () => {
    expect(kindsIn({ acme_secret: body })).toEqual(["acme.console-secret"]);
    expect(kindsIn({ other_name: body })).toEqual([]);
  });

  test("are masked, with their fixed beginning shown and no more", () => {
    expect(maskSecrets({ a: `x acme_${body} y`, acme_secret: body }, selection)).toEqual({
      a: "x acme_…(23) y",
      acme_secret: "…(18)",
    });
  });

  test("can be switched off as others can", () => {
    const off = selectKinds({ disabled: ["acme.deploy-token"], added: [byParts] });
    expect(scanForSecrets({ a: `acme_${body}` }, { disabledKinds: off }).findings).toEqual([]);
  });

  test("are the product's own selection where there is none", () => {
    expect(selectKinds({ disabled: [], added: [] })).not.toHaveProperty("prefilter");
  });

  test("by an extension count as those of a file do", () => {
    const sources = { governance: {}, access_control: { rules: [] }, mcp: {} };
    const policy = compilePolicy(sources, "0".repeat(64), { extensionKinds: [byParts] });
    const [found] = policy.scanSecrets({ a: `acme_${body}` }).findings;
    expect(found).toMatchObject({ kind: "acme.deploy-token", remedy: byParts.remedy });
    expect(policy.kindChoice.added).toEqual([byParts]);
  });

  test("that would be refused are left out of a policy", () => {
    const slow = row({ pattern: "acme_secret[a-z]+" });
    expect(selectKinds({ disabled: [], added: [slow] })).not.toHaveProperty("prefilter");
  });

  test.each([
    ["acme_secret[a-z]+", "has a quantifier without an upper bound"],
    ["acme_secret[a-z]{20,}", "has a quantifier without an upper bound"],
    ["acme_secret(?:[a-z]{1,50}-){1,90}", "repeats inside repeats up to 4500 times"],
    ["acme_secret(?:a|[a-z]){20,40}", "may look at more than a billion characters"],
    ["acme_secret(?:[a-z]{0,5}){20,40}x", "may look at more than a billion characters"],
    ["acme_secret[a-z]{1,999}[a-z0-9]{1,999}=", "may look at 2007990 characters"],
    ["(?<=x)acme_secret[a-z]{20}", "looks behind"],
    ["(?<!x)acme_secret[a-z]{20}", "looks behind"],
    ["acme_secret([a-z]{20})\\1", "has a back reference"],
    ["acme_secret(?<word>[a-z]{20})\\k<word>", "has a named group"],
    ["acme_secret([a-z]{20})-([a-z]{20})", "has more than one group"],
    ["acme_secret[a-z]{0,900}?[a-z]{9,900}=", "may look at 1632612"],
    ["acme_secret[a-z]{9999}", "repeats 9999 times"],
    ["acme_secret(", "is not a regular expression"],
    ["acme_secret\\p{L}{20}", "has the escape"],
    ["acme_secret(?i:[a-z]{20})", "has a group that is not known"],
    ["acme_secret[a-zé]{20}", "must be ASCII"],
    ["acme_secret[a-z]{3}", "leaves less than 8 characters"],
  ])("with the pattern %s are refused", (pattern, message) => {
    const [first, ...rest] = checkKindRows([row({ pattern })], new Set());
    expect(first).toMatchObject({ index: 0, path: ["pattern"] });
    expect(first?.message).toStartWith(message);
    expect(rest).toEqual([]);
  });

  test.each([
    [{ keywords: ["ac"] }, ["keywords", 0], "has 2 characters"],
    [{ keywords: ["ACME"] }, ["keywords", 0], "must be lower-case"],
    [{ keywords: ["other"] }, ["keywords", 0], "is nowhere in the pattern"],
    [
      { pattern: "[a-z]{90}-acme_secret", keywords: ["acme_secret"] },
      ["keywords", 0],
      "begins up to 91 characters into the pattern",
    ],
    [{ id: "github.pat" }, ["id"], "is taken by a kind of the product"],
    [{ id: "reports.token" }, ["id"], "is taken by a kind of an extension"],
    [{ matches: ["acme_secret = unknown"] }, ["matches", 0], "is not found"],
    [{ entropy_min: 7 }, ["matches", 0], "is not found"],
    [{ ignores: [`acme_secret = "${body}"`] }, ["ignores", 0], "is found"],
  ] as const)("as %j are refused", (change, path, message) => {
    const problems = checkKindRows(
      [row(change as Partial<SecretKindRow>)],
      new Set(["reports.token"]),
    );
    expect(problems[0]).toMatchObject({ index: 0, path: [...path] });
    expect(problems[0]?.message).toStartWith(message);
  });

  test("are refused when they have no keyword, no format or two, or an id twice", () => {
    const { keywords: _words, ...wordless } = byPattern;
    const { pattern: _pattern, ...formless } = byPattern;
    const both = { ...byPattern, parts: byParts.parts };
    const problems = checkKindRows(
      [wordless, formless, both as SecretKindRow, byPattern],
      new Set(),
    );
    expect(problems.map(({ index, path }) => [index, path.join("/")])).toEqual([
      [0, "keywords"],
      [1, "id"],
      [1, ""],
      [2, "id"],
      [2, ""],
      [3, "id"],
    ]);
  });

  test("are refused when together they have more keywords than the search has room for", () => {
    const words = Array.from({ length: 50 }, (_, at) => `${"k".repeat(60)}${1_000 + at}`);
    const parts = [{ words }, { set: "A-Za-z0-9", min: 18, max: 24 }];
    const rows = [1, 2, 3].map((at) => ({ ...byParts, id: `acme.kind-${at}`, parts }));
    const [problem] = checkKindRows(rows, new Set());
    expect(problem).toMatchObject({ index: 2, message: expect.stringContaining("at most 8192") });
  });

  test.each([
    [[{ text: "ac" }, { set: "a-z", min: 20 }], "the first fixed text has at least 3"],
    [[{ set: "a-z", min: 20 }], "have no text or words"],
    [[{ text: "acme" }, { set: "a-z", min: 20, max: 3 }], "is less than min"],
    [[{ text: "acme" }, { set: "a]|b{9}[", min: 20 }], "must be the inside of a character class"],
    [[{ text: "acme" }, { set: "^a", min: 20 }], "must be the inside of a character class"],
    [[{ text: "acme_fixed" }], "leaves less than 8"],
    [[{ text: "acme" }, { set: "\\w", min: 20 }], "must be the inside of a character class"],
    [
      [{ text: "acme" }, ...[1, 2].map(() => ({ set: "a-z", min: 4, max: 999 })), { text: "=" }],
      "may look at",
    ],
    [[{ set: "a-z", min: 80 }, { text: "-acme" }], "begins up to 80 characters"],
  ])("with the parts %j are refused", (parts, message) => {
    const problems = checkKindRows([{ ...byParts, parts }], new Set());
    expect(problems.map((problem) => problem.message).join("; ")).toContain(message);
  });
});
