import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { seededDraw } from "#domain/governance/secrets/draw.ts";
import { secretKinds } from "#domain/governance/secrets/kinds.ts";
import { maskSecrets } from "#domain/governance/secrets/mask.ts";
import { scanForSecrets } from "#domain/governance/secrets/scan-value.ts";
import { createLineReader } from "#domain/mcp/upstream/line-reader.ts";
import type { JsonValue } from "#shared/json.ts";

const disabledKinds = new Set<string>();

const said = fc
  .record({
    kind: fc.constantFrom(...secretKinds),
    seed: fc.nat(10_000),
    before: fc.string({ unit: "grapheme", maxLength: 40 }),
    after: fc.string({ unit: "grapheme", maxLength: 40 }),
  })
  .map(({ kind, seed, before, after }) => ({
    jsonrpc: "2.0",
    id: 1,
    result: { content: [{ text: `${before} ${kind.example(seededDraw(seed))} ${after}` }] },
  }));

const messages = fc.array(said, { minLength: 1, maxLength: 4 });
const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 60 });

/** What a tool server writes, as the pipe may hand it over: in pieces that respect nothing. */
function readInPieces(written: Buffer, lengths: readonly number[]): readonly JsonValue[] {
  const read: JsonValue[] = [];
  const reader = createLineReader(
    (line) => read.push(JSON.parse(line) as JsonValue),
    () => expect.unreachable(),
  );
  let at = 0;
  for (let piece = 0; at < written.length; piece += 1) {
    const end = at + (lengths[piece % lengths.length] ?? 1);
    reader.push(written.subarray(at, end));
    at = end;
  }
  return read;
}

describe("M11 what a tool server says in pieces", () => {
  test("is found and masked as if it had come whole, wherever the pieces end", () => {
    fc.assert(
      fc.property(messages, sizes, (whole, lengths) => {
        const written = Buffer.from(
          whole.map((message) => `${JSON.stringify(message)}\n`).join(""),
        );
        const read = readInPieces(written, lengths);
        expect(read).toHaveLength(whole.length);
        for (const [at, message] of whole.entries()) {
          const piecewise = read[at] ?? null;
          expect(maskSecrets(piecewise)).toEqual(maskSecrets(message));
          expect(scanForSecrets(piecewise, { disabledKinds })).toEqual(
            scanForSecrets(message, { disabledKinds }),
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});
