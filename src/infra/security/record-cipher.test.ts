import { describe, expect, test } from "bun:test";
import { createDecipheriv, createHmac } from "node:crypto";
import fc from "fast-check";
import { systemRandom } from "#shared/random.ts";
import { OpenFailure } from "./aead.ts";
import { RecordCipher, type RecordPlace } from "./record-cipher.ts";
import { keyBytes, SecretKey } from "./secret-key.ts";

const bytes = systemRandom(keyBytes);
const place: RecordPlace = {
  purpose: "execution-excerpts",
  installationId: "6f1b2c3d-0000-4000-8000-000000000001",
  owner: "0193a000-0000-7000-8000-00000000aaaa",
  keyVersion: 3,
};
const id = "0193a000-0000-7000-8000-00000000dddd";

function cipherAt(change: Partial<RecordPlace> = {}, key: Uint8Array = bytes): RecordCipher {
  return new RecordCipher(new SecretKey("test", key), { ...place, ...change });
}

function raw(base64: string): Buffer {
  return Buffer.from(base64, "base64");
}

describe("M13 a sealed record", () => {
  test("opens to what was sealed, whatever the text", () => {
    const cipher = cipherAt();
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(cipher.open(id, raw(cipher.sealBase64(id, text)))).toBe(text);
      }),
    );
  });

  test("opens for no other record, owner, installation, purpose, version or key", () => {
    const sealed = raw(cipherAt().sealBase64(id, "text"));
    expect(() => cipherAt().open(id.replace("d", "e"), sealed)).toThrow(OpenFailure);
    const others = [
      cipherAt({ owner: "0193a000-0000-7000-8000-00000000bbbb" }),
      cipherAt({ installationId: "6f1b2c3d-0000-4000-8000-000000000002" }),
      cipherAt({ purpose: "execution-excerpt" }),
      cipherAt({ keyVersion: 4 }),
      // The same characters, cut elsewhere.
      cipherAt({ owner: `${place.owner}3`, keyVersion: 0 }),
      cipherAt({}, systemRandom(keyBytes)),
    ];
    for (const other of others) expect(() => other.open(id, sealed)).toThrow(OpenFailure);
  });

  test("opens after no change of a single bit, and at no other length", () => {
    const cipher = cipherAt();
    const sealed = raw(cipher.sealBase64(id, "text"));
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const edited = Buffer.from(sealed);
      edited[bit >> 3] = (edited[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => cipher.open(id, edited)).toThrow(OpenFailure);
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => cipher.open(id, sealed.subarray(0, length))).toThrow(OpenFailure);
    }
    expect(() => cipher.open(id, Buffer.concat([sealed, Buffer.of(0)]))).toThrow(OpenFailure);
  });

  test("is AES-256-GCM under HMAC-SHA-256 keys, its place bound field by field", () => {
    const sealed = raw(cipherAt().sealBase64(id, "text"));
    const subkey = createHmac("sha256", bytes)
      .update("systemprompt/v1/execution-excerpts")
      .digest();
    const key = createHmac("sha256", subkey).update(id).digest();
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.alloc(12));
    const fields = [place.purpose, place.installationId, place.owner, "3", id];
    decipher.setAAD(
      Buffer.concat(
        fields.flatMap((field) => {
          const length = Buffer.alloc(4);
          length.writeUInt32BE(field.length);
          return [length, Buffer.from(field)];
        }),
      ),
    );
    decipher.setAuthTag(sealed.subarray(-16));
    expect(decipher.update(sealed.subarray(1, -16), undefined, "utf8")).toBe("text");
    decipher.final();
  });

  test("never shares its bytes with the same text of another record", () => {
    const cipher = cipherAt();
    const one = cipher.sealBase64(id, "same text");
    expect(cipher.sealBase64(id.replace("d", "e"), "same text")).not.toBe(one);
    expect(JSON.stringify(cipher)).not.toContain(Buffer.from(bytes).toString("hex"));
  });
});
