import { describe, expect, test } from "bun:test";
import { seededDraw } from "./draw.ts";
import type { SecretKind } from "./kind.ts";
import { secretKindIds, secretKinds } from "./kinds.ts";
import { scanText } from "./scan-text.ts";

const seeds = [1, 2, 3, 5, 8, 13, 21, 34];

function kindsIn(text: string): readonly string[] {
  return scanText(text).matches.map((match) => match.kind.id);
}

/** The body of an example, every letter and digit made the same. */
function blanked(example: string, character: string): string {
  return example.replace(/[A-Za-z0-9+/_-]{12,}/g, (run) => {
    const lead = /^[A-Za-z0-9]{0,8}[-_.]/.exec(run)?.[0] ?? run.slice(0, 4);
    return lead + character.repeat(run.length - lead.length);
  });
}

const byId: readonly (readonly [string, SecretKind])[] = secretKinds.map((kind) => [kind.id, kind]);

describe("M03 kinds of credentials", () => {
  test("are at least three hundred, each with its own dotted id", () => {
    expect(secretKinds.length).toBeGreaterThanOrEqual(300);
    expect(secretKindIds.size).toBe(secretKinds.length);
    for (const kind of secretKinds) expect(kind.id).toMatch(/^[a-z0-9-]+\.[a-z0-9-]+$/);
  });

  test("have lower-case keywords of two characters or more", () => {
    for (const { keywords, sweep } of secretKinds) {
      expect(keywords.length > 0).toBe(sweep === undefined);
      // The one single character is the dot between the parts of a Discord bot token.
      for (const word of keywords) expect(word).toMatch(/^(?:\.|[^A-Z]{2,})$/);
    }
  });

  test.each(byId)("%s is found in its examples", (id, kind) => {
    for (const seed of seeds) {
      const example = kind.example(seededDraw(seed));
      expect(kindsIn(example)).toEqual([id]);
      expect(kindsIn(`please use ${example} for this`)).toEqual([id]);
      expect(kindsIn(JSON.stringify({ a: example }))).toEqual([id]);
    }
  });

  test.each(byId)("%s is not found in a blank of the same shape", (id, kind) => {
    const example = kind.example(seededDraw(1));
    // A PIN is too short to have a blank.
    if (blanked(example, "x") === example) return;
    expect(kindsIn(blanked(example, "x"))).not.toContain(id);
    expect(kindsIn(blanked(example, "0"))).not.toContain(id);
  });

  test.each(byId)("%s shows no more than its public prefix", (_id, kind) => {
    const example = kind.example(seededDraw(9));
    for (const match of scanText(example).matches) {
      const secret = example.slice(match.start, match.end);
      const [shown = "", length] = match.masked.split("…");
      expect(length).toBe(`(${secret.length})`);
      expect(secret.startsWith(shown)).toBe(true);
      expect(secret.length - shown.length).toBeGreaterThanOrEqual(8);
    }
  });

  test("can be switched off one by one", () => {
    const [first] = secretKinds;
    const example = first?.example(seededDraw(4)) ?? "";
    expect(scanText(example, new Set([first?.id ?? ""])).matches).toEqual([]);
  });
});
