import { describe, expect, test } from "bun:test";
import { crc16 } from "./crc16.ts";

describe("M03 checksums of 16 bits", () => {
  test("are those of the standard check string", () => {
    expect(crc16(new TextEncoder().encode("123456789"))).toBe(0x31c3);
  });
});
