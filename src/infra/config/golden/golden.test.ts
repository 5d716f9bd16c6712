import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCase, runCase } from "./golden-case.ts";

/** The promise of strict configuration is only as good as the mistakes that it was shown. */
const casesMin = 40;

const names = [...new Bun.Glob("*/*.txt").scanSync({ cwd: import.meta.dir })].toSorted();

describe("M49 configuration diagnostics", () => {
  test(`are shown by at least ${casesMin} bad folders`, () => {
    expect(names.length).toBeGreaterThanOrEqual(casesMin);
  });

  test.each(names)("are exactly as written in %s", (name) => {
    const golden = parseCase(readFileSync(join(import.meta.dir, name), "utf8"));
    expect(golden.expected.length).toBeGreaterThan(0);
    expect(runCase(golden)).toEqual(golden.expected);
  });
});
