import { describe, expect, test } from "bun:test";
import type { JsonValue } from "#shared/json.ts";
import { drawExample } from "../draw-example.ts";
import { maskSecrets } from "../mask.ts";
import { scanForSecrets } from "../scan-value.ts";

const exampleOf = (id: string): string => drawExample(id, 53);

const options = { disabledKinds: new Set<string>() };
const samples = ["github.pat", "gitlab.pat", "npm.access-token"].map(
  (id) => [id, exampleOf(id)] as const,
);
const cut = (text: string, length: number): string[] =>
  text.match(new RegExp(`[^]{1,${length}}`, "g")) ?? [];

const places: readonly (readonly [string, (secret: string) => JsonValue])[] = [
  ["two members", (s) => ({ first: s.slice(0, 12), second: s.slice(12) })],
  ["members with words between", (s) => ({ a: s.slice(0, 12), kind: "note", b: s.slice(12) })],
  ["members of members", (s) => ({ a: { x: s.slice(0, 12) }, b: { x: s.slice(12) } })],
  ["a name and its value", (s) => ({ [s.slice(0, 12)]: s.slice(12) })],
  ["names", (s) => Object.fromEntries(cut(s, 10).map((piece, at) => [piece, at]))],
  ["rows with numbers", (s) => cut(s, 10).map((data, part) => ({ part, data }))],
  ["rows with names", (s) => cut(s, 10).map((value, at) => ({ name: `x-${at}`, value }))],
  ["settings", (s) => ({ env: cut(s, 12).map((piece, at) => `V${at}=${piece}`) })],
  ["rows of characters", (s) => ({ rows: cut(s, 8).map((row) => [...row]) })],
  ["a typed array", (s) => ({ bytes: { ...[...Buffer.from(s)] } })],
  ["codes as text", (s) => ({ codes: [...Buffer.from(s)].map(String) })],
];

describe("M03 a credential whose pieces are", () => {
  test.each(places)("%s is found, and masking leaves none of it", (_how, place) => {
    for (const [id, secret] of samples) {
      const value = { title: "report", data: place(secret), count: 2 };
      const { findings, unscannable } = scanForSecrets(value, options);
      expect(unscannable).toBeNull();
      expect(findings.map(({ kind }) => kind)).toContain(id);
      const masked = maskSecrets(value);
      expect(masked).toMatchObject({ title: "report", count: 2 });
      expect(scanForSecrets(masked, options).findings).toEqual([]);
      expect(JSON.stringify(masked)).not.toContain(secret.slice(-8));
    }
  });
});

describe("M03 quiet on values beside each other", () => {
  test.each<readonly [string, JsonValue]>([
    ["a lead and words", { prefix: "ghp_", length: 36, alphabet: "letters", name: "classic" }],
    ["leads", { leads: ["ghp_", "gho_", "glpat-"], from: "2024", to: "2026" }],
    ["identifiers", { id: "npm_config", user: "u1234567890", group: "g0987654321" }],
    ["numbers", { x: { ...Array.from({ length: 40 }, (_, at) => at * 3) } }],
    ["sizes", { sizes: ["12", "14", "16", "18", "20", "24", "28", "32", "36", "48", "64", "72"] }],
  ])("%s", (_what, value) => {
    expect(scanForSecrets(value, options)).toEqual({ findings: [], unscannable: null });
  });
});

describe("M03 lists inside lists", () => {
  const around = (list: JsonValue, levels: number): JsonValue =>
    levels === 0 ? list : [around(list, levels - 1), []];

  test("cost no more for each level around them", () => {
    const rows = Array.from({ length: 2_000 }, (_, at) => `a${at}`);
    const stepsIn = (levels: number) => {
      const meter = { steps: 0 };
      expect(scanForSecrets(around(rows, levels), options, meter).unscannable).toBeNull();
      return meter.steps;
    };
    expect(stepsIn(150)).toBeLessThanOrEqual(stepsIn(5) * 1.5);
  });

  test("that cannot be read to their end are masked whole", () => {
    const secret = exampleOf("github.pat");
    // Beginnings of credentials use up what the list may cost before its end is reached.
    const pieces = cut(`${"eyJa.".repeat(12_000)}${secret}`, 11);
    expect(maskSecrets({ pieces, count: 2 })).toEqual({ pieces: ["…"], count: 2 });
  });
});
