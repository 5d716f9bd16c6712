import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isAppError } from "#shared/errors.ts";
import type { JsonObject, JsonValue } from "#shared/json.ts";
import { databaseSource } from "../verify/database-source.ts";
import { zeroId } from "../verify/source.ts";
import { decisionEntry, openTestEvidence, type TestEvidence } from "../test-evidence.ts";
import { insertRows, rowsFrom } from "../writer/statements.ts";
import { canonicalJson } from "./canonical-json.ts";
import { canonicalRow } from "./canonical-row.ts";
import { constructRow, rowEnd } from "./row.ts";
import { mintRowId, outcomeIdOf } from "./row-id.ts";

let evidence: TestEvidence;
beforeAll(async () => {
  evidence = await openTestEvidence();
});
afterAll(() => evidence[Symbol.asyncDispose]());

/** Hostile on purpose: NUL, lone surrogates, −0, fractions, huge numbers are among them. */
const text = fc.oneof(
  { weight: 20, arbitrary: fc.string({ unit: "grapheme", maxLength: 40 }) },
  {
    weight: 20,
    arbitrary: fc.string({ unit: fc.constantFrom("\\", '"', "\u2028", "😀", "u0000") }),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom("\u0000", "\ud800", "a") }) },
  { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom("\u001d", "\u001e", "\u001f", "a") }) },
);
const number = fc.oneof(
  { weight: 20, arbitrary: fc.maxSafeInteger() },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(-0, 2 ** 53, 1e21, 1e-7, Number.MAX_SAFE_INTEGER) },
);
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    number,
    text,
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(text, fc.constantFrom("__proto__", "10", "9", "toJSON")), tie("json"), {
      maxKeys: 5,
    }),
  ),
}));
const detail = fc.dictionary(text, json, { maxKeys: 5 }) as fc.Arbitrary<JsonObject>;
const entry = fc
  .record({ detail, reason: text, target: text, agentId: fc.option(text), cost: number })
  .map(({ cost, ...rest }) => decisionEntry({ ...rest, costMicrodollars: cost }));

describe("M09 the canonical form", () => {
  test("of what the constructor accepts comes back from PostgreSQL as it was", async () => {
    let accepted = 0;
    const wanted = new Map<string, string>();
    const rows: string[] = [];
    const lines: string[] = [];
    fc.assert(
      fc.property(entry, (made) => {
        const id = mintRowId(Date.now());
        try {
          const { fields, isEscaped, line } = constructRow(made, id, "AAAAAAAAAAAAAAAAAAAAAA");
          const text = canonicalRow(fields, "4294967296", isEscaped);
          expect(canonicalRow(fields, "4294967296", true)).toBe(text);
          wanted.set(id, text);
          if (line === null) rows.push(text);
          else lines.push(line);
          accepted += 1;
        } catch (error) {
          if (!isAppError(error) || error.code !== "INVALID_INPUT") throw error;
        }
      }),
      { numRuns: 3_000 },
    );
    expect(accepted).toBeGreaterThan(1_000);
    expect(rows.length).toBeGreaterThan(0);
    const { sql } = evidence.owner;
    const advanced = "with advanced as (select 4294967296 as seal)";
    const insert = (form: "json" | "lines", text: string) =>
      sql.unsafe(`${advanced} ${insertRows} ${rowsFrom(form, "$1")}`, [text]);
    await insert("json", `[${rows.join(",")}]`);
    await insert("lines", lines.join(rowEnd));
    let read = 0;
    const all = { from: zeroId, to: null };
    for await (const page of databaseSource(evidence.database.db).rows(all)) {
      for (const row of page) {
        expect(row.problem).toBeUndefined();
        expect(row.text).toBe(wanted.get(row.id) ?? "");
        read += 1;
      }
    }
    expect(read).toBe(accepted);
  });

  // RFC 8785, section 3.2.3: members sort by UTF-16 code units.
  test.each([
    [
      { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\u{1f600}": 5, "\u0080": 6, "\u00f6": 7 },
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    ],
    [{ b: [true, null, -1], a: { z: "", y: {} } }, '{"a":{"y":{},"z":""},"b":[true,null,-1]}'],
    ['\u0008\u0009\u000a\u000c\u000d\u001f"\\/', '"\\b\\t\\n\\f\\r\\u001f\\"\\\\/"'],
    ["\\u0000 \\ud800 as text", '"\\\\u0000 \\\\ud800 as text"'],
  ])("sorts and escapes as RFC 8785 says: %j", (value, expected) => {
    expect(canonicalJson(value as JsonValue)).toBe(expected);
  });

  test.each([[0.1], [-0], [2 ** 53], [Number.NaN], ["\u0000"], ["\udfff"], [{ "\u0000": 1 }]])(
    "refuses %p",
    (value) => {
      expect(() => canonicalJson(value as JsonValue)).toThrow("audit entry");
    },
  );

  test("of ids leaves one outcome to a decision", () => {
    for (let round = 0; round < 100; round += 1) {
      const id = mintRowId(Date.now());
      expect(outcomeIdOf(id)).not.toBe(id);
      expect(() => outcomeIdOf(outcomeIdOf(id))).toThrow("not the id of a decision");
    }
  });
});
