import { describe, expect, test } from "bun:test";
import { hasBase32Sum, withBase32Sum } from "./base32-sum.ts";
import { hasBase58Sum, withBase58Sum } from "./base58-sum.ts";

const payload = Uint8Array.from({ length: 33 }, (_, at) => (at === 0 ? 0x80 : at * 7));

function withOtherEnd(text: string): string {
  return text.slice(0, -1) + (text.endsWith("A") ? "B" : "A");
}

describe("M03 the sums of keys", () => {
  test("hold for what carries them and for nothing that was changed", () => {
    const [base32, base58] = [withBase32Sum(payload), withBase58Sum(payload)];
    expect(hasBase32Sum(base32)).toBe(true);
    expect(hasBase58Sum(base58)).toBe(true);
    expect(hasBase32Sum(`B${base32.slice(1)}`)).toBe(false);
    expect(hasBase58Sum(withOtherEnd(base58))).toBe(false);
    expect(hasBase58Sum("0OIl")).toBe(false);
    expect(hasBase58Sum("")).toBe(false);
  });

  // Bitcoin wiki, Wallet import format: the example of the page, in two parts.
  test("hold for the published example", () => {
    const parts = ["5HueCGU8rMjxEXxiPuD5BDku4MkF", "qeZyd4dZ1jvhTVqvbTLvyTJ"];
    expect(hasBase58Sum(parts.join(""))).toBe(true);
  });
});
