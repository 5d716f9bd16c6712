import { describe, expect, test } from "bun:test";
import { writeDefaultServices } from "../default-services.ts";
import { loadServices } from "../load-services.ts";
import { testFolder } from "../test-folder.ts";
import { describeRule, diffServices, summarizeDiff } from "./diff-services.ts";
import type { ServicesConfig } from "./services-config.ts";

const root = "governance: ../governance/config.yaml\naccess_control: [../access-control/*.yaml]\n";

function load(files: Readonly<Record<string, string>>): ServicesConfig {
  using folder = testFolder();
  writeDefaultServices(folder.path);
  const known = {
    extensions: [{ id: "workspace", tools: { workspace: {} } }],
    categories: [],
    rules: [],
    kinds: [],
  };
  const { config, diagnostics } = loadServices(folder.path, {
    ...known,
    files: new Map(Object.entries(files)),
  });
  if (config === null) throw new Error(JSON.stringify(diagnostics));
  return config;
}

describe("M49 the difference of two configurations", () => {
  test("is empty between equal ones", () => {
    expect(summarizeDiff(diffServices(load({}), load({})))).toBe("nothing changed");
  });

  test("is everything when there was none", () => {
    const diff = diffServices(null, load({}));
    expect(diff.servers.added).toEqual(["workspace"]);
    expect(diff.rules.added).toContain("allow role:admin mcp://workspace");
    expect(diff.governance).toContain("rate_limits.multipliers.admin");
  });

  test("names servers, rules and settings and shows no value of a server", () => {
    const word = ["pass", "word", "1"].join("");
    const server = (value: string, ms: number) =>
      `type: stdio\ncommand: /bin/x\nenv:\n  WORD: ${value}\nlimits:\n  call_timeout_ms: ${ms}\n`;
    const before = load({ "mcp/a.yaml": server("x", 1_000), "mcp/gone.yaml": server("x", 1_000) });
    const after = load({
      "mcp/a.yaml": server(word, 2_000),
      "mcp/b.yaml": server(word, 1_000),
      "governance/config.yaml": "rate_limits:\n  per_session_per_minute: 7\n",
      "access-control/more.yaml":
        "rules:\n  - entity: mcp://a\n    subject: role:user\n    access: deny\n",
      "config/config.yaml": `${root}mcp: [../mcp/*.yaml]\nsettings:\n  mcp_ports: 6000-6100\n`,
    });
    const diff = diffServices(before, after);
    expect(diff.servers).toEqual({
      added: ["b"],
      removed: ["gone"],
      changed: ["a: env.WORD, limits.call_timeout_ms"],
    });
    expect(diff.rules).toEqual({ added: ["deny role:user mcp://a"], removed: [] });
    expect(diff.governance).toContain("rate_limits.per_session_per_minute");
    expect(diff.settings).toEqual(["mcp_ports"]);
    expect(JSON.stringify(diff)).not.toContain(word);
    expect(summarizeDiff(diff)).toStartWith("1 server added, 1 server removed, 1 server changed");
  });

  test("tells a rule that skips prompts from one that does not", () => {
    const rule = { entity: "hook://*", subject: "role:user", access: "allow" } as const;
    expect(describeRule({ ...rule, auto_approve: true })).not.toBe(describeRule(rule));
  });
});
