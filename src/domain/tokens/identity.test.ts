import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { inspect } from "node:util";
import { openListener } from "#infra/database/open-listener.ts";
import { ChangeLog, changesRememberedMax } from "./change-log.ts";
import { freshnessMsMax, Identity, identityChannel } from "./identity.ts";
import { type Bench, issuer, openBench, tokenSeconds } from "./test-bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.identity.poll());

const context = () => ({
  audiences: [issuer],
  addressPrefix: "192.0.2.7",
  nowMs: bench.clock.nowMs(),
});

async function outcome(credential: string | null, identity = bench.identity) {
  const { principal, refused } = await identity.authenticate(credential, context());
  return refused?.replace("UNAUTHENTICATED.", "") ?? principal.role;
}

/** Whether the answer came without waiting. */
const isImmediate = (credential: string) =>
  !(bench.identity.authenticate(credential, context()) instanceof Promise);

const login = async (role = "user") => {
  const userId = await bench.addUser(role);
  return { userId, ...(await bench.tokens.login(bench.actor, userId)) };
};

/** The message of what the work throws; `accepted` when it does not. */
async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
  return "accepted";
}

describe("M01 M58 a database that lost its newest changes in a failover", () => {
  test("brings every later revocation, although its epochs were seen before", async () => {
    const { token, userId } = await login();
    expect(await outcome(token)).toBe("user");
    await bench.identity.poll();
    const known = bench.identity.epoch();
    expect(known).toBeGreaterThan(3);
    const { principal } = await bench.identity.authenticate(token, context());
    const owner = bench.database.open(bench.database.ownerUrl, { max: 1 });
    await owner.sql.unsafe(`
      set session_replication_role = replica;
      update revocation_epoch set epoch = 2;
      update users set changed_epoch = least(changed_epoch, 2);
      update user_sessions set changed_epoch = least(changed_epoch, 2);
      set session_replication_role = origin`);
    await bench.database.db.sql`update users set disabled_at = now() where id = ${userId}`;
    await bench.identity.poll();
    expect(bench.identity.epoch()).toBe(3);
    expect(bench.identity.isCurrent(principal)).toBe(false);
    expect(await outcome(token)).not.toBe("user");
  });
});

describe("M01 a caller without a credential", () => {
  test("is anonymous and told apart by its address only", async () => {
    expect(await bench.identity.authenticate(null, context())).toEqual({
      principal: {
        userId: "anonymous",
        email: null,
        role: "anonymous",
        scopes: [],
        departments: [],
        clientId: "unknown",
        sessionId: "anon:192.0.2.7",
        tokenId: null,
        credential: "none",
      } as never,
    });
  });
});

describe("M01 a verified credential", () => {
  test("is answered without waiting the second time, by the same frozen principal", async () => {
    const { token, userId, sessionId, tokenId } = await login("service");
    expect(isImmediate(token)).toBe(false);
    const first = await bench.identity.authenticate(token, context());
    expect(isImmediate(token)).toBe(true);
    const second = bench.identity.authenticate(token, context());
    expect(second).toBe(first);
    expect(Object.isFrozen(first.principal)).toBe(true);
    expect(first.principal).toMatchObject({
      userId,
      sessionId,
      tokenId,
      role: "service",
      clientId: "cli",
      scopes: ["*"],
      credential: "access_token",
    } as never);
  });

  test("is verified once for a burst of calls", async () => {
    const { token } = await login();
    const all = await Promise.all(
      Array.from({ length: 50 }, async () => bench.identity.authenticate(token, context())),
    );
    expect(new Set(all.map((answer) => answer.principal)).size).toBe(1);
  });

  test("expires also when it is cached", async () => {
    const { token } = await login();
    expect(await outcome(token)).toBe("user");
    const before = bench.clock.wallMs;
    bench.clock.wallMs += (tokenSeconds - 1) * 1_000;
    expect(await outcome(token)).toBe("user");
    bench.clock.wallMs += 2_000;
    expect(await outcome(token)).toBe("EXPIRED");
    expect(await outcome(token)).toBe("EXPIRED");
    bench.clock.wallMs = before;
  });

  test("leaves the cache when newer ones need the room", async () => {
    const small = await openBench({ credentialsMax: 3 });
    try {
      for (let count = 0; count < 8; count++) {
        const { token } = await small.tokens.login(small.actor, await small.addUser());
        await small.identity.authenticate(token, { ...context(), nowMs: small.clock.nowMs() });
      }
      expect(small.identity.cached).toBe(3);
    } finally {
      await small.close();
    }
  });

  test("is not kept or shown by the cache", async () => {
    const { token } = await login();
    await outcome(token);
    const shown = inspect(bench.identity, { depth: 20, showHidden: true, maxArrayLength: null });
    expect(shown).not.toContain(token);
    expect(shown).not.toContain(token.split(".")[2] ?? "");
  });
});

describe("M06 M35 a change of identity is in force after a refresh", () => {
  const sql = () => bench.database.db.sql;
  type Login = Awaited<ReturnType<typeof login>>;
  const changes: [string, (made: Login) => Promise<unknown>, string][] = [
    ["role", ({ userId }) => sql()`update users set role = 'mcp' where id = ${userId}`, "mcp"],
    [
      "disabled user",
      ({ userId }) => sql()`update users set disabled_at = now() where id = ${userId}`,
      "REVOKED",
    ],
    ["ended session", (made) => bench.tokens.endSession(bench.actor, made.sessionId), "REVOKED"],
    ["revoked token", (made) => bench.tokens.revokeToken(bench.actor, made), "REVOKED"],
  ];

  test.each(changes)("%s", async (_name, change, expected) => {
    const made = await login();
    const bystander = await login();
    expect([await outcome(made.token), await outcome(bystander.token)]).toEqual(["user", "user"]);
    const { principal } = await bench.identity.authenticate(made.token, context());
    const other = (await bench.identity.authenticate(bystander.token, context())).principal;
    await bench.identity.poll();
    const before = bench.identity.epoch();
    await change(made);
    expect(bench.identity.isCurrent(principal)).toBe(true);
    await bench.identity.refresh(before + 1);
    expect(bench.identity.epoch()).toBe(before + 1);
    expect(bench.identity.isCurrent(principal)).toBe(false);
    expect(bench.identity.isCurrent(other)).toBe(true);
    expect(isImmediate(bystander.token)).toBe(true);
    expect(await outcome(made.token)).toBe(expected);
  });

  test("departments, read anew for the same token", async () => {
    const made = await login();
    await outcome(made.token);
    await sql()`update users set departments = ${["legal"]} where id = ${made.userId}`;
    await bench.identity.refresh(bench.identity.epoch() + 1);
    const { principal } = await bench.identity.authenticate(made.token, context());
    expect(principal.departments).toEqual(["legal"]);
    expect(bench.identity.isCurrent(principal)).toBe(true);
  });

  test("on another replica, woken by the database", async () => {
    const heard = Promise.withResolvers<void>();
    let ready: Promise<void> = Promise.reject(new Error("not started"));
    ready.catch(() => undefined);
    let target = Number.POSITIVE_INFINITY;
    const listen = (onChange: () => void) => {
      const listener = openListener({
        url: bench.database.appUrl,
        channels: [identityChannel],
        applicationName: "systemprompt test",
        connectTimeoutMs: 5_000,
        onNotify: (payload) => {
          onChange();
          if (Number(payload) >= target) heard.resolve();
        },
        onReconnect: onChange,
      });
      ready = listener.ready;
      return listener;
    };
    const { clock, keys } = bench;
    const database = bench.database.db;
    const replica = new Identity({ database, keys, issuer, clock, listen });
    const made = await login();
    await replica.start();
    try {
      await ready;
      expect(await outcome(made.token, replica)).toBe("user");
      target = replica.epoch() + 1;
      await bench.tokens.endSession(bench.actor, made.sessionId);
      await heard.promise;
      // The notification has begun a poll; this waits for that one.
      await replica.poll();
      expect(await outcome(made.token, replica)).toBe("REVOKED");
    } finally {
      await replica.stop();
    }
  });
});

describe("M01 knowledge that is too old", () => {
  test("refuses every credential while the database does not answer, and recovers", async () => {
    const own = await openBench();
    try {
      const context = { audiences: [issuer], addressPrefix: "a", nowMs: own.clock.nowMs() };
      const { token } = await own.tokens.login(own.actor, await own.addUser());
      const outcomeOf = async () => (await own.identity.authenticate(token, context)).refused;
      expect(await outcomeOf()).toBeUndefined();
      const { principal } = await own.identity.authenticate(token, context);
      const owner = own.database.open(own.database.ownerUrl);
      await owner.sql`alter table revocation_epoch rename to elsewhere`;
      own.clock.sinceStartMs += freshnessMsMax;
      expect(await outcomeOf()).toBeUndefined();
      expect(own.identity.isCurrent(principal)).toBe(true);
      own.clock.sinceStartMs += 1;
      expect(own.identity.isCurrent(principal)).toBe(false);
      expect(own.identity.isCurrent(principal, own.identity.epoch())).toBe(true);
      expect(await outcomeOf()).toBe("UNAUTHENTICATED.STALE");
      expect((await own.identity.authenticate(null, context)).refused).toBeUndefined();
      await owner.sql`alter table elsewhere rename to revocation_epoch`;
      expect(await outcomeOf()).toBeUndefined();
    } finally {
      await own.close();
    }
  });
});

describe("M01 M35 a personal access token", () => {
  test("is accepted where an access token is, and only its hash is stored", async () => {
    const userId = await bench.addUser("a2a");
    const made = await bench.tokens.issuePersonalToken(bench.actor, userId, { name: "ci" });
    expect(made.token).toMatch(/^sp_pat_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$/);
    const { principal } = await bench.identity.authenticate(made.token, context());
    expect(principal).toMatchObject({
      userId,
      role: "a2a",
      credential: "pat",
      sessionId: made.id,
      tokenId: made.id,
    } as never);
    expect(isImmediate(made.token)).toBe(true);
    const secret = made.token.slice(-43);
    const owner = bench.database.open(bench.database.ownerUrl);
    for (const table of ["personal_access_tokens", "audit_events", "users", "user_sessions"]) {
      const rows = await owner.sql`select to_jsonb(t)::text as row from ${owner.sql(table)} t`;
      expect(JSON.stringify(rows)).not.toContain(secret);
      expect(JSON.stringify(rows)).not.toContain(Buffer.from(secret).toString("hex"));
    }
    expect(JSON.stringify(bench.audit.entries)).not.toContain(secret);
    expect(JSON.stringify(await bench.tokens.listPersonalTokens(userId))).not.toContain(secret);
  });

  test("is refused when one character differs, when it is cut, and for another surface", async () => {
    const userId = await bench.addUser();
    const { token } = await bench.tokens.issuePersonalToken(bench.actor, userId, { name: "x" });
    const last = token.at(-1) === "A" ? "B" : "A";
    expect(await outcome(token.slice(0, -1) + last)).toBe("INVALID");
    expect(await outcome(token.slice(0, -1))).toBe("MALFORMED");
    expect(await outcome(`${token} `)).toBe("MALFORMED");
    const elsewhere = { ...context(), audiences: [`${issuer}/api/v1/mcp/workspace/mcp`] };
    expect((await bench.identity.authenticate(token, elsewhere)).refused).toBe(
      "UNAUTHENTICATED.AUDIENCE",
    );
  });

  test("ends when it is revoked or its time is over", async () => {
    const userId = await bench.addUser();
    const input = { name: "short", days: 1 };
    const short = await bench.tokens.issuePersonalToken(bench.actor, userId, input);
    const revoked = await bench.tokens.issuePersonalToken(bench.actor, userId, { name: "r" });
    expect([await outcome(short.token), await outcome(revoked.token)]).toEqual(["user", "user"]);
    await bench.tokens.revokePersonalToken(bench.actor, revoked.prefix);
    await bench.identity.poll();
    expect(await outcome(revoked.token)).toBe("REVOKED");
    bench.clock.wallMs += 86_400_000;
    expect(await outcome(short.token)).toBe("EXPIRED");
    bench.clock.wallMs -= 86_400_000;
  });

  test("is not issued for a deleted user or without a name", async () => {
    const userId = await bench.addUser();
    const issue = (name: string) => bench.tokens.issuePersonalToken(bench.actor, userId, { name });
    expect(await failure(issue(" "))).toContain("needs a name");
    await bench.database.db.sql`update users set disabled_at = now() where id = ${userId}`;
    expect(await failure(issue("a"))).toContain("no such active user");
    expect(await failure(bench.tokens.login(bench.actor, userId))).toContain("no such active user");
  });
});

describe("M01 a rotation of signing keys", () => {
  test("lets the old key verify until its tokens have expired", async () => {
    const own = await openBench();
    try {
      const context = () => ({
        audiences: [issuer],
        addressPrefix: "a",
        nowMs: own.clock.nowMs(),
      });
      const refusal = async (token: string) =>
        (await own.identity.authenticate(token, context())).refused;
      const userId = await own.addUser();
      const old = await own.tokens.login(own.actor, userId);
      expect(await refusal(old.token)).toBeUndefined();
      const kid = await own.tokens.rotateKeys(own.actor);
      await own.identity.poll();
      const fresh = await own.tokens.login(own.actor, userId);
      expect(Buffer.from(fresh.token.split(".")[0] ?? "", "base64url").toString()).toContain(kid);
      expect([await refusal(old.token), await refusal(fresh.token)]).toEqual([
        undefined,
        undefined,
      ]);
      expect(own.keys.publicKeys(own.clock.nowMs())).toHaveLength(2);
      expect(JSON.stringify(own.keys.publicKeys(own.clock.nowMs()))).not.toContain('"d"');
      const afterIt = own.clock.nowMs() + (tokenSeconds + 60) * 1_000;
      expect(own.keys.publicKeys(afterIt).map((jwk) => jwk.kid)).toEqual([kid]);
    } finally {
      await own.close();
    }
  });

  test("by two replicas at once leaves one key that signs", async () => {
    const own = await openBench();
    try {
      await own.tokens.ensureSigningKey(own.actor);
      await Promise.all([own.tokens.rotateKeys(own.actor), own.tokens.rotateKeys(own.actor)]);
      const live = await own.tokens.listKeys();
      expect(live.filter((key) => key.retiredAt === null)).toHaveLength(1);
      expect(live).toHaveLength(3);
    } finally {
      await own.close();
    }
  });
});

describe("the memory of changes", () => {
  test("denies what it has forgotten", () => {
    const log = new ChangeLog();
    const principal = { userId: "u", sessionId: "s", tokenId: null } as never;
    for (let epoch = 1; epoch <= changesRememberedMax + 1; epoch++) {
      log.add({ subject: "user", id: `other-${epoch}`, epoch });
    }
    expect(log.isCurrent(principal, 0)).toBe(false);
    expect(log.isCurrent(principal, 1)).toBe(true);
  });
});
