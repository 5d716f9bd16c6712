import { describe, expect, test } from "bun:test";
import {
  type BlocklistCategory,
  blocklistCategories,
} from "#domain/governance/blocklist/categories.ts";
import { corpus } from "./corpus.ts";
import { printable } from "./judge-case.ts";

const destructive = corpus.filter((entry) => entry.expect.length > 0);

describe("M04 the corpus of commands", () => {
  test("has no case twice", () => {
    const seen = corpus.map(printable);
    expect(seen.filter((text, at) => seen.indexOf(text) !== at)).toEqual([]);
  });

  test("has everyday work, destructive calls and published evasions in numbers", () => {
    const evasions = destructive.filter((entry) => entry.evasion !== undefined);
    expect(corpus.length - destructive.length).toBeGreaterThanOrEqual(600);
    expect(destructive.length - evasions.length).toBeGreaterThanOrEqual(600);
    expect(evasions.length).toBeGreaterThanOrEqual(300);
  });

  test.each(Object.keys(blocklistCategories) as BlocklistCategory[])("covers %s", (category) => {
    const own = destructive.filter((entry) => entry.expect[0] === category);
    expect(own.length).toBeGreaterThanOrEqual(15);
  });

  test("lets no case of a tool be a text, and no text a call", () => {
    const wrong = corpus.filter(({ as, body }) => (as === "tool") === (typeof body === "string"));
    expect(wrong).toEqual([]);
  });
});
