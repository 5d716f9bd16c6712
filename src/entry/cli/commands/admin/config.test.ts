import { describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeDefaultServices } from "#infra/config/default-services.ts";
import { initHome } from "#infra/config/find-home.ts";
import { profilePaths } from "#infra/config/paths.ts";

const main = join(import.meta.dir, "../../../../main.ts");

function setUp(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "systemprompt-config-"));
  const { folder, profile } = profilePaths(initHome(path), "local");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(profile, "server:\n  port: 9123\n", { mode: 0o600 });
  writeDefaultServices(join(path, "services"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

async function run(cwd: string, words: readonly string[], env: Record<string, string> = {}) {
  const child = Bun.spawn([process.execPath, main, "admin", "config", ...words], {
    cwd,
    env: { PATH: "/usr/bin:/bin", ...env },
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

describe("M49 admin config", () => {
  test("shows each value with the origin that won", async () => {
    using folder = setUp();
    const env = { SYSTEMPROMPT__LOGGING__LEVEL: "warn" };
    const { out, code } = await run(folder.path, ["show", "--origin", "--json"], env);
    expect(code).toBe(0);
    const rows = JSON.parse(out) as { setting: string; value: string; origin: string }[];
    const of = (setting: string) => rows.find((row) => row.setting === setting);
    expect(of("server.port")).toEqual({
      setting: "server.port",
      value: "9123",
      origin: ".systemprompt/profiles/local/profile.yaml:2",
    });
    expect(of("logging.level")?.origin).toBe("environment SYSTEMPROMPT__LOGGING__LEVEL");
    expect(of("server.host")?.origin).toBe("default");
  });

  test("exits 78 on one screen where nothing is set up", async () => {
    using folder = setUp();
    rmSync(join(folder.path, ".systemprompt"), { recursive: true });
    const { err, out, code } = await run(folder.path, ["show"]);
    expect({ code, out }).toEqual({ code: 78, out: "" });
    expect(err).toContain("not set up");
  });

  test("validates the profile's services", async () => {
    using folder = setUp();
    const { out, code } = await run(folder.path, ["validate", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, warnings: [] });
  });

  test("exits 78 with every diagnostic of a bad folder", async () => {
    using folder = setUp();
    const bad = join(folder.path, "services/mcp/files.yaml");
    writeFileSync(bad, "type: stdio\ncommand: /bin/x\nlimits:\n  timout: 5\nargs: 1\n");
    const { err, code } = await run(folder.path, ["validate"]);
    expect(code).toBe(78);
    expect(err).toContain(
      'services/mcp/files.yaml:4:3 limits.timout  unknown key, did you mean "call_timeout_ms"?',
    );
    expect(err).toContain("services/mcp/files.yaml:5:7 args  must be a list, found 1");
  });

  test("prints JSON Schema without words of our own", async () => {
    using folder = setUp();
    const { out, code } = await run(folder.path, ["schema", "mcp"]);
    expect(code).toBe(0);
    const schema = JSON.parse(out) as Record<string, unknown>;
    expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(schema["required"]).toEqual(["type"]);
    expect(out).not.toContain('"hint"');
  });

  test("suggests the name of a schema", async () => {
    using folder = setUp();
    const { err, code } = await run(folder.path, ["schema", "governence"]);
    expect(code).toBe(64);
    expect(err).toContain('Did you mean "governance"?');
  });

  test.each(["reload", "status"])("%s says when no server runs", async (verb) => {
    using folder = setUp();
    const { err, code } = await run(folder.path, [verb]);
    expect(code).toBe(69);
    expect(err).toContain("infra services start");
  });
});
