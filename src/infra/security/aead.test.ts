import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { joinFields, OpenFailure, openBytes, sealBytes } from "./aead.ts";
import { keyBytes, SecretKey } from "./secret-key.ts";

const key = new SecretKey("test", new Uint8Array(keyBytes).fill(7));
const other = new SecretKey("other", new Uint8Array(keyBytes).fill(8));
const text = Buffer.from("plain text that stays inside");

describe("M13 sealed bytes", () => {
  test("open for the same key and place", () => {
    const sealed = sealBytes(key, text, ["secret", "system", "a"]);
    expect(Buffer.from(openBytes(key, sealed, ["secret", "system", "a"]))).toEqual(text);
    expect(sealed.includes(text)).toBe(false);
  });

  test.each([
    ["another field", ["secret", "system", "b"]],
    ["a missing field", ["secret", "system"]],
    ["an added field", ["secret", "system", "a", ""]],
    ["fields whose border moved", ["secret", "systema", ""]],
    ["fields in another order", ["system", "secret", "a"]],
  ])("do not open for %s", (_name, place) => {
    const sealed = sealBytes(key, text, ["secret", "system", "a"]);
    expect(() => openBytes(key, sealed, place)).toThrow(OpenFailure);
  });

  test("do not open under another key", () => {
    expect(() => openBytes(other, sealBytes(key, text, []), [])).toThrow(OpenFailure);
  });

  test("do not open when any byte was changed or cut", () => {
    const sealed = sealBytes(key, text, ["p"]);
    for (let index = 0; index < sealed.length; index++) {
      const edited = Buffer.from(sealed);
      edited[index] = (edited[index] ?? 0) ^ 1;
      expect(() => openBytes(key, edited, ["p"])).toThrow(OpenFailure);
      expect(() => openBytes(key, sealed.subarray(0, index), ["p"])).toThrow(OpenFailure);
    }
  });

  test("use a fresh nonce each time", () => {
    expect(sealBytes(key, text, [])).not.toEqual(sealBytes(key, text, []));
  });

  test("join different lists of fields to different bytes", () => {
    const fields = fc.array(fc.string({ unit: "binary" }).filter((item) => item.isWellFormed()));
    fc.assert(
      fc.property(fields, fields, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(Buffer.from(joinFields(a)).equals(joinFields(b))).toBe(same);
      }),
    );
  });
});
