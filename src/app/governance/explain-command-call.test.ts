import { describe, expect, test } from "bun:test";
import { compilePolicy } from "#domain/governance/policy/compile-policy.ts";
import { explainCommandCall } from "./explain-command-call.ts";

const exception = {
  id: "nightly",
  entity: "mcp://build/run",
  category: "force-push",
  reason: "The mirror is rewritten each night.",
  until: "2199-12-31",
};
const policy = compilePolicy(
  {
    governance: {
      blocklist: { categories: { "package-publish": "off" }, exceptions: [exception] },
    },
    access_control: { rules: [] },
    mcp: {
      build: {
        blocklist: { "recursive-delete": "ask" },
        tools: {
          run: { permissions: ["execute"], arguments: { line: "shell" } },
          query: { permissions: ["read"], arguments: { text: "sql" } },
          windows: { permissions: ["execute"], arguments: { script: "powershell" } },
        },
      },
    },
  },
  "0".repeat(64),
);
const cwd = "/srv/app";

interface Where {
  readonly server?: string;
  readonly tool?: string;
}
const explain = (command: string, where: Where = {}) =>
  explainCommandCall({ policy, command, cwd, ...where });
const briefly = (command: string, where: Where = {}) => {
  const { verdict, findings } = explain(command, where);
  return [verdict, ...findings.map(({ category, reaction }) => `${category} ${reaction}`)];
};

describe("M04 M08 an explained command", () => {
  test("is judged by the client's shell, by the settings of a server, and of its tool", () => {
    const command = "rm -rf /srv/other";
    expect(briefly(command)).toEqual(["deny", "recursive-delete deny"]);
    expect(briefly(command, { server: "build" })).toEqual(["ask", "recursive-delete ask"]);
    expect(briefly(command, { server: "build", tool: "run" })).toEqual([
      "ask",
      "recursive-delete ask",
    ]);
  });

  test("shows every finding, those that are off and those that an exception lets pass", () => {
    const command = "npm publish; git push --force origin main";
    expect(briefly(command, { server: "build", tool: "run" })).toEqual([
      "allow",
      "package-publish off",
      "force-push deny",
    ]);
    const { findings, target } = explain(command, { tool: "build/run" });
    expect(target).toBe("mcp://build/run");
    expect(findings.map(({ exception: by }) => by?.id ?? null)).toEqual([null, "nightly"]);
    expect(briefly(command)).toEqual(["deny", "package-publish off", "force-push deny"]);
  });

  test("is read as what the tool declares its argument to hold", () => {
    expect(briefly("drop table people", { server: "build", tool: "query" })).toEqual([
      "deny",
      "drop-schema deny",
    ]);
    const removal = "Remove-Item -Recurse -Force C:\\";
    expect(briefly(removal, { server: "build", tool: "windows" })[0]).toBe("ask");
  });

  test("says what the name of an undeclared tool alone would meet", () => {
    expect(briefly("ls", { server: "build", tool: "drop_table" })).toEqual([
      "deny",
      "drop-schema deny",
    ]);
  });

  test("without a policy meets the reactions of the categories", () => {
    const { verdict } = explainCommandCall({ policy: null, command: "git push -f", cwd });
    expect(verdict).toBe("deny");
  });
});
