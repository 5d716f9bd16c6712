import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";
import { Keyring } from "#infra/security/keyring.ts";
import { settleMasterKey } from "#infra/security/master-key-state.ts";
import { openTestAuditLog } from "#infra/security/test-audit-log.ts";
import { isAppError } from "#shared/errors.ts";
import { mintUuid } from "#shared/ids.ts";
import type { JsonObject } from "#shared/json.ts";
import { localActor } from "#shared/recorded-act.ts";
import { secretTrace } from "./attestation.ts";
import { SecretStore } from "./service.ts";

const installationId = mintUuid();
const actor = localActor("tester");
const system = "system";
let database: TestDatabase;
let folder = "";
let store: SecretStore;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "attestation-"));
  const keyring = await Keyring.create(join(folder, "master.key"));
  await settleMasterKey(database.db, keyring);
  const audit = openTestAuditLog(database.db);
  store = new SecretStore({ database: database.db, audit, keyring, installationId });
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const set = (name: string, value: string) => store.set(actor, { owner: system, name, value });
const read = async (name: string) => (await store.resolveForSpawn([name], system, actor)).get(name);

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
  return "accepted";
}

interface StoredRow {
  readonly version: number;
  readonly sealed: Uint8Array;
}

async function storedRow(name: string): Promise<StoredRow> {
  const rows = await database.db.sql<StoredRow[]>`
    select version, sealed from secrets where name = ${name}`;
  if (rows[0] === undefined) throw new Error(`no secret ${name}`);
  return rows[0];
}

/** As the application's role may: no trigger and no grant stands in the way. */
async function putBack(name: string, row: StoredRow): Promise<void> {
  await database.db.sql`
    update secrets set version = ${row.version}, sealed = ${row.sealed} where name = ${name}`;
}

async function newestDone(name: string): Promise<JsonObject> {
  const rows = await database.db.sql<{ detail: JsonObject }[]>`
    select detail from audit_events
     where trace_id = ${secretTrace(installationId, { owner: system, name })}
       and detail ->> 'phase' = 'done'
     order by id desc
     limit 1`;
  return rows[0]?.detail ?? {};
}

/** Rows that copy one of the secret's own but for their fresh ids and what is changed. */
async function forge(name: string, count: number, change: JsonObject): Promise<void> {
  const trace = secretTrace(installationId, { owner: system, name });
  await database.db.sql`
    with minted as materialized (select uuidv7() as id, n from generate_series(1, ${count}::int) n)
    insert into audit_events (id, at, kind, user_id, session_id, trace_id, client_id, role, target,
      verdict, policy, reason, detail, seal)
    select minted.id, uuid_extract_timestamp(minted.id), kind, user_id, session_id, trace_id,
           client_id, role, target, verdict, policy, reason,
           jsonb_build_object('phase', 'done', 'version', 1000 + n)
             || ${JSON.stringify(change)}::text::jsonb, 0
      from (select * from audit_events where trace_id = ${trace} limit 1), minted`;
}

describe("M13 an old secret that was put back in SQL", () => {
  test("is refused when a copy of its attestation is newer than any other", async () => {
    await set("replayed", "old and leaked");
    const [row, attested] = [await storedRow("replayed"), await newestDone("replayed")];
    await set("replayed", "new");
    const now = await storedRow("replayed");
    await forge("replayed", 1, attested);
    await putBack("replayed", row);
    expect(await refusal(read("replayed"))).toBe("CHECK_FAILED");
    await putBack("replayed", now);
    expect(await read("replayed")).toBe("new");
  });

  test("is refused when its attestation was written anew for a higher version", async () => {
    await set("raised", "old and leaked");
    const [row, attested] = [await storedRow("raised"), await newestDone("raised")];
    await set("raised", "new");
    const now = await storedRow("raised");
    const newest = await newestDone("raised");
    await forge("raised", 1, { ...attested, version: 3 });
    await forge("raised", 1, { ...newest, digest: attested["digest"] ?? null });
    for (const version of [1, 2, 3]) {
      await putBack("raised", { ...row, version });
      expect(await refusal(read("raised"))).toBe("CHECK_FAILED");
    }
    await putBack("raised", now);
    expect(await read("raised")).toBe("new");
    expect(await set("raised", "third")).toBe(3);
  });

  test("is refused when forged attestations hide every genuine one", async () => {
    await set("hidden", "value");
    await forge("hidden", 600, {});
    expect(await refusal(read("hidden"))).toBe("CHECK_FAILED");
    expect(await refusal(set("hidden", "next"))).toBe("CHECK_FAILED");
  });
});

describe("M13 M09 a secret whose attestation outlived its month", () => {
  test("is as current as before, and its old version as refused", async () => {
    await set("lasting", "old and leaked");
    const old = await storedRow("lasting");
    await set("lasting", "new");
    const now = await storedRow("lasting");
    const owner = database.open(database.ownerUrl, { max: 1 });
    await owner.sql.unsafe(`
      set session_replication_role = replica;
      insert into audit_events_kept select * from audit_events where target ~ '/lasting$';
      delete from audit_events where target ~ '/lasting$'`);
    expect(await read("lasting")).toBe("new");
    await putBack("lasting", old);
    expect(await refusal(read("lasting"))).toBe("CHECK_FAILED");
    await putBack("lasting", now);
    expect(await set("lasting", "third")).toBe(3);
  });
});
