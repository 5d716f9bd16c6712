import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCase, runCase } from "#infra/config/golden/golden-case.ts";
import { servicesKnowledge } from "../runtime/services-knowledge.ts";

const folder = join(import.meta.dir, "golden");
const names = [...new Bun.Glob("*.txt").scanSync({ cwd: folder })].toSorted();

describe("M03 M49 diagnostics of added kinds", () => {
  test.each(names)("are exactly as written in %s", (name) => {
    const golden = parseCase(readFileSync(join(folder, name), "utf8"));
    expect(runCase(golden, servicesKnowledge())).toEqual(golden.expected);
  });
});
