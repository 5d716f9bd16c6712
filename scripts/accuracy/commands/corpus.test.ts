import { describe, expect, test } from "bun:test";
import { explainCommandCall } from "#app/governance/explain-command-call.ts";
import {
  type BlocklistCategory,
  blocklistCategories,
} from "#domain/governance/blocklist/categories.ts";
import { ruleIds } from "#domain/governance/blocklist/rule-ids.ts";
import { corpus, heldOut } from "./corpus.ts";
import { checkGates } from "./gates.ts";
import { judgeCase, printable, workspace } from "./judge-case.ts";
import { measure } from "./measure.ts";

const destructive = corpus.filter((entry) => entry.expect.length > 0);

describe("M04 the corpus of commands", () => {
  test("has no case twice", () => {
    const seen = [...corpus, ...heldOut].map(printable);
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

test("M04 the blocklist holds its gates on the corpus", () => {
  const missed = checkGates(measure(corpus)).filter(({ holds }) => !holds);
  expect(missed).toEqual([]);
});

test("M04 the blocklist holds its gates on commands that were kept apart", () => {
  expect(heldOut.length).toBeGreaterThan(350);
  const missed = checkGates(measure(heldOut), { stoppedMin: 0.9 }).filter(({ holds }) => !holds);
  expect(missed).toEqual([]);
});

test("M04 every rule that stops a command of the corpus may be named by an exception", () => {
  const rules = [...corpus, ...heldOut].flatMap((entry) => judgeCase(entry).rule ?? []);
  expect(new Set(rules).size).toBeGreaterThan(250);
  expect([...new Set(rules)].filter((rule) => !ruleIds.includes(rule))).toEqual([]);
});

test("M04 policy test says of a command what a client's shell would meet", () => {
  const told = corpus.flatMap((entry) => {
    if (entry.as !== "shell" || typeof entry.body !== "string") return [];
    const asked = { policy: null, command: entry.body, cwd: workspace };
    const { verdict } = explainCommandCall(asked);
    return [{ command: entry.body, verdict, judged: judgeCase(entry).verdict }];
  });
  expect(told.length).toBeGreaterThan(800);
  expect(told.filter(({ verdict, judged }) => verdict !== judged)).toEqual([]);
});
