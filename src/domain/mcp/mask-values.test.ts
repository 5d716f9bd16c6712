import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createValueMask } from "./mask-values.ts";
import { createLineReader } from "./upstream/line-reader.ts";

const value = ["s3cret", '/+"value\\ü'].join("-");
const mask = createValueMask({ TOKEN: value });

describe("M14 masked results", () => {
  test.each([
    ["as it is", value],
    ["in hex", Buffer.from(value).toString("hex")],
    ["in upper-case hex", Buffer.from(value).toString("hex").toUpperCase()],
    ["percent-encoded", encodeURIComponent(value)],
    ["in base64", Buffer.from(value).toString("base64")],
    ["in base64 after one byte", Buffer.from(`x${value}y`).toString("base64")],
    ["in base64 after two bytes", Buffer.from(`xx${value}yy`).toString("base64")],
    ["in base64url", Buffer.from(`x${value}`).toString("base64url")],
  ])("hide a value %s", (_how, text) => {
    const masked = mask.maskLine(JSON.stringify({ result: [`before ${text} after`] }));
    expect(masked).toContain("[masked:TOKEN]");
    expect(masked).toContain("before ");
    expect(JSON.parse(masked)).toBeObject();
  });

  const several = ["-----BEGIN KEY-----", "MIIEvQIBADANBgkqhkiG9w", "-----END KEY-----"].join("\n");
  test.each([
    ["in JSON within text", JSON.stringify({ key: several })],
    ["in JSON within JSON within text", JSON.stringify(JSON.stringify({ key: several }))],
    ["in one line of several", several.split("\n")[1]],
    ["as a field of a form", new URLSearchParams({ key: several }).toString()],
  ])("hide a value of several lines %s", (_how, text) => {
    const masked = createValueMask({ KEY: several }).maskLine(JSON.stringify({ text }));
    expect(masked).toContain("[masked:KEY]");
    expect(masked).not.toContain("MIIEvQ");
  });

  // Spread over the alphabet: a value of one letter only occurs in its own replacement.
  const values = fc
    .uint8Array({ minLength: 9, maxLength: 40 })
    .map((bytes) => Buffer.from(bytes).toString("base64").replaceAll("/", "ß"))
    .filter((text) => new Set(text).size > 5);
  const writers: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => Buffer.from(text).toString("hex"),
    (text) => Buffer.from(text).toString("base64"),
    (text) => Buffer.from(text).toString("base64url"),
    encodeURIComponent,
    (text) => JSON.stringify(JSON.stringify(text)),
  ];

  test("hide any value, written down anyhow, anywhere in what a server says", () => {
    const around = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(
        ...[values, fc.constantFrom(...writers), around, around, fc.jsonValue()],
        (text, write, before, after, other) => {
          const told = write(`${before}${text}${after}`);
          const line = JSON.stringify({ other, [told]: [{ text: told }, told] });
          const masked = createValueMask({ ANY: text }).maskLine(line);
          const { other: left, ...rest } = JSON.parse(masked) as Record<string, unknown>;
          expect(left).toEqual(JSON.parse(JSON.stringify(other)));
          const [key = ""] = Object.keys(rest);
          expect(key).toContain("[masked:ANY]");
          // Every place was treated alike.
          expect(rest).toEqual({ [key]: [{ text: key }, key] });
        },
      ),
    );
  });

  test("hide a value that arrives in pieces, wherever they are cut", () => {
    const line = JSON.stringify({ text: `before ${value} after`, more: value });
    const bytes = Buffer.from(`${line}\n`);
    const cuts = fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, (at) => {
        const told: string[] = [];
        const reader = createLineReader(
          (whole) => told.push(mask.maskLine(whole)),
          () => told.push("overflow"),
        );
        const edges = [0, ...at.toSorted((a, b) => a - b), bytes.length];
        edges.slice(1).forEach((end, index) => reader.push(bytes.subarray(edges[index], end)));
        expect(told.map((text) => JSON.parse(text) as unknown)).toEqual([
          { text: "before [masked:TOKEN] after", more: "[masked:TOKEN]" },
        ]);
      }),
    );
  });

  test("cost nothing where no secret was injected: the very same line comes back", () => {
    const none = createValueMask({});
    const line = '{"a":"\\u0073"}';
    expect(none.maskLine(line)).toBe(line);
    expect(none.maskText(line)).toBe(line);
  });

  test("see through escapes of JSON, in keys too", () => {
    const escaped = [...value].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
    const masked = mask.maskLine(`{"a":"${escaped.join("")}","${escaped.join("")}":1}`);
    expect(JSON.parse(masked)).toEqual({ a: "[masked:TOKEN]", "[masked:TOKEN]": 1 });
  });

  test("hide a number that is a value, and stay JSON", () => {
    const numbers = createValueMask({ PIN: "123456789" });
    expect(JSON.parse(numbers.maskLine('{"a":123456789,"b":"x"}'))).toEqual({
      a: "[masked:PIN]",
      b: "x",
    });
  });

  test("cost the other numbers of the line no digit", () => {
    const line = `{"id":1,"result":{"said":${JSON.stringify(value)},"big":12345678901234567890}}`;
    expect(mask.maskLine(line)).toContain('"said":"[masked:TOKEN]","big":12345678901234567890');
  });

  test("leave every other line as it was", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (other) => {
        const line = JSON.stringify(other);
        expect(mask.maskLine(line)).toBe(line);
      }),
    );
  });

  test("do not blank out ordinary words when a value is very short", () => {
    expect(createValueMask({ A: "on" }).maskLine('{"a":"on"}')).toBe('{"a":"on"}');
  });
});
