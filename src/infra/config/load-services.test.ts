import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { writeDefaultServices } from "./default-services.ts";
import { loadServices } from "./load-services.ts";
import { testFolder } from "./test-folder.ts";
import { hashConfig } from "./services/hash-config.ts";

const known = {
  extensions: [{ id: "workspace", tools: { workspace: {} } }],
  categories: ["delete-data"],
  rules: [],
  kinds: ["github.pat"],
};

function withDefaults(folder: string): string {
  writeDefaultServices(folder);
  return folder;
}

describe("M49 services", () => {
  test("as baked in are valid, without a warning", () => {
    using folder = testFolder();
    const loaded = loadServices(withDefaults(folder.path), known);
    expect(loaded.diagnostics).toEqual([]);
    expect(Object.keys(loaded.config?.mcp ?? {})).toEqual(["workspace"]);
    expect(Object.keys(loaded.config?.mcp["workspace"]?.tools ?? {})).toEqual([
      "list_files",
      "read_file",
      "write_file",
      "search_files",
      "delete_file",
    ]);
    expect(loaded.config?.governance.rate_limits.multipliers.anonymous).toBe(0.5);
  });

  test("are never overwritten by the defaults", () => {
    using folder = testFolder();
    expect(writeDefaultServices(folder.path).length).toBe(4);
    const file = join(folder.path, "governance/config.yaml");
    writeFileSync(file, "secrets: {}\n");
    expect(writeDefaultServices(folder.path)).toEqual([]);
    expect(readFileSync(file, "utf8")).toBe("secrets: {}\n");
  });

  test("are frozen all the way down", () => {
    using folder = testFolder();
    const { config } = loadServices(withDefaults(folder.path), known);
    const limits = config?.governance.rate_limits.multipliers as Record<string, number>;
    expect(() => (limits["user"] = 1_000)).toThrow(TypeError);
  });

  test("have one hash for one meaning, however it is written", () => {
    using folder = testFolder();
    const first = loadServices(withDefaults(folder.path), known);
    const path = "governance/config.yaml";
    const text = readFileSync(join(folder.path, path), "utf8");
    // The shipped file says its defaults, but for the one setting that must be written down.
    const plain =
      "# shorter\nblocklist: {categories: {}}\nsecrets: {disabled_kinds: []}\n" +
      "retention: {audit_months: 13}\n";
    const second = loadServices(folder.path, { ...known, files: new Map([[path, plain]]) });
    const changed = text.replace("per_session_per_minute: 300", "per_session_per_minute: 301");
    const third = loadServices(folder.path, { ...known, files: new Map([[path, changed]]) });
    expect(second.hash).toBe(first.hash);
    expect(third.hash).not.toBe(first.hash);
  });

  test("keep their hash through JSON", () => {
    using folder = testFolder();
    const { config, hash } = loadServices(withDefaults(folder.path), known);
    expect(hashConfig(JSON.parse(JSON.stringify(config)))).toBe(hash ?? "");
  });

  test("know where each rule is written", () => {
    using folder = testFolder();
    const { rulePlaces, config } = loadServices(withDefaults(folder.path), known);
    expect(rulePlaces.length).toBe(config?.access_control.rules.length ?? -1);
    const lines = readFileSync(join(folder.path, "access-control/roles.yaml"), "utf8").split("\n");
    for (const { line } of rulePlaces) expect(lines[line - 1]).toStartWith("  - entity:");
  });

  test("with a bad file are not loaded at all", () => {
    using folder = testFolder();
    const files = new Map([["mcp/other.yaml", "type: stdio\n"]]);
    const loaded = loadServices(withDefaults(folder.path), { ...known, files });
    expect(loaded.config).toBeNull();
    expect(loaded.hash).toBeNull();
  });

  test("report at most a screenful of a thousand mistakes, and how many are left", () => {
    using folder = testFolder();
    const lines = Array.from({ length: 1_000 }, (_, index) => `wrong_${index}: 1`).join("\n");
    const files = new Map([["mcp/other.yaml", `${lines}\n`]]);
    const { diagnostics } = loadServices(withDefaults(folder.path), { ...known, files });
    expect(diagnostics.length).toBe(201);
    expect(diagnostics.at(-1)?.message).toMatch(/and \d+ more/);
  });

  const words = ["type: stdio", "- a", "? b", "{", "]", "&x", "*x", "!t", "|", ">", "'", '"', "\t"];
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc
      .array(fc.constantFrom(...words, "\n", "  ", ": ", "#", "%YAML 1.1", "---", "..."), {
        maxLength: 60,
      })
      .map((parts) => parts.join("")),
    fc.jsonValue({ maxDepth: 5 }).map((value) => JSON.stringify(value)),
  );

  test("of any text are loaded or refused with a place, and nothing throws", () => {
    using folder = testFolder();
    withDefaults(folder.path);
    const paths = ["mcp/a.yaml", "config/config.yaml", "access-control/roles.yaml"];
    fc.assert(
      fc.property(fc.constantFrom(...paths), text, (path, content) => {
        const files = new Map([[path, content]]);
        const loaded = loadServices(folder.path, { ...known, files });
        const errors = loaded.diagnostics.filter(({ severity }) => severity === "error");
        expect(errors.length > 0).toBe(loaded.config === null);
        for (const { line, column, message } of loaded.diagnostics) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(message).not.toBe("");
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["brackets", "[".repeat(500_000)],
    ["braces", "{a: ".repeat(200_000)],
    ["dashes", "- ".repeat(300_000)],
    ["question marks", "? ".repeat(300_000)],
    ["keys", Array.from({ length: 3_000 }, (_, at) => `${" ".repeat(at)}k:`).join("\n")],
  ])("nested by hundreds of thousands of %s are refused", (_, content) => {
    using folder = testFolder();
    const files = new Map([["mcp/a.yaml", content]]);
    const { diagnostics } = loadServices(withDefaults(folder.path), { ...known, files });
    expect(diagnostics.map(({ message }) => message)).toEqual(["nested deeper than 32 levels"]);
  });
});
