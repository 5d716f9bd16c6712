import { describe, expect, test } from "bun:test";
import { remembered, rememberedFor, rememberedLengthMax } from "./remembered.ts";

describe("M02 a remembered reading", () => {
  test("asks once for a name, and again for each owner", () => {
    const asked: string[] = [];
    const read = rememberedFor((name: string, owner: { readonly id: string }) => {
      asked.push(`${owner.id}.${name}`);
      return name.length;
    });
    const [one, other] = [{ id: "one" }, { id: "other" }];
    expect([read("ab", one), read("ab", one), read("ab", other)]).toEqual([2, 2, 2]);
    expect(asked).toEqual(["one.ab", "other.ab"]);
  });

  test("keeps neither a refused answer nor a long name", () => {
    let asked = 0;
    const read = remembered(
      (name) => {
        asked += 1;
        return name;
      },
      (answer) => answer !== "secret",
    );
    const long = "n".repeat(rememberedLengthMax + 1);
    for (const name of ["secret", "secret", long, long, "path", "path"]) {
      expect(read(name)).toBe(name);
    }
    expect(asked).toBe(5);
  });
});
