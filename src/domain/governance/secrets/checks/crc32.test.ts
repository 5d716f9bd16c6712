import { describe, expect, test } from "bun:test";
import { base62, base62Checksum, hexChecksum } from "./crc32.ts";

describe("M03 checksums", () => {
  test("are the CRC-32 of the standard check string", () => {
    const check = 0xcbf43926;
    expect(base62Checksum("123456789")).toBe(base62(check, 6));
    expect(hexChecksum("123456789")).toBe("2639f4cb");
  });

  test("agree with a published example of GitHub's scheme", () => {
    const [entropy, sum] = [
      ["zQWBuTSOoRi4A9", "spHcVY5ncnsDkxkJ"].join(""),
      ["0mL", "q17"].join(""),
    ];
    expect(base62Checksum(entropy)).toBe(sum);
  });

  test("are padded to a fixed width", () => {
    expect(base62(0, 6)).toBe("000000");
    expect(base62(61, 6)).toBe("00000z");
  });
});
