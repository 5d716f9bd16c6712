import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { isAppError } from "#shared/errors.ts";
import { describeProfile } from "./describe-profile.ts";
import type { Environment } from "./environment.ts";
import { initHome } from "./find-home.ts";
import { loadProfile } from "./load-profile.ts";
import { profilePaths } from "./paths.ts";
import type { Profile } from "./profile.ts";
import type { SettingFlags } from "./settings-layer.ts";
import { testFolder } from "./test-folder.ts";

const stored = "postgres://stored@localhost/systemprompt";

function load(
  folder: string,
  options: { text?: string; secrets?: string; env?: Environment; flags?: SettingFlags } = {},
): Profile {
  const home = initHome(folder);
  const paths = profilePaths(home, "local");
  mkdirSync(paths.folder, { recursive: true, mode: 0o700 });
  const text = options.text ?? "installation_id: x\n";
  writeFileSync(paths.profile, text, { mode: 0o600 });
  if (options.secrets !== undefined) {
    writeFileSync(paths.secrets, options.secrets, { mode: 0o600 });
  }
  return loadProfile({ home, env: options.env ?? {}, flags: options.flags ?? {} });
}

describe("M49 the profile", () => {
  test("is filled with the defaults of its schema", () => {
    using folder = testFolder();
    const profile = load(folder.path);
    expect(profile.server).toMatchObject({ host: "127.0.0.1", port: 8080, drain_ms: 10_000 });
    expect(profile.security).toMatchObject({ signing: "ES256", isolation_minimum: "process" });
    expect(profile.audit.durability).toBe("local");
    expect(profile.database).toEqual({
      single_role: false,
      pool_max: 6,
      connect_timeout_ms: 5_000,
      statement_timeout_ms: 10_000,
    });
    expect(profile.services).toBe(`${folder.path}/services`);
    expect(profile.rate_limits).toBeUndefined();
  });

  test("lets flags win over the environment, that over the file, that over defaults", () => {
    using folder = testFolder();
    const text = "server:\n  port: 1001\n  host: 127.0.0.2\naudit:\n  anchor_seconds: 11\n";
    const env = { SYSTEMPROMPT__SERVER__PORT: "1002", SYSTEMPROMPT__SERVER__HOST: "127.0.0.3" };
    const profile = load(folder.path, { text, env, flags: { "server.port": 1003 } });
    expect(profile.server.port).toBe(1003);
    expect(profile.server.host).toBe("127.0.0.3");
    expect(profile.audit.anchor_seconds).toBe(11);
    const origins = ["server.port", "server.host", "audit.anchor_seconds", "server.drain_ms"];
    expect(origins.map((path) => profile.origins.get(path))).toEqual([
      "flag --port",
      "environment SYSTEMPROMPT__SERVER__HOST",
      ".systemprompt/profiles/local/profile.yaml:5",
      "default",
    ]);
  });

  test("reads numbers, switches and lists from the environment", () => {
    using folder = testFolder();
    const profile = load(folder.path, {
      env: {
        SYSTEMPROMPT__SERVER__REUSE_PORT: "true",
        SYSTEMPROMPT__SERVER__ALLOWED_HOSTS: "a.example, b.example",
        SYSTEMPROMPT__RATE_LIMITS__MULTIPLIERS__USER: "2.5",
      },
    });
    expect(profile.server.reuse_port).toBe(true);
    expect(profile.server.allowed_hosts).toEqual(["a.example", "b.example"]);
    expect(profile.rate_limits).toEqual({ multipliers: { user: 2.5 } });
  });

  test("has a public URL that follows the port unless it is set", () => {
    using folder = testFolder();
    expect(load(folder.path, { flags: { "server.port": 9001 } }).server.public_url).toBe(
      "http://127.0.0.1:9001",
    );
    const text = "server:\n  public_url: https://agents.example.com\n";
    const set = load(folder.path, { text, flags: { "server.port": 9001 } });
    expect(set.server.public_url).toBe("https://agents.example.com");
  });

  test("takes DATABASE_URL for this run, and then nothing of the stored database", () => {
    using folder = testFolder();
    const text =
      "database:\n  embedded:\n    port: 15432\n    binaries: /opt/pg\n    data: /srv/pg\n";
    const secrets = `database_url: ${stored}\ndatabase_app_url: ${stored}\n`;
    const other = "postgres://other@localhost/other";
    const profile = load(folder.path, { text, secrets, env: { DATABASE_URL: other } });
    expect(profile.secrets).toEqual({ database_url: other });
    expect(profile.database.embedded).toBeUndefined();
    expect(profile.origins.get("secrets.database_url")).toBe("environment DATABASE_URL");
    const same = load(folder.path, { text, secrets, env: { DATABASE_URL: stored } });
    expect(same.secrets.database_app_url).toBe(stored);
    expect(same.database.embedded?.port).toBe(15_432);
  });

  test("never shows a secret when it is printed or described", () => {
    using folder = testFolder();
    const word = ["hunter", "2"].join("");
    const secrets = `database_url: postgres://me:${word}@localhost/x\n`;
    const profile = load(folder.path, { secrets });
    const printed = [JSON.stringify(profile), Bun.inspect(profile), JSON.stringify({ ...profile })];
    expect([...printed, JSON.stringify(describeProfile(profile))].join()).not.toContain(word);
    const row = describeProfile(profile).find(({ setting }) => setting === "secrets.database_url");
    expect(row?.value).toBe("(set)");
  });

  test("that does not exist is not set up, and the others are named", () => {
    using folder = testFolder();
    const { home } = load(folder.path);
    try {
      loadProfile({ home, name: "prod", env: {} });
      throw new Error("it was loaded");
    } catch (error) {
      if (!isAppError(error)) throw error;
      expect(error.code).toBe("NOT_SET_UP");
      expect(error.message).toContain("There are: local.");
    }
  });

  test.each(["../other", "Prod", "", "a/b"])("is never called %p", (name) => {
    using folder = testFolder();
    const { home } = load(folder.path);
    expect(() => loadProfile({ home, name, env: {} })).toThrow("profile's name");
  });

  test("is chosen by SYSTEMPROMPT_PROFILE", () => {
    using folder = testFolder();
    const { home } = load(folder.path);
    const paths = profilePaths(home, "prod");
    mkdirSync(paths.folder);
    writeFileSync(paths.profile, "logging:\n  level: warn\n", { mode: 0o600 });
    expect(loadProfile({ home, env: { SYSTEMPROMPT_PROFILE: "prod" } }).name).toBe("prod");
    expect(loadProfile({ home, env: {} }).name).toBe("local");
  });
});
