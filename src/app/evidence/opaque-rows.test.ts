import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startConfig } from "#app/config/running-config.ts";
import { openSeenFiles } from "#app/config/seen-files.ts";
import { eraseUser } from "#app/erasure/erase-user.ts";
import { actor, canary, openTestErasure, type TestErasure } from "#app/erasure/test-person.ts";
import { grantAccess, revokeAccess } from "#app/governance/change-access.ts";
import { governHook } from "#app/hooks/govern-hook.ts";
import {
  modern,
  openTestGateway,
  principal,
  type TestGateway,
  testServer,
} from "#app/mcp/test-servers/test-gateway.ts";
import { compilePolicy } from "#domain/governance/policy/compile-policy.ts";
import type { User } from "#domain/users/user.ts";
import { writeDefaultServices } from "#infra/config/default-services.ts";
import type { AccessRule } from "#infra/config/schemas/access-control.ts";
import type { Profile } from "#infra/config/profile.ts";
import { createLogger } from "#infra/logging/logger.ts";
import { keyBytes, SecretKey } from "#infra/security/secret-key.ts";
import { isAppError } from "#shared/errors.ts";
import { mintTraceId } from "#shared/ids.ts";
import type { JsonObject } from "#shared/json.ts";
import { systemClock } from "#shared/clock.ts";
import type { Authentication } from "#shared/principal.ts";
import { systemRandom } from "#shared/random.ts";

/**
 * Every file that makes rows of the audit, with what drives it here. A new one fails the test until
 * it is driven as well, by a person whose address and name stand wherever a caller may put them.
 */
// prettier-ignore
const producers: Readonly<Record<string, string>> = {
  "shared/recorded-act.ts":                       "every administrative act",
  "app/calls/admit-call.ts":                      "calls and hooks",
  "app/calls/record-event.ts":                    "messages that are no calls",
  "app/config/running-config.ts":                 "a configuration with a rule about the person",
  "app/erasure/erase-user.ts":                    "the erasure itself",
  "app/governance/change-access.ts":              "a rule is granted and revoked by address",
  "app/governance/change-rates.ts":               "none: numbers only",
  "app/hooks/govern-hook.ts":                     "hooks",
  "app/mcp/answers/answer-discover.ts":           "initialize with a claim, server/discover",
  "app/mcp/answers/answer-list.ts":               "tools/list",
  "app/mcp/answers/answer-listen.ts":             "none: the filter is booleans",
  "app/mcp/answers/answer-message.ts":            "none: our own words",
  "app/mcp/answers/end-session.ts":               "none: our own words",
  "app/mcp/answers/refuse-message.ts":            "a method that is an address",
  "app/mcp/control-verbs.ts":                     "none: a digest",
  "app/mcp/endpoint.ts":                          "an unknown server",
  "app/mcp/record-outcome.ts":                    "calls",
  "app/runtime/admission.ts":                     "none: a count, and the session or address prefix",
  "domain/audit/holds/change-holds.ts":           "a hold on the person",
  "domain/audit/retention/tombstone.ts":          "none: counts and names of months",
  "domain/audit/writer/sweep-dead-writers.ts":    "none: copies of rows of the others",
  "domain/secrets/attestation.ts":                "a secret of the person",
  "domain/secrets/erasure/erasure-record.ts":     "the erasure itself",
  "domain/secrets/keys/owner-keys.ts":            "the person's first key",
  "domain/secrets/rotate-master-key.ts":          "none: ids of keys",
  "domain/secrets/service.ts":                    "a rotation of the person's key",
  "domain/tokens/service.ts":                     "logins and personal access tokens",
  "domain/users/service.ts":                      "a user is made, changed and deleted",
  "entry/http/bind-deps.ts":                      "none: the pattern of a route, our own words",
};

const makesRows =
  /\b(?:audit|log)\.commit(?:Outcome)?\(|\brecord(?:Act|Event|Erasure|Attestation)\(/;

let erasure: TestErasure;
let folder = "";
beforeAll(async () => {
  erasure = await openTestErasure();
  folder = await mkdtemp(join(tmpdir(), "opaque-rows-"));
}, 30_000);
afterAll(async () => {
  await erasure[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** What must stand in no row: the address, the whole name, and each alone. */
function wordsOf({ email, name }: Pick<User, "email" | "name">): readonly string[] {
  return [email, name, email.split("@")[0] ?? email].map((word) => word.toLowerCase());
}

async function rowsOf(sql: TestGateway["evidence"]["owner"]["sql"]): Promise<string> {
  const rows = await sql<{ row: string }[]>`select e::text as row from audit_events as e`;
  expect(rows.length).toBeGreaterThan(5);
  return rows
    .map(({ row }) => row)
    .join("\n")
    .toLowerCase();
}

async function ignoreRefusal(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isAppError(error)) throw error;
  }
}

describe("M13 the files that make rows", () => {
  test("are all known here", async () => {
    const root = join(import.meta.dir, "../..");
    const found: string[] = [];
    for (const path of await readdir(root, { recursive: true })) {
      if (!path.endsWith(".ts") || /(?:\.test|\.d)\.ts$|\/test-|fixtures/.test(path)) continue;
      if (makesRows.test(await Bun.file(join(root, path)).text())) found.push(path);
    }
    expect(found.sort()).toEqual(Object.keys(producers).sort());
  });
});

describe("M13 no row holds a person's address or name", () => {
  test("after administrative acts about the person", async () => {
    const { user } = await erasure.addPerson();
    const { users, tokens, secrets, holds } = erasure;
    await users.update(actor, user.email, { name: `${user.name} Junior`, role: "service" });
    await ignoreRefusal(users.create(actor, { email: user.email, name: "Twin", role: "user" }));
    await secrets.rotateOwnerKey(actor, user.id);
    await secrets.delete(actor, user.id, "own");
    const [issued] = await tokens.listPersonalTokens(user.id);
    await tokens.revokePersonalToken(actor, issued?.prefix ?? "");
    const [session] = await tokens.listSessions(user.id);
    await tokens.endSession(actor, session?.id ?? "");
    const hold = { reason: "court", userId: user.id, from: null, to: null };
    const { hold_id } = await holds.place(actor, hold);
    await ignoreRefusal(erasure.erase(user.id));
    await holds.release(actor, hold_id, "over");
    await rulesOver(user);
    await users.delete(actor, user.id);
    await eraseUser(erasure.deps, actor, { userId: user.id, reason: "Request 17" });
    const all = await rowsOf(erasure.evidence.owner.sql);
    for (const word of [...wordsOf(user), `${canary}'s`.toLowerCase()]) {
      expect(all).not.toContain(word);
    }
    expect(all).toContain(`user:${user.id}`);
  });

  /** Rules about the person by address: by the command line, and written in a file by hand. */
  async function rulesOver(user: User): Promise<void> {
    writeDefaultServices(folder);
    const { database, audit } = erasure.deps;
    const profile = { services: folder } as Profile;
    const deps = { profile, audit, actor, users: erasure.users };
    const rule = { entity: "mcp://workspace", subject: `user:${user.email}` };
    const file = join(folder, "access-control/roles.yaml");
    const before = await Bun.file(file).text();
    const log = createLogger({ level: "error", clock: systemClock, format: "text", write() {} });
    const key = new SecretKey("snapshots", systemRandom(keyBytes));
    const seen = openSeenFiles(join(folder, "seen"));
    const options = { folder, database, audit, actor, log, seen, key, swap() {} };
    await grantAccess(deps, { ...rule, access: "deny", reason: "Not now." });
    (await startConfig(options)).close();
    await revokeAccess(deps, rule);
    await writeFile(file, before);
    (await startConfig(options)).close();
  }

  test("after calls, messages and hooks that say them wherever a caller can", async () => {
    const email = `${canary}.caller@example.test`.toLowerCase();
    const name = `${canary} The Caller`;
    const rules: readonly AccessRule[] = [
      { entity: "mcp://dual", subject: "role:admin", access: "allow" },
      { entity: "mcp://dual/closed", subject: `user:${email}`, access: "deny" },
      {
        entity: "mcp://dual/reasoned",
        subject: "role:admin",
        access: "deny",
        reason: `Ask ${email}`,
      },
      { entity: "hook://*", subject: "role:admin", access: "allow" },
    ];
    const servers = { dual: testServer() };
    await using gateway = await openTestGateway({ servers, rules });
    const who: Authentication = { principal: principal("admin", { email }) };
    await drive(gateway, who, email, name);
    await hooks(
      gateway,
      who,
      compilePolicy({ governance: {}, access_control: { rules }, mcp: servers }, "0"),
      email,
      name,
    );
    const all = await rowsOf(gateway.evidence.owner.sql);
    for (const word of wordsOf({ email, name })) expect(all).not.toContain(word);
    expect(all).toContain("(e-mail)");
    expect(all).toContain(`user:${who.principal.userId}`);
  }, 60_000);
});

async function drive(
  gateway: TestGateway,
  who: Authentication,
  email: string,
  name: string,
): Promise<void> {
  const say = async (method: string, params: JsonObject) => {
    const { body, headers } = modern(method, params);
    return gateway.post("dual", body, { who, headers });
  };
  const call = (tool: string, args: JsonObject) =>
    say("tools/call", { name: tool, arguments: args });
  const token = ["AKIA", "Z7VRNPQ4", "KX3MTW2D"].join("");
  expect((await call("echo", { note: email, [name]: name })).status).toBe(200);
  await call("closed", {});
  await call("reasoned", {});
  await call("no_such_tool", { [email]: name });
  await call("echo", { [email]: token, [name]: { [email]: token } });
  await call("echo", { [`${name} command`]: "rm -rf /", [email]: { command: "rm -rf /" } });
  await say("tools/list", {});
  await say("server/discover", {});
  await say("resources/read", { uri: `file:///${email}` });
  await say("prompts/get", { name });
  await say(`${email}/method`, {});
  await gateway.post(
    "dual",
    {
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: {
        protocolVersion: "2025-06-18",
        capabilities: {},
        clientInfo: { name: `by ${email}` },
      },
    },
    { who },
  );
  await gateway.post(
    `no-${canary.length}`,
    { jsonrpc: "2.0", id: 1, method: "tools/list" },
    { who },
  );
  const refused = { ...who, refused: "UNAUTHENTICATED.EXPIRED" } as const;
  await gateway.post("dual", { jsonrpc: "2.0", id: 1, method: "tools/list" }, { who: refused });
}

async function hooks(
  gateway: TestGateway,
  authentication: Authentication,
  policy: ReturnType<typeof compilePolicy>,
  email: string,
  name: string,
): Promise<void> {
  const claims = { session_id: name, agent_id: email, cwd: `/home/${name}` };
  const events: readonly JsonObject[] = [
    { hook_event_name: "PreToolUse", tool_name: "Bash", tool_input: { command: `echo ${email}` } },
    { hook_event_name: "PreToolUse", tool_name: "Read", tool_input: { file_path: name } },
    { hook_event_name: "PreToolUse", tool_name: email, tool_input: {} },
    { hook_event_name: "PreToolUse", tool_name: "Bash", tool_input: { [name]: "rm -rf /" } },
    {
      hook_event_name: "PreToolUse",
      tool_name: "Write",
      tool_input: { file_path: `/home/${email}/.ssh/authorized_keys` },
    },
    { hook_event_name: "UserPromptSubmit", prompt: `I am ${name}, ${email}` },
    { hook_event_name: email },
  ];
  for (const event of events) {
    const response = await governHook(
      { ...gateway.deps, policy: () => policy },
      {
        body: JSON.stringify({ ...event, ...claims }),
        authentication,
        traceId: mintTraceId(),
        addressPrefix: "127.0.0.1",
      },
    );
    expect(response.headers["x-audit-receipt"]).toBeDefined();
  }
}
