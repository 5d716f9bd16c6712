import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createValueMask } from "./mask-values.ts";

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
