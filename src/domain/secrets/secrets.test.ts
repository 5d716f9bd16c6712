import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { Database } from "#infra/database/database.ts";
import { countStatements, failQuery } from "#infra/database/observe-statements.ts";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";
import { Keyring } from "#infra/security/keyring.ts";
import { settleMasterKey } from "#infra/security/master-key-state.ts";
import { openTestAuditLog, type TestAuditLog } from "#infra/security/test-audit-log.ts";
import { isAppError } from "#shared/errors.ts";
import { mintUuid } from "#shared/ids.ts";
import { localActor } from "#shared/recorded-act.ts";
import { type Rewrap, rotateMasterKey } from "./rotate-master-key.ts";
import { secretBytesMax } from "./secret.ts";
import { SecretStore } from "./service.ts";

let database: TestDatabase;
let owner: Database;
let audit: TestAuditLog;
let folder = "";
let keyring: Keyring;
let store: SecretStore;
const installationId = mintUuid();
const actor = localActor("tester");
const system = "system";

beforeAll(async () => {
  database = await createTestDatabase();
  owner = database.open(database.ownerUrl);
  folder = await mkdtemp(join(tmpdir(), "secrets-"));
  keyring = await Keyring.create(join(folder, "master.key"));
  await settleMasterKey(database.db, keyring);
  audit = openTestAuditLog(database.db);
  store = openStore(keyring);
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => audit.failAfter(Number.POSITIVE_INFINITY));

function openStore(ring: Keyring, installation = installationId): SecretStore {
  const options = { database: database.db, audit, keyring: ring, installationId: installation };
  return new SecretStore(options);
}

/** Another process: the key as it is on disk now. */
async function reopen(): Promise<{ ring: Keyring; store: SecretStore }> {
  const ring = await Keyring.open([{ path: join(folder, "master.key"), trust: "private" }]);
  await settleMasterKey(database.db, ring);
  return { ring, store: openStore(ring) };
}

function rotationOptions(ring: Keyring, rewraps: readonly Rewrap[] = []) {
  return { database: database.db, audit, keyring: ring, installationId, rewraps };
}

const set = (name: string, value: string, who = system) =>
  store.set(actor, { owner: who, name, value });
const read = async (name: string, who = system, from = store) =>
  (await from.resolveForSpawn([name], who, actor)).get(name);

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
  return "accepted";
}

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

describe("M13 a secret", () => {
  test("reaches the one reader in its newest version", async () => {
    expect([await set("a.key", "first"), await set("a.key", "second")]).toEqual([1, 2]);
    expect(await read("a.key")).toBe("second");
    expect(await read("a.key", "someone")).toBeUndefined();
    expect(await read("missing")).toBeUndefined();
  });

  test("belongs to its owner alone", async () => {
    await set("shared-name", "of the system");
    await set("shared-name", "of a user", "user-1");
    expect(await read("shared-name")).toBe("of the system");
    expect(await read("shared-name", "user-1")).toBe("of a user");
  });

  test("goes on with its versions after it was deleted, also when its row vanished", async () => {
    await set("gone", "one");
    await store.delete(actor, system, "gone");
    expect(await read("gone")).toBeUndefined();
    expect(await refusal(store.delete(actor, system, "gone"))).toBe("NOT_FOUND");
    expect(await set("gone", "three")).toBe(3);
    await owner.sql`delete from secrets where name = 'gone'`;
    expect(await read("gone")).toBeUndefined();
    expect(await set("gone", "four")).toBe(4);
    expect(await read("gone")).toBe("four");
  });

  test.each(["", "A", "-a", "a b", "a/b", "a\n", "a".repeat(65), "ä"])(
    "is not named %p",
    async (name) => {
      expect(await refusal(set(name, "value"))).toBe("INVALID_INPUT");
    },
  );

  test.each([
    ["nothing", ""],
    ["a NUL", "a\0b"],
    ["half a character", "\ud800"],
  ])("does not hold %s", async (_name, value) => {
    expect(await refusal(set("bad-value", value))).toBe("INVALID_INPUT");
  });

  test("does not hold more bytes than its bound", async () => {
    expect(await refusal(set("long", "x".repeat(secretBytesMax + 1)))).toBe("INVALID_INPUT");
    expect(await refusal(set("long", "x".repeat(secretBytesMax)))).toBe("accepted");
  });

  test("is not changed when the audit refuses", async () => {
    await set("steady", "before");
    audit.failAfter(0);
    expect(await refusal(set("steady", "after"))).toBe("AUDIT_UNAVAILABLE");
    audit.failAfter(Number.POSITIVE_INFINITY);
    expect(await read("steady")).toBe("before");
  });
});

describe("M14 a secret's value", () => {
  test("is in no table, error, row of the audit or printed object", async () => {
    const canary = `canary-${crypto.randomUUID()}`;
    await set("canary", canary);
    expect(await read("canary")).toBe(canary);
    const tables = await owner.sql<{ name: string }[]>`
      select tablename as name from pg_tables where schemaname = 'public' limit 1000`;
    const forms = [
      canary,
      Buffer.from(canary).toString("hex"),
      Buffer.from(canary).toString("base64"),
    ];
    for (const { name } of tables) {
      const rows = await owner.sql`select to_jsonb(t)::text as row from ${owner.sql(name)} t`;
      for (const form of forms) expect(JSON.stringify(rows)).not.toContain(form);
    }
    const error = await set("BAD NAME", canary).catch((caught: unknown) => caught);
    const shown = [
      inspect(store, { depth: 20, showHidden: true }),
      Bun.inspect(store),
      JSON.stringify(store),
      inspect(error, { depth: 20 }),
      JSON.stringify(audit.entries),
      JSON.stringify(await store.list({ owner: null, limit: 100 })),
    ];
    for (const text of shown) for (const form of forms) expect(text).not.toContain(form);
  });
});

describe("M13 a row that was changed in SQL", () => {
  /** Puts values into a stored secret, tells what reading it gives, and puts the row back. */
  async function readAfter(name: string, change: string) {
    await owner.sql`create table saved_secrets as select * from secrets`;
    await owner.sql.unsafe(change);
    const result = await refusal(read(name));
    await owner.sql`delete from secrets`;
    await owner.sql`insert into secrets select * from saved_secrets`;
    await owner.sql`drop table saved_secrets`;
    return result;
  }

  test("does not open for another owner, name, version or installation", async () => {
    await set("mine", "of the system");
    await set("other", "of the system too");
    await set("mine", "of a user", "user-2");
    const take = (what: string, from: string) =>
      `update secrets set ${what} = (select ${what} from secrets where ${from})
        where owner = 'system' and name = 'mine'`;
    const swaps = [
      take("sealed", "owner = 'user-2' and name = 'mine'"),
      take("sealed", "owner = 'system' and name = 'other'"),
      "update secrets set version = version + 1 where owner = 'system' and name = 'mine'",
      "update secrets set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) where name = 'mine'",
    ];
    for (const swap of swaps) expect(await readAfter("mine", swap)).toBe("CHECK_FAILED");
    expect(await read("mine")).toBe("of the system");
    expect(await refusal(read("mine", system, openStore(keyring, mintUuid())))).toBe(
      "CHECK_FAILED",
    );
  });

  test("is refused when it is a genuine older version", async () => {
    await set("rolled", "old and leaked");
    await owner.sql`create table old_row as select * from secrets where name = 'rolled'`;
    await set("rolled", "new");
    const back = `update secrets s
      set version = o.version, sealed = o.sealed, data_key_version = o.data_key_version
      from old_row o where s.name = 'rolled' and o.name = 'rolled'`;
    expect(await readAfter("rolled", back)).toBe("CHECK_FAILED");
    expect(await read("rolled")).toBe("new");
    await store.delete(actor, system, "rolled");
    expect(await readAfter("rolled", back)).toBe("CHECK_FAILED");
    await owner.sql`drop table old_row`;
  });

  test("is refused when the owner's key was exchanged for another's", async () => {
    await set("keyed", "a", "user-3");
    await set("keyed", "b", "user-4");
    await owner.sql`
      update secret_data_keys
         set wrapped = (select wrapped from secret_data_keys where owner = 'user-4')
       where owner = 'user-3'`;
    expect(await refusal(read("keyed", "user-3"))).toBe("CHECK_FAILED");
    expect(await read("keyed", "user-4")).toBe("b");
    const { ring } = await reopen();
    const rotation = rotateMasterKey(rotationOptions(ring), actor);
    expect(await failure(rotation)).toContain("key of user-3");
    await owner.sql`delete from secrets where owner = 'user-3'`;
    await owner.sql.unsafe(`set session_replication_role = replica;
      delete from secret_data_keys where owner = 'user-3';
      set session_replication_role = origin`);
  });
});

describe("M13 a change of a secret that died", () => {
  test("before it was made leaves the old version readable", async () => {
    await set("torn", "one");
    await owner.sql`alter table secrets add constraint torn check (name <> 'torn' or version < 2)`;
    expect(await refusal(set("torn", "two"))).toBe("CONFLICT");
    await owner.sql`alter table secrets drop constraint torn`;
    expect(await read("torn")).toBe("one");
    expect(await set("torn", "three")).toBe(3);
    expect(await read("torn")).toBe("three");
  });

  test("after it was made is settled by the next reader, and the old version stays refused", async () => {
    await set("half", "one");
    await owner.sql`create table half_old as select * from secrets where name = 'half'`;
    audit.failAfter(1);
    expect(await refusal(set("half", "two"))).toBe("AUDIT_UNAVAILABLE");
    audit.failAfter(Number.POSITIVE_INFINITY);
    expect(await read("half")).toBe("two");
    await owner.sql`
      update secrets s set version = o.version, sealed = o.sealed from half_old o
       where s.name = 'half' and s.owner = o.owner`;
    await owner.sql`drop table half_old`;
    expect(await refusal(read("half"))).toBe("CHECK_FAILED");
  });
});

describe("M13 a change of a secret", () => {
  test("is made whole or not at all whichever statement fails", async () => {
    await set("whole", "0");
    const statements = await countStatements(database.db, () => set("whole", "1"));
    for (let n = 1; n <= statements.length; n++) {
      const before = await read("whole");
      const fault = failQuery(database.db, n);
      const result = await refusal(set("whole", `after ${n}`));
      fault.restore();
      expect(result).not.toBe("accepted");
      expect([before, `after ${n}`]).toContain((await read("whole")) ?? "nothing");
    }
  });
});

describe("M13 rotation", () => {
  test("of a value seals the same value as a new version", async () => {
    await set("again", "same");
    expect(await store.rotateValue(actor, system, "again")).toBe(2);
    expect(await read("again")).toBe("same");
  });

  test("of a person's key seals all values anew and keeps the old key for excerpts", async () => {
    await set("one", "1", "user-5");
    await set("two", "2", "user-5");
    await set("three", "3", "user-5");
    await store.delete(actor, "user-5", "three");
    expect(await store.rotateOwnerKey(actor, "user-5")).toBe(2);
    const keys = await owner.sql`
      select version, wrapped is null as destroyed from secret_data_keys
       where owner = 'user-5' order by version limit 3`;
    expect([...keys]).toEqual([
      { version: 1, destroyed: false },
      { version: 2, destroyed: false },
    ]);
    const sealed = await owner.sql`
      select distinct data_key_version as version from secrets
       where owner = 'user-5' and sealed is not null limit 2`;
    expect([...sealed]).toEqual([{ version: 2 }]);
    expect([await read("one", "user-5"), await read("two", "user-5")]).toEqual(["1", "2"]);
    expect(await set("three", "3", "user-5")).toBe(3);
  });
});

describe("M13 rotation of the master key", () => {
  test("keeps values readable here, in a running process and in a new one", async () => {
    await set("stays", "value");
    const running = (await reopen()).store;
    const { ring } = await reopen();
    const before = ring.current.id;
    const rotation = await rotateMasterKey(rotationOptions(ring), actor);
    expect(rotation.from).toBe(before);
    expect(ring.current.id).toBe(rotation.to);
    expect(await read("stays", system, running)).toBe("value");
    await running.set(actor, { owner: "late-owner", name: "late", value: "x" });
    const fresh = await reopen();
    expect(fresh.ring.current.id).toBe(rotation.to);
    expect(await read("stays", system, fresh.store)).toBe("value");
    expect(await read("late", "late-owner", fresh.store)).toBe("x");
    const left = await owner.sql`
      select owner from secret_data_keys where master_key_id <> ${rotation.to}`;
    expect(left).toHaveLength(0);
  });

  test("changes nothing when any step fails, and the next one succeeds", async () => {
    const failing: readonly [string, () => void, readonly Rewrap[]][] = [
      ["the audit refuses", () => audit.failAfter(0), []],
      ["a re-wrap fails", () => undefined, [() => Promise.reject(new Error("step"))]],
    ];
    for (const [name, prepare, rewraps] of failing) {
      const { ring } = await reopen();
      const before = ring.current.id;
      prepare();
      const failed = await rotateMasterKey(rotationOptions(ring, rewraps), actor).then(
        () => "done",
        () => "failed",
      );
      audit.failAfter(Number.POSITIVE_INFINITY);
      expect(`${name}: ${failed}`).toBe(`${name}: failed`);
      const after = await reopen();
      expect(after.ring.current.id).toBe(before);
      expect(await read("stays", system, after.store)).toBe("value");
    }
    const { ring } = await reopen();
    await rotateMasterKey(rotationOptions(ring), actor);
    expect(await read("stays", system, (await reopen()).store)).toBe("value");
  });

  test("keeps every value readable whichever statement fails", async () => {
    await set("anomaly", "value");
    const first = await reopen();
    const statements = await countStatements(database.db, () =>
      rotateMasterKey(rotationOptions(first.ring), actor),
    );
    expect(statements.length).toBeGreaterThan(5);
    for (let n = 1; n <= statements.length; n++) {
      const { ring } = await reopen();
      const fault = failQuery(database.db, n);
      const failed = await rotateMasterKey(rotationOptions(ring), actor).then(
        () => false,
        () => true,
      );
      fault.restore();
      expect(`statement ${n} fails the rotation: ${failed}`).toBe(
        `statement ${n} fails the rotation: true`,
      );
      const after = await reopen();
      expect(await read("anomaly", system, after.store)).toBe("value");
      expect(after.ring.derive("csrf", "i").expose()).toEqual(ring.derive("csrf", "i").expose());
    }
  });

  test("that died between the database and the file is finished by the next start", async () => {
    const { ring } = await reopen();
    const settle = ring.settle.bind(ring);
    let calls = 0;
    // The process dies where it would have put the new file in the old one's place.
    ring.settle = async (id) => {
      calls += 1;
      if (calls > 2) throw new Error("killed");
      await settle(id);
    };
    expect(await failure(rotateMasterKey(rotationOptions(ring), actor))).toContain("killed");
    const after = await reopen();
    expect(after.ring.current.id).not.toBe(ring.current.id);
    expect(await read("stays", system, after.store)).toBe("value");
  });
});
