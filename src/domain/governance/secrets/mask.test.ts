import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonValue } from "#shared/json.ts";
import { base62Checksum } from "./checks/crc32.ts";
import { seededDraw } from "./draw.ts";
import { secretKinds } from "./kinds.ts";
import { maskSecrets, maskText } from "./mask.ts";
import { scanText } from "./scan-text.ts";
import { scanForSecrets } from "./scan-value.ts";

const disabledKinds = new Set<string>();

const secret = fc
  .record({ kind: fc.constantFrom(...secretKinds), seed: fc.nat(100_000) })
  .map(({ kind, seed }) => kind.example(seededDraw(seed)))
  // One draw in 5,000 holds a word of placeholders, as `kinds.test.ts` never draws.
  .filter((text) => scanText(text).matches.length > 0);

const encoded = fc
  .record({ text: secret, how: fc.constantFrom("plain", "base64", "hex", "url", "zero-width") })
  .map(({ text, how }) => {
    if (how === "base64" || how === "hex") return Buffer.from(text).toString(how);
    if (how === "url") return encodeURIComponent(text);
    return how === "zero-width" ? [...text].join("\u200b") : text;
  });

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
        const told = findings.map((finding) => `${finding.pointer} ${finding.masked}`).join(" ");
        for (const { kind, start, end } of scanText(text).matches) {
          const found = text.slice(start, end);
          // The words of a PEM border are in the public prefix too.
          const body = found.slice(kind.publicLength(found)).replace(/-{4,5} ?END .*/, "");
          for (let at = 0; at + 10 <= body.length; at += 5) {
            expect(told).not.toContain(body.slice(at, at + 10));
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
