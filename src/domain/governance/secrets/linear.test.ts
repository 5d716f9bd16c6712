import { describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { scanForSecrets } from "./scan-value.ts";

/** What a scan may spend, and what its last step may go over. */
function stepsMaxOf(text: string): number {
  return 33 * Math.max(text.length, 32_768);
}

/** Steps are characters looked at and patterns tried; each try is bounded by its own pattern. */
function stepsOf(text: string): number {
  const meter = { steps: 0 };
  scanForSecrets({ text }, { disabledKinds: new Set() }, meter);
  return meter.steps;
}

const parts = [
  "a", "ghp_", "sk-", "sk-proj-", "eyJ", "eyJaaaaaaaaaa.", "://", "http://a:", "-----BEGIN ",
  "-----BEGIN PRIVATE KEY-----", "\\", "\\u0067", "%25", "%67", "&#103;", "\u200b", "ѕ", "字",
  "secret_key=", '"d":"', '"kty":', "aws_session_token=", "QUtJQUFC", "6768705f", "xoxb-", ".",
  "ghp_ ", 'ghp_"', "'ghp_'+", "gh''p_", "_phg", "a1b2c3d4e5f6g7h8_phg ", "tuc_a1b2", '" + "',
  "'a','b',", "join(", "103,", "0x67,", "67 ", "=67", "=\n", "a=\n", "A1b2-", "a.", "a1 b2 ", "eJ",
  "&amp;#x", "H4sIAAAAAAAAA", "S0xKTgEA", "MFRGG", "1f8b08", "ghp_a1b2\n", "U+0067 ", "-ks1a-ks1a",
  "sig=", "{", "\n", "=", " ", "PuTTY-User-Key-File-2: ", "1//0", "SK", "é",
  "otpauth://totp/?secret=", "X-Amz-Signature=", "session=eyJaaaaaaaa.", "abandon ",
  "MIIEpAIBAAKCAQEA", "private_key=", "vcp_", ".AgAB", "t1.9eu", "client-key-data: LS0tLS1",
  "api.heroku.com login a ", `product key${"(".repeat(30)}`, `recovery code${" ".repeat(30)}`,
]; // prettier-ignore

describe("M03 cost", () => {
  test.each(parts)("of %j repeated grows with its length and not faster", (part) => {
    const once = stepsOf(part.repeat(2_000));
    const twice = stepsOf(part.repeat(4_000));
    expect(twice).toBeLessThanOrEqual(once * 2.2 + 1_000);
  });

  test("of wrapped lines before a sign that ends nothing is that of the lines", () => {
    const line = "907a6dd12e63ff2ae50c24bfc9db11e1";
    for (const end of ["<", "<~", "<b", "<br", "<br<br>", "<br>", "<br>\n<"]) {
      const text = `${line}\n${line}${end}`;
      expect(stepsOf(text.repeat(20))).toBeLessThanOrEqual(stepsMaxOf(text.repeat(20)));
    }
  });

  test("of packed text grows with the input and not with what is packed", () => {
    const packed = gzipSync(Buffer.alloc(3_000_000, "all the same ")).toString("base64");
    const { unscannable } = scanForSecrets({ text: packed }, { disabledKinds: new Set() });
    expect(unscannable?.reason).toContain("budget");
    expect(stepsOf(packed)).toBeLessThanOrEqual(stepsMaxOf(packed));
    const zeros = gzipSync(Buffer.alloc(3_000_000)).toString("base64");
    expect(scanForSecrets({ text: zeros }, { disabledKinds: new Set() }).unscannable).toBeNull();
  });

  test("of any mixture grows with its length and not faster", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 8 }), (mix) => {
        const unit = mix.join("");
        const count = Math.ceil(4_000 / unit.length);
        const once = stepsOf(unit.repeat(count));
        const twice = stepsOf(unit.repeat(count * 2));
        expect(twice).toBeLessThanOrEqual(once * 2.2 + 2_000);
      }),
      { numRuns: 60 },
    );
  });

  test("stays within a fixed number of steps for each character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
        expect(stepsOf(text)).toBeLessThanOrEqual(stepsMaxOf(text));
      }),
    );
  });
});
