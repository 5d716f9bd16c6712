import { describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { JsonValue } from "#shared/json.ts";
import { base62Checksum } from "./checks/crc32.ts";
import { seededDraw } from "./draw.ts";
import { secretKinds } from "./kinds.ts";
import { maskSecrets, maskText } from "./mask.ts";
import { scanText } from "./scan-text.ts";
import { scanForSecrets } from "./scan-value.ts";

const disabledKinds = new Set<string>();
/** So many characters of a credential in a row may stand in nothing that is told or kept. */
const repeatedMin = 5;

const secret = fc
  .record({ kind: fc.constantFrom(...secretKinds), seed: fc.nat(100_000) })
  .map(({ kind, seed }) => kind.example(seededDraw(seed)))
  // One draw in 5,000 holds a word of placeholders, as `kinds.test.ts` never draws.
  .filter((text) => scanText(text).matches.length > 0);

const codeOf = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, "0");
const each = (write: (character: string) => string) => (text: string) =>
  Array.from(text, write).join("");

const encodings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => Buffer.from(text).toString("base64"),
  (text) => Buffer.from(text).toString("base64url"),
  (text) => Buffer.from(text).toString("base64").replace(/.{20}/g, "$&\n"),
  (text) => Buffer.from(Buffer.from(text).toString("base64")).toString("base64"),
  (text) => Buffer.from(text).toString("hex"),
  (text) => gzipSync(text).toString("base64"),
  (text) => encodeURIComponent(text),
  (text) => JSON.stringify(text),
  (text) => JSON.stringify(JSON.stringify({ text })),
  (text) => text.replace(/.{7}/g, '$&" + "'),
  each((character) => `${character}\u200b`),
  each((character) => `%${codeOf(character)}`),
  each((character) => `\\u00${codeOf(character)}`),
  each((character) => `&#${character.charCodeAt(0)};`),
  each((character) => `${character.charCodeAt(0)}, `),
];

const encoded = fc
  .record({ text: secret, encode: fc.constantFrom(...encodings) })
  .map(({ text, encode }) => encode(text));

const mixedText = fc
  .array(fc.oneof(encoded, fc.string(), fc.constantFrom(" ", "\n", '"', "\\", "=", "…")), {
    maxLength: 6,
  })
  .map((parts) => parts.join(""));

const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    mixedText,
    fc.integer(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(mixedText, tie("value"), { maxKeys: 4 }),
  ),
})).value;

describe("M03 masking", () => {
  test("keeps the public prefix and the length and leaves the rest of the text alone", () => {
    const entropy = seededDraw(11).chars("abcdefghijkmnpqrstuvwxyzABCDEFGH", 30);
    const token = `ghp_${entropy}${base62Checksum(entropy)}`;
    expect(maskText(`before ${token} after`)).toBe("before ghp_…(40) after");
    expect(maskText("nothing to hide")).toBe("nothing to hide");
  });

  test("replaces the whole of an encoded secret", () => {
    const example = secretKinds[0]?.example(seededDraw(2)) ?? "";
    const hidden = Buffer.from(example).toString("base64");
    expect(maskText(`a ${hidden} b`)).toStartWith("a ghp_…(40)");
    expect(maskText(`a ${hidden} b`)).not.toContain(hidden.slice(4, 20));
  });

  test("keeps two keys apart when they mask to the same name", () => {
    const [kind] = secretKinds;
    const first = kind?.example(seededDraw(1)) ?? "";
    const second = kind?.example(seededDraw(2)) ?? "";
    expect(maskSecrets({ [first]: 1, [second]: 2 })).toEqual({ "ghp_…(40)": 1, "ghp_…(40) 2": 2 });
  });

  test("keeps ten thousand keys apart that mask to one name, each looked up once", () => {
    const keys = Array.from({ length: 10_000 }, (_, at) => `password=Zk3!xyQ${at + 10_000}`);
    const masked = maskSecrets(Object.fromEntries(keys.map((key) => [key, 1])));
    expect(Object.keys(masked as object)).toHaveLength(keys.length);
    expect(Object.keys(masked as object).at(-1)).toEndWith(" 10000");
  });

  test("leaves nothing that a scan would find, whatever the value", () => {
    fc.assert(
      fc.property(json, (value) => {
        const masked = maskSecrets(value);
        expect(scanForSecrets(masked, { disabledKinds })).toEqual({
          findings: [],
          unscannable: null,
        });
      }),
      { numRuns: 300 },
    );
  });

  test("changes nothing when it is done twice", () => {
    fc.assert(
      fc.property(json, (value) => {
        const once = maskSecrets(value);
        expect(maskSecrets(once)).toEqual(once);
      }),
      { numRuns: 300 },
    );
  });

  test("keeps JSON inside a text valid", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(() => JSON.parse(maskText(JSON.stringify(value)))).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  test("never lets a finding repeat the secret it is about", () => {
    fc.assert(
      fc.property(secret, fc.string(), (text, around) => {
        const { findings } = scanForSecrets({ [text]: [`${around} ${text}`] }, { disabledKinds });
        expect(findings.length).toBeGreaterThan(0);
        const told = findings
          .map(
            ({ pointer, masked }) =>
              `${pointer.replaceAll("~1", "/").replaceAll("~0", "~")} ${masked}`,
          )
          .join(" ");
        for (const { kind, start, end } of scanText(text).matches) {
          const found = text.slice(start, end);
          const shown = found.slice(0, kind.publicLength(found));
          // The words of a PEM border are in the public prefix too.
          const body = found.slice(shown.length).replace(/-{4,5} ?END .*/, "");
          const hidden = told.replaceAll(shown, "");
          for (let at = 0; at + repeatedMin <= body.length; at += 1) {
            expect(hidden).not.toContain(body.slice(at, at + repeatedMin));
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
