import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";

const main = join(import.meta.dir, "../../../../main.ts");
let database: TestDatabase;
let folder = "";

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  folder = await mkdtemp(join(tmpdir(), "systemprompt-governance-"));
  const done = await run(["setup", "--single-role", "--yes"], { DATABASE_URL: database.ownerUrl });
  if (done.code !== 0) throw new Error(`setup failed: ${done.err}`);
}, 60_000);
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(words: readonly string[], env: Record<string, string> = {}) {
  const child = Bun.spawn([process.execPath, main, "admin", ...words], {
    cwd: folder,
    env: { PATH: "/usr/bin:/bin", ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { out, err, code };
}

const rulesFile = () => readFile(join(folder, "services/access-control/roles.yaml"), "utf8");

describe("M06 M50 admin access", () => {
  test("writes a rule beside the others, explains by it, and takes it away again", async () => {
    const before = await rulesFile();
    const about = ["--entity", "mcp://workspace/read_file", "--subject", "user:admin@localhost"];
    const explain = [
      "access",
      "explain",
      "--user",
      "admin@localhost",
      "--tool",
      "workspace/read_file",
    ];
    expect((await run(["access", "grant", ...about, "--deny", "--reason", "Not now."])).code).toBe(
      0,
    );
    expect(await rulesFile()).toContain("# Who may use what.");
    const denied = JSON.parse((await run([...explain, "--json"])).out) as Record<string, unknown>;
    expect(denied).toMatchObject({ allowed: false, cause: "user", decidingBand: "user" });
    expect((await run(["access", "revoke", ...about])).code).toBe(0);
    expect(await rulesFile()).toBe(before);
    expect((await run(["access", "revoke", ...about])).code).toBe(66);
    expect((await run(explain)).out).toContain("allowed: mcp://workspace/read_file (role)");
  }, 60_000);

  test.each([
    [["--entity", "workspace", "--subject", "role:user"], 65],
    [["--entity", "mcp://workspace", "--subject", "role:king"], 65],
    [["--entity", "mcp://workspace", "--subject", "user:nobody@example.test"], 66],
    [["--entity", "mcp://workspace"], 64],
  ])("refuses to grant %p", async (words, code) => {
    const before = await rulesFile();
    expect((await run(["access", "grant", ...words])).code).toBe(code);
    expect(await rulesFile()).toBe(before);
  });
});

describe("M05 M50 admin rate-limits", () => {
  test("changes the file and shows what is in force", async () => {
    expect((await run(["rate-limits", "set", "--tier", "user", "--multiplier", "2"])).code).toBe(0);
    const shown = JSON.parse((await run(["rate-limits", "show", "--json"])).out) as object[];
    expect(shown).toContainEqual({
      tier: "user",
      session_per_minute: 600,
      session_burst: 150,
      user_per_minute: 1_800,
      user_burst: 450,
      burst_seconds: 10,
    });
    expect((await run(["rate-limits", "set", "--burst", "0.5"])).code).toBe(78);
    expect((await run(["rate-limits", "set"])).code).toBe(64);
  }, 60_000);
});

describe("M08 M50 admin policy", () => {
  test("explains a denial stage by stage without making the call", async () => {
    const words = ["policy", "explain", "--user", "admin@localhost", "--tool", "hook://Bash"];
    const input = JSON.stringify({ command: "git push --force" });
    const verdict = JSON.parse((await run([...words, "--input", input, "--json"])).out) as {
      code: string;
      stages: { result: string }[];
    };
    expect(verdict.code).toBe("BLOCKLIST.force-push");
    const results = verdict.stages.map((stage) => stage.result);
    expect(results).toEqual(["pass", "pass", "pass", "deny", "skipped"]);
    const stranger = await run([
      "policy",
      "explain",
      "--user",
      "anonymous",
      "--tool",
      "hook://Bash",
    ]);
    expect(stranger.out).toContain("SCOPE.NO_RULE");
  }, 60_000);

  test.each([
    ['{"a":', "--input is not valid JSON."],
    ['{"a":1,"a":2}', "--input holds a duplicate key."],
    ["[1]", "--input must be a JSON object"],
  ])("explains nothing about the input %s", async (input, message) => {
    const words = ["policy", "explain", "--user", "anonymous", "--tool", "workspace/read_file"];
    const { code, err } = await run([...words, "--input", input]);
    expect([code, err]).toEqual([65, expect.stringContaining(message)]);
  });

  test("says what the blocklist finds in a command", async () => {
    const tested = await run(["policy", "test", "--command", "rm -rf / && npm publish", "--json"]);
    const { findings } = JSON.parse(tested.out) as { findings: { category: string }[] };
    expect(findings.map((finding) => finding.category)).toEqual([
      "recursive-delete",
      "package-publish",
    ]);
    expect((await run(["policy", "test"])).code).toBe(64);
  });

  test("lists the kinds with who added them and which are off", async () => {
    const file = join(folder, "services/governance/config.yaml");
    const before = await readFile(file, "utf8");
    const body = ["zq7", "Lw2", "Rk9", "Xv4", "Bn6", "Ty1"].join("");
    const secrets = [
      "secrets:",
      "  kinds:",
      "    - id: acme.token",
      "      title: Acme token",
      "      severity: medium",
      "      remedy: Revoke it at acme.example.",
      "      parts: [{ text: acme_ }, { set: A-Za-z0-9, min: 18 }]",
      `      matches: [acme_${body}]`,
      "      ignores: [acme_token]",
    ].join("\n");
    const edited = before
      .replace("secrets:\n", `${secrets}\n`)
      .replace("disabled_kinds: []", "disabled_kinds: [github.pat]");
    await Bun.write(file, edited);
    const list = JSON.parse((await run(["policy", "kinds", "--json"])).out) as object[];
    expect(list.length).toBeGreaterThan(200);
    expect(list.at(-1)).toEqual({
      id: "acme.token",
      title: "Acme token",
      severity: "medium",
      in_force: true,
      added_by: "services",
      source: "this installation's own configuration",
      remedy: "Revoke it at acme.example.",
    });
    const off = await run(["policy", "kinds", "--kind", "github.pat"]);
    expect(off.out).toMatch(/github\.pat +off +\w+ +product/);
    expect((await run(["policy", "kinds", "--kind", "github.pta"])).err).toContain("github.pat?");
    expect((await run(["policy", "show"])).out).toContain(
      "  github.pat (off)\n  acme.token (added)",
    );
    await Bun.write(join(folder, "texts.jsonl"), JSON.stringify({ text: `use acme_${body}` }));
    const fed = await run(["policy", "test", "--jsonl", join(folder, "texts.jsonl")]);
    expect(fed.out).toContain('"kind":"acme.token"');
    await Bun.write(file, before);
  }, 60_000);

  test("says which exception lets a command pass, where, and which one is over", async () => {
    const file = join(folder, "services/governance/config.yaml");
    const before = await readFile(file, "utf8");
    const lines = (id: string, until: string) => [
      `    - id: ${id}`,
      "      entity: mcp://workspace/run",
      "      category: recursive-delete",
      "      reason: The build folder is made anew.",
      `      until: ${until}`,
    ];
    const written = ["blocklist:", "  exceptions:", ...lines("old", "2020-01-31")];
    const exceptions = [...written, ...lines("new", "2199-12-31")].join("\n");
    await Bun.write(file, before.replace("blocklist:\n", `${exceptions}\n`));
    const test = ["policy", "test", "--command", "rm -rf /srv/other", "--cwd", "/srv/app"];
    const excused = await run([...test, "--server", "workspace", "--tool", "run", "--json"]);
    expect(JSON.parse(excused.out)).toMatchObject({
      verdict: "allow",
      target: "mcp://workspace/run",
      findings: [{ category: "recursive-delete", reaction: "deny", exception: { id: "new" } }],
    });
    expect((await run([...test, "--tool", "hook://Bash"])).out).toContain("\ndeny\n");
    expect((await run(["policy", "show"])).out).toContain("exception old: recursive-delete");
    expect((await run(["config", "validate"])).out).toContain("is over, so it lets nothing pass");
    await Bun.write(file, before);
  }, 60_000);
});
