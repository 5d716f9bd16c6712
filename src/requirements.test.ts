import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { requirements } from "./requirements.ts";

const root = join(import.meta.dir, "..");

function citedIds(): Set<string> {
  const cited = new Set<string>();
  const files = new Bun.Glob("{src,extensions,scripts}/**/*.test.ts").scanSync({ cwd: root });
  for (const file of files) {
    const text = readFileSync(join(root, file), "utf8");
    for (const title of text.matchAll(
      /(?:describe|test)(?:\.each\([\s\S]*?\))?\(\s*["`]((?:M\d\d[ ,]*)+)/g,
    )) {
      for (const id of title[1]?.match(/M\d\d/g) ?? []) cited.add(id);
    }
  }
  for (const file of new Bun.Glob("demo/**/*.sh").scanSync({ cwd: root })) {
    const text = readFileSync(join(root, file), "utf8");
    for (const id of text.match(/^# proves: (.*)$/m)?.[1]?.match(/M\d\d/g) ?? []) cited.add(id);
  }
  return cited;
}

describe("the promises", () => {
  const cited = citedIds();

  test("are each named once", () => {
    const ids = requirements.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  test.each(requirements.filter(({ status }) => status !== "later"))(
    "$id is cited by a test or a demo",
    ({ id }) => {
      expect([...cited]).toContain(id);
    },
  );

  test("say what is missing when kept in part", () => {
    for (const { status, missing } of requirements)
      expect(missing !== undefined).toBe(status === "part");
  });
});
