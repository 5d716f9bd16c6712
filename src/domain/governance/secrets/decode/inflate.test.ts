import { describe, expect, test } from "bun:test";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { deflateStart, inflate } from "./inflate.ts";

function readAll(packed: Buffer, bytesMax = 1_000_000) {
  return inflate(packed, deflateStart(packed), bytesMax);
}

describe("M03 compressed text", () => {
  test("is read as zlib wrote it, at every level", () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 3_000 }),
      fc.string({ maxLength: 400 }).map((text) => Buffer.from(text.repeat(9))),
    );
    fc.assert(
      fc.property(anyBytes, fc.integer({ min: 0, max: 9 }), (plain, level) => {
        for (const pack of [gzipSync, deflateSync]) {
          const { bytes, state } = readAll(pack(plain, { level }));
          expect(state).toBe("ended");
          expect(Buffer.compare(bytes, Buffer.from(plain))).toBe(0);
        }
        const raw = deflateRawSync(plain, { level });
        expect(Buffer.compare(inflate(raw, 0, 100_000).bytes, Buffer.from(plain))).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  test("is read up to the bound and no further", () => {
    const packed = gzipSync(Buffer.alloc(50_000_000, "all the same "));
    const { bytes, state } = readAll(packed, 4_000);
    expect(state).toBe("bounded");
    expect(bytes.toString()).toBe("all the same ".repeat(400).slice(0, 4_000));
  });

  test("shows its beginning when the rest is missing", () => {
    const packed = gzipSync("one line of ordinary words, and another one that is new to it");
    const { bytes, state } = readAll(packed.subarray(0, packed.length - 20));
    expect(state).toBe("damaged");
    expect(bytes.toString()).toStartWith("one line of ordinary");
  });

  test("ends for any bytes whatever", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (noise) => {
        expect(inflate(Buffer.from(noise), 0, 10_000).bytes.length).toBeLessThanOrEqual(10_000);
      }),
    );
  });

  test("is known by its head, and a gzip name is skipped", () => {
    const named = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]),
      Buffer.from("file.txt\0"),
      deflateRawSync("the words inside"),
    ]);
    expect(readAll(named).bytes.toString()).toBe("the words inside");
    expect(deflateStart(Buffer.from("plain text, no stream"))).toBe(-1);
  });
});
