import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runCase } from "#infra/config/golden/golden-case.ts";
import { servicesKnowledge } from "../runtime/services-knowledge.ts";

const page = readFileSync(
  join(import.meta.dir, "../../../services/content/docs/configuration.md"),
  "utf8",
);
const blocks = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = ""]) => text);
const blockWith = (start: string) => blocks.find((text) => text.startsWith(start)) ?? "";

describe("M49 the configuration page", () => {
  test.each([
    ["governance/config.yaml", "secrets:", ""],
    ["mcp/build.yaml", "arguments:", "type: stdio\ncommand: /usr/bin/build\n"],
  ])("shows a %s that is accepted as it stands", (head, start, before) => {
    const body = blockWith(start);
    expect(body).not.toBe("");
    const golden = { sections: [{ head, body: before + body }], expected: [] };
    const lines = runCase(golden, servicesKnowledge());
    expect(lines.filter((line) => !line.includes("which no file declares"))).toEqual([]);
  });
});
