import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { SQL } from "bun";
import { callBody, callHeaders, hookPath, mcpPath } from "../calls.ts";
import { openSql } from "../installation.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";

const startMsMax = 60_000;
const body = ["zq7", "Lw2", "Rk9", "Xv4", "Bn6", "Ty1"].join("");
const credential = `acme_${body}`;
const large = "an ordinary line of a long document\n".repeat(10_000);
const push = "git push --force origin main";

let server: OwnServer;
let sql: SQL;
let token: string;

const kind = `secrets:
  kinds:
    - id: acme.token
      title: Acme token
      severity: high
      remedy: Revoke it at acme.example.
      parts: [{ text: acme_ }, { set: A-Za-z0-9, min: 18 }]
      matches: [${credential}]
      ignores: [acme_token]
`;
const exception = `blocklist:
  exceptions:
    - id: nightly-mirror
      entity: hook://Bash
      category: force-push
      arguments: { command: ${push} }
      reason: The mirror is rewritten each night.
      until: 2199-12-31
`;

beforeAll(async () => {
  server = await startOwnServer();
  sql = openSql(server, "owner");
  const path = "services/governance/config.yaml";
  const before = server.read(path);
  const added = before.replace("secrets:\n", kind).replace("blocklist:\n", exception);
  server.write(path, added);
  await server.cli("admin", "config", "reload");
  token = await server.token(firstAdmin);
}, startMsMax);

afterAll(async () => {
  await sql.close();
  await server.stop();
}, startMsMax);

async function post(path: string, text: string, headers: Readonly<Record<string, string>> = {}) {
  const answer = await fetch(`${server.baseUrl}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      ...headers,
    },
    body: text,
  });
  return answer.text();
}

const call = (tool: string, args: object) =>
  post(mcpPath("workspace"), callBody(tool, args), Object.fromEntries(callHeaders(tool)));

const hook = (command: string) =>
  post(
    hookPath,
    JSON.stringify({
      hook_event_name: "PreToolUse",
      tool_name: "Bash",
      tool_input: { command },
    }),
  );

describe("M03 M11 a kind that the operator added, in the compiled executable", () => {
  test.each([
    ["a short argument", ""],
    ["a large one, in the worker", large],
  ])("is denied in %s", async (_, before) => {
    const answer = await call("write_file", { path: "a.txt", content: `${before}${credential}` });
    expect(answer).toContain("SECRET.acme.token");
    expect(answer).toContain("Revoke it at acme.example.");
    expect(answer).not.toContain(credential);
  });

  test.each([
    ["a short result", ""],
    ["a large one, in the worker", large],
  ])("is masked in %s", async (_, before) => {
    server.write(".systemprompt/workspace/kept.txt", `${before}it is ${credential}.`);
    const answer = await call("read_file", { path: "kept.txt" });
    expect(answer).toContain("it is acme_…(23).");
    expect(answer).not.toContain(credential);
  });

  test("is denied in a prompt, and stands nowhere in the database", async () => {
    const prompt = JSON.stringify({ hook_event_name: "UserPromptSubmit", prompt: credential });
    expect(await post(hookPath, prompt)).toContain("acme.token");
    const rows = await sql<{ text: string }[]>`
      select e::text as text from audit_events as e order by at desc limit 1000`;
    expect(rows.length).toBeGreaterThan(4);
    expect(rows.map(({ text }) => text).filter((text) => /acme\.token/.test(text))).not.toEqual([]);
    // The snapshot's own row holds the made-up example, as the file does.
    const others = rows.filter(({ text }) => !text.includes("config.snapshot"));
    expect(others.filter(({ text }) => text.includes(credential))).toEqual([]);
  });
});

describe("M04 an exception, in the compiled executable", () => {
  test("lets exactly that command pass, and its row names the exception", async () => {
    expect(await hook(push)).not.toContain("deny");
    expect(await hook(`${push} --tags`)).toContain('"permissionDecision":"deny"');
    const rows = await sql<{ verdict: string; exceptions: unknown }[]>`
      select verdict, detail->'exceptions' as exceptions from audit_events
       where target = 'hook://Bash' order by id limit 10`;
    expect([...rows]).toEqual([
      { verdict: "allow", exceptions: ["nightly-mirror"] },
      { verdict: "deny", exceptions: null },
    ]);
  });

  test("is explained by the command line", async () => {
    const tested = await server.json<{ verdict: string }>(
      ...["admin", "policy", "test", "--command", push, "--tool", "hook://Bash"],
    );
    expect(tested).toMatchObject({
      verdict: "allow",
      findings: [{ category: "force-push", exception: { id: "nightly-mirror" } }],
    });
  });
});
