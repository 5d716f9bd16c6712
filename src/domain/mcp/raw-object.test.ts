import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { joinObject, splitObject } from "./raw-object.ts";

describe("raw members", () => {
  test("keep the spelling of numbers and escapes", () => {
    const text = ' { "a" : 1.0 , "b":"\\u0041\\"}" ,"c":{"d":[1,{"e":9007199254740993}]} } ';
    expect(splitObject(text)).toEqual([
      { key: "a", keyText: '"a"', value: "1.0" },
      { key: "b", keyText: '"b"', value: '"\\u0041\\"}"' },
      { key: "c", keyText: '"c"', value: '{"d":[1,{"e":9007199254740993}]}' },
    ]);
  });

  test("give null for a repeated key, however it is spelt", () => {
    expect(splitObject('{"id":1,"id":2}')).toBeNull();
    expect(splitObject('{"id":1,"\\u0069d":2}')).toBeNull();
  });

  test("give null for a repeated key among any number of others", () => {
    const others = (count: number) => Array.from({ length: count }, (_, at) => `"${at}":1`);
    for (const count of [1, 15, 16, 17, 40]) {
      const plain = others(count);
      expect(splitObject(`{${plain.join(",")}}`)).toHaveLength(count);
      for (let at = 0; at < count; at++) {
        const again = plain.with(at, '"again":1');
        expect(splitObject(`{${[...again, '"\\u0061gain":2'].join(",")}}`)).toBeNull();
      }
    }
    const many = others(500_000);
    expect(splitObject(`{${many.join(",")}}`)).toHaveLength(500_000);
    expect(splitObject(`{${[...many, '"499999":2'].join(",")}}`)).toBeNull();
  });

  test("are those that JSON.parse sees, for every object", () => {
    const value = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 }));
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, 2), (object, indent) => {
        const members = splitObject(JSON.stringify(object, null, indent)) ?? [];
        const seen = members.map(({ key, value: text }) => [key, JSON.parse(text)]);
        const parsed = JSON.parse(JSON.stringify(object)) as object;
        expect(seen).toEqual(Object.entries(parsed));
        expect(JSON.parse(joinObject(members))).toEqual(parsed);
      }),
    );
  });
});
