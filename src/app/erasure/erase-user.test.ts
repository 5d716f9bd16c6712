import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { verifyDatabase } from "#domain/audit/verify/verify-evidence.ts";
import { rotateMasterKey } from "#domain/secrets/rotate-master-key.ts";
import { Identity } from "#domain/tokens/identity.ts";
import { KeyTable } from "#domain/tokens/key-table.ts";
import { isAppError } from "#shared/errors.ts";
import { systemClock } from "#shared/clock.ts";
import type { JsonObject } from "#shared/json.ts";
import { eraseUser } from "./erase-user.ts";
import { actor, canary, openTestErasure, type Person, type TestErasure } from "./test-person.ts";

let erasure: TestErasure;
beforeAll(async () => {
  erasure = await openTestErasure();
  await erasure.addPerson("admin");
}, 30_000);
afterAll(() => erasure[Symbol.asyncDispose]());

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isAppError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return "accepted";
}

/** Every text of every table, as somebody who may read all of them sees it. */
async function everything(): Promise<string> {
  const { owner } = erasure.evidence;
  const tables = await owner.sql<{ name: string }[]>`
    select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') limit 1000`;
  let all = "";
  for (const { name } of tables) {
    const rows = await owner.sql<{ text: string | null }[]>`
      select string_agg(t::text, ' ') as text from ${owner.sql(name)} as t`;
    all += rows[0]?.text ?? "";
  }
  return all;
}

async function phases(userId: string): Promise<readonly string[]> {
  const rows = await erasure.evidence.owner.sql<{ detail: JsonObject }[]>`
    select detail from audit_events
     where target = 'identity://user/erase' and detail ->> 'user_id' = ${userId}
     order by id limit 100`;
  return rows.map(({ detail }) => String(detail["phase"]));
}

const states = async ({ decisions }: Person) =>
  (await erasure.executions(decisions)).map((one) => one.excerpts);

describe("M13 an erased person", () => {
  test("leaves ids and a chain that holds, and no text of theirs in any table", async () => {
    const person = await erasure.addPerson();
    const { user } = person;
    expect(await states(person)).toEqual(["open", "open"]);
    expect(await everything()).toContain(user.email);
    const before = await erasure.evidence.owner.sql`
      select count(*)::int as rows from audit_events where user_id = ${user.id}`;
    expect(await erasure.erase(user.id)).toEqual({
      user_id: user.id,
      already: false,
      keys_destroyed: 1,
      secrets_deleted: 1,
      sessions_ended: 1,
      tokens_revoked: 1,
    });
    const number = user.email.slice(canary.length + 1).split("@")[0] ?? "";
    const all = await everything();
    for (const word of [user.email, user.name, number, `${canary}-value`]) {
      expect(all.toLowerCase()).not.toContain(word.toLowerCase());
    }
    expect(all).toContain(user.id);
    const after = await erasure.evidence.owner.sql`
      select count(*)::int as rows from audit_events where user_id = ${user.id}`;
    expect([...after]).toEqual([...before]);
    expect(await states(person)).toEqual(["erased", "erased"]);
    expect(await phases(user.id)).toEqual(["begin", "done"]);
    const report = await verifyDatabase(erasure.evidence.database.db, {});
    expect(report.ok).toBe(true);
    expect(await erasure.users.find(user.id)).toMatchObject({
      name: `erased-${user.id}`,
      email: `erased-${user.id}@invalid`,
      departments: [],
    });
  });

  test("makes no more calls: neither key nor credential serves anywhere", async () => {
    const { user, token } = await erasure.addPerson();
    const held = erasure.openExcerptKeys();
    await held.load(user.id);
    const forgotten: (string | null)[] = [];
    const identity = new Identity({
      database: erasure.deps.database,
      keys: new KeyTable({ ...erasure.deps, monotonicMs: systemClock.monotonicMs }),
      issuer: "http://127.0.0.1:8080",
      clock: systemClock,
      onDataKeyChange: (owner) => {
        forgotten.push(owner);
        held.forget(owner);
      },
    });
    await identity.poll();
    await held.load(user.id);
    const context = {
      audiences: ["http://127.0.0.1:8080"],
      addressPrefix: "127.0.0.1",
      nowMs: Date.now(),
    };
    expect((await identity.authenticate(token, context)).refused).toBeUndefined();
    await erasure.erase(user.id);
    await identity.poll();
    expect(forgotten.at(-1)).toBe(user.id);
    expect(held.find(user.id)).toBeUndefined();
    expect(await refusal(held.load(user.id))).toContain("CHECK_FAILED");
    expect((await identity.authenticate(token, context)).refused).toBe("UNAUTHENTICATED.REVOKED");
    const secret = { owner: user.id, name: "new", value: "value" };
    expect(await refusal(erasure.secrets.set(actor, secret))).toContain("CHECK_FAILED");
    expect(await refusal(erasure.secrets.rotateOwnerKey(actor, user.id))).toContain("CHECK_FAILED");
    const given = await erasure.secrets.resolveForSpawn(["own"], user.id, actor);
    expect(given.size).toBe(0);
  });

  test("who was deleted before loses the name and the keys too", async () => {
    const person = await erasure.addPerson();
    await erasure.users.delete(actor, person.user.id);
    expect(await erasure.erase(person.user.id)).toMatchObject({ already: false });
    expect(await everything()).not.toContain(person.user.name);
    expect(await states(person)).toEqual(["erased", "erased"]);
  });

  test("stays erased over rotations of the master key, and is not erased twice", async () => {
    const person = await erasure.addPerson();
    await erasure.secrets.rotateOwnerKey(actor, person.user.id);
    expect(await states(person)).toEqual(["open", "open"]);
    expect(await erasure.erase(person.user.id)).toMatchObject({ keys_destroyed: 2 });
    await rotateMasterKey({ ...erasure.deps, rewraps: [] }, actor);
    expect(await states(person)).toEqual(["erased", "erased"]);
    expect(await erasure.erase(person.user.id)).toMatchObject({ already: true });
    expect(await phases(person.user.id)).toEqual(["begin", "done"]);
  });
});

describe("M13 a copy of an erased person's rows", () => {
  test("that is put back in SQL opens nothing, makes no call, and goes again", async () => {
    const person = await erasure.addPerson();
    const { user } = person;
    const { owner } = erasure.evidence;
    await owner.sql`create table keys_before as
      select * from secret_data_keys where owner = ${user.id}`;
    await owner.sql`create table users_before as select * from users where id = ${user.id}`;
    await erasure.erase(user.id);
    const revive = `
      update secret_data_keys k set wrapped = b.wrapped, erased_at = null from keys_before b
       where k.owner = b.owner and k.version = b.version`;
    await owner.sql`grant select on keys_before to public`;
    for (const role of [erasure.deps.database, owner]) {
      expect(await refusal(role.sql.unsafe(revive))).not.toBe("accepted");
    }
    const gone = "delete from secret_data_keys";
    expect(await refusal(erasure.deps.database.sql.unsafe(gone))).not.toBe("accepted");
    await erasure.evidence.tamper(revive);
    await owner.sql`
      update users u set email = b.email, name = b.name, disabled_at = null from users_before b
       where u.id = b.id`;
    await owner.sql`drop table keys_before, users_before`;
    for (const state of await states(person)) expect(state).toContain("was erased");
    expect(await refusal(erasure.openExcerptKeys().load(user.id))).toContain("was erased");
    expect(await erasure.erase(user.id)).toMatchObject({ already: false, keys_destroyed: 1 });
    expect(await states(person)).toEqual(["erased", "erased"]);
    expect(await everything()).not.toContain(user.email);
  });

  test("is not excused by a failed attempt that is copied or forged", async () => {
    const person = await erasure.addPerson();
    const { user } = person;
    const { owner } = erasure.evidence;
    await refusal(erasure.erase(user.id, { rulesNaming: () => [], findHold: failingHold(2) }));
    expect(await phases(user.id)).toEqual(["begin", "failed"]);
    expect(await states(person)).toEqual(["open", "open"]);
    await erasure.erase(user.id);
    await owner.sql`
      with minted as materialized (select uuidv7() as id)
      insert into audit_events
      select (e).* from (
        select jsonb_populate_record(e, jsonb_build_object('id', minted.id, 'at',
                 uuid_extract_timestamp(minted.id), 'detail', e.detail || jsonb_build_object(
                   'attempt', (select d.detail ->> 'attempt' from audit_events d
                                where d.detail ->> 'user_id' = ${user.id}
                                  and d.detail ->> 'phase' = 'done' limit 1)))) as e
          from audit_events e, minted
         where e.detail ->> 'user_id' = ${user.id} and e.detail ->> 'phase' = 'failed') as forged`;
    expect(await phases(user.id)).toEqual(["begin", "failed", "begin", "done", "failed"]);
    expect(await refusal(erasure.openExcerptKeys().load(user.id))).toContain("was erased");
  });
});

describe("M13 a database whose owner takes an erasure out of the record", () => {
  test("is told by the verification, whatever it opens", async () => {
    await using other = await openTestErasure();
    await other.addPerson("admin");
    const person = await other.addPerson();
    await other.evidence.owner.sql`create table keys_before as select * from secret_data_keys`;
    await other.erase(person.user.id);
    await other.evidence.tamper(
      `delete from audit_events where target = 'identity://user/erase'`,
      `update secret_data_keys k set wrapped = b.wrapped, erased_at = null from keys_before b
        where k.owner = b.owner and k.version = b.version`,
    );
    const report = await verifyDatabase(other.evidence.database.db, {});
    expect(report.ok).toBe(false);
  });
});

/** A hold that appears at the n-th question. */
function failingHold(n: number) {
  let asked = 0;
  return async () => {
    asked += 1;
    if (asked < n) return undefined;
    return {
      id: "hold",
      userId: null,
      from: null,
      to: null,
      reason: "court",
      placedBy: "tester",
      placedAt: "2026-01-01T00:00:00.000Z",
    };
  };
}

describe("M13 an erasure is refused", () => {
  test("under a legal hold on the person or on everybody, until it is released", async () => {
    const person = await erasure.addPerson();
    const userId = person.user.id;
    for (const held of [userId, null]) {
      const hold = { reason: "court", userId: held, from: null, to: null };
      const { hold_id } = await erasure.holds.place(actor, hold);
      expect(await refusal(erasure.erase(userId))).toContain("legal hold");
      await erasure.holds.release(actor, hold_id, "over");
    }
    expect(await phases(userId)).toEqual([]);
    expect(await states(person)).toEqual(["open", "open"]);
  });

  test("when the hold is placed between the question and the act", async () => {
    const person = await erasure.addPerson();
    const refused = await refusal(erasure.erase(person.user.id, { findHold: failingHold(2) }));
    expect(refused).toContain("legal hold");
    expect(await phases(person.user.id)).toEqual(["begin", "failed"]);
    expect(await states(person)).toEqual(["open", "open"]);
    expect((await erasure.openExcerptKeys().load(person.user.id)).keyVersion).toBe(1);
  });

  test("for oneself, while a rule names the address, and with a reason that names them", async () => {
    const { user } = await erasure.addPerson();
    const self = { ...actor, correlation: { ...actor.correlation, userId: user.id as never } };
    const request = { userId: user.id, reason: null };
    expect(await refusal(eraseUser(erasure.deps, self, request))).toContain("CONFLICT");
    const rulesNaming = () => ["mcp://workspace"];
    expect(await refusal(erasure.erase(user.id, { rulesNaming }))).toContain("mcp://workspace");
    const naming = { userId: user.id, reason: `Asked by ${user.email}` };
    expect(await refusal(eraseUser(erasure.deps, actor, naming))).toContain("INVALID_INPUT");
    expect(await phases(user.id)).toEqual([]);
  });

  test("for the last administrator", async () => {
    const admins = await erasure.evidence.owner.sql<{ id: string }[]>`
      select id from users where role = 'admin' and disabled_at is null limit 2`;
    expect(admins).toHaveLength(1);
    expect(await refusal(erasure.erase(admins[0]?.id ?? ""))).toContain("last administrator");
  });
});

describe("M13 an address in a configuration that is no longer in force", () => {
  test("is forgotten with the person, the newest configuration untouched", async () => {
    const { user } = await erasure.addPerson();
    const { owner } = erasure.evidence;
    const others = ["Kept As It IS", `user:st${user.email}`, `${user.email}.au`, `x-${user.email}`];
    const bodies = [
      { rules: [`user:${user.email.toUpperCase()}`, `See\n${user.email}.`, ...others] },
      { rules: [] },
    ];
    for (const body of bodies) {
      await owner.sql`
        insert into config_snapshots (hash, actor, summary, body, mac)
        values (${"0".repeat(64)}, 'tester', '{}', ${JSON.stringify(body)}::text::jsonb, '')`;
    }
    await erasure.erase(user.id);
    const rows = await owner.sql<{ body: JsonObject }[]>`
      select body from config_snapshots order by version limit 3`;
    expect(rows.map(({ body }) => body)).toEqual([
      { rules: [`user:erased-${user.id}@invalid`, `See\nerased-${user.id}@invalid.`, ...others] },
      { rules: [] },
    ]);
    for (const [address, instead] of [
      ["Kept", `erased-${user.id}@invalid`],
      ["a@b", "other"],
      [".@.", `erased-${user.id}@invalid "`],
    ]) {
      const called = erasure.deps.database.sql`
        select forget_in_snapshots(${address ?? ""}, ${instead ?? ""})`;
      expect(await refusal(called.then(() => undefined))).not.toBe("accepted");
    }
  });

  test("who was deleted before is taken out of them as well, and out of rules in force", async () => {
    const { user } = await erasure.addPerson();
    const { owner } = erasure.evidence;
    const body = JSON.stringify({ rules: [`user:${user.email}`] });
    for (const text of [body, "{}"]) {
      await owner.sql`
        insert into config_snapshots (hash, actor, summary, body, mac)
        values (${"0".repeat(64)}, 'tester', '{}', ${text}::text::jsonb, '')`;
    }
    await erasure.users.delete(actor, user.id);
    const rulesNaming = ({ email }: { email: string }) => (email === user.email ? ["mcp://x"] : []);
    expect(await refusal(erasure.erase(user.id, { rulesNaming }))).toStartWith("CONFLICT Access");
    await erasure.erase(user.id);
    expect(await everything()).not.toContain(user.email);
    // Somebody else's by now: the rules are about them.
    const [gone, next] = [await erasure.addPerson(), await erasure.addPerson()];
    await erasure.users.delete(actor, gone.user.id);
    await erasure.users.update(actor, next.user.id, { email: gone.user.email });
    const named = () => ["mcp://x"];
    expect(await refusal(erasure.erase(gone.user.id, { rulesNaming: named }))).toBe("accepted");
  });
});
