import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";
import { Keyring } from "#infra/security/keyring.ts";
import { settleMasterKey } from "#infra/security/master-key-state.ts";
import { openTestAuditLog, type TestAuditLog } from "#infra/security/test-audit-log.ts";
import { isAppError } from "#shared/errors.ts";
import { mintUuid } from "#shared/ids.ts";
import { localActor } from "#shared/recorded-act.ts";
import { OwnerKeys } from "../keys/owner-keys.ts";
import { rotateMasterKey } from "../rotate-master-key.ts";
import { SecretStore } from "../service.ts";
import { ExcerptKeys, type ExcerptSeal } from "./excerpt-keys.ts";
import { readExcerpts } from "./read-excerpts.ts";

const installationId = mintUuid();
const actor = localActor("tester");
let database: TestDatabase;
let audit: TestAuditLog;
let folder = "";
let keyring: Keyring;
let keys: OwnerKeys;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "excerpts-"));
  keyring = await Keyring.create(join(folder, "master.key"));
  await settleMasterKey(database.db, keyring);
  audit = openTestAuditLog(database.db);
  keys = new OwnerKeys({ database: database.db, audit, keyring, installationId });
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (keysMax = 10) => new ExcerptKeys({ keys, installationId, actor, keysMax });

function sealed(seal: ExcerptSeal, owner: string, note: string) {
  const decisionId = mintUuid();
  const text = seal.seal(decisionId, JSON.stringify({ input: { note }, output: null }));
  const excerpts = Buffer.from(text, "base64");
  return { decisionId, owner, keyVersion: seal.keyVersion, excerpts };
}

describe("M13 the key of a user's excerpts", () => {
  test("is made once by many at the same time, and its making is a row", async () => {
    const owner = mintUuid();
    const seals = await Promise.all(Array.from({ length: 8 }, () => open().load(owner)));
    expect(new Set(seals.map((seal) => seal.keyVersion))).toEqual(new Set([1]));
    const rows = seals.map((seal, at) => sealed(seal, owner, `${at}`));
    const opened = await readExcerpts(keys, installationId, rows);
    expect(opened.map((one) => one.state === "open" && one.input)).toEqual(
      rows.map((_, at) => ({ note: `${at}` })),
    );
    expect(audit.entries.at(-1)).toMatchObject({
      target: `data-key://${owner}`,
      policy: "secrets.data-key.create",
    });
  });

  test("is not made when the audit refuses", async () => {
    audit.failAfter(0);
    const owner = mintUuid();
    const failed = await open()
      .load(owner)
      .catch((error: unknown) => error);
    audit.failAfter(Number.POSITIVE_INFINITY);
    expect(isAppError(failed) && failed.code).toBe("AUDIT_UNAVAILABLE");
    const rows = await database.db.sql`select 1 from secret_data_keys where owner = ${owner}`;
    expect(rows).toHaveLength(0);
  });

  test("is at hand after it was loaded, within a bound, until it is forgotten", async () => {
    const held = open(2);
    const owners = [mintUuid(), mintUuid(), mintUuid()] as const;
    for (const owner of owners) await held.load(owner);
    expect(owners.map((owner) => held.find(owner) !== undefined)).toEqual([false, true, true]);
    held.forget(owners[1]);
    expect([held.find(owners[1]), held.held]).toEqual([undefined, 1]);
    held.forget(null);
    expect(held.held).toBe(0);
  });

  test("is not kept when it was forgotten while it was read", async () => {
    const held = open();
    const owner = mintUuid();
    const loading = held.load(owner);
    held.forget(owner);
    expect((await loading).keyVersion).toBe(1);
    expect(held.find(owner)).toBeUndefined();
  });
});

describe("M13 excerpts that are already sealed", () => {
  test("stay readable over rotations of their user's key and of the master key", async () => {
    const owner = mintUuid();
    const store = new SecretStore({ database: database.db, audit, keyring, installationId });
    const rows = [sealed(await open().load(owner), owner, "first")];
    expect(await store.rotateOwnerKey(actor, owner)).toBe(0);
    const second = await open().load(owner);
    expect(second.keyVersion).toBe(2);
    rows.push(sealed(second, owner, "second"));
    const rewraps = { database: database.db, audit, keyring, installationId, rewraps: [] };
    await rotateMasterKey(rewraps, actor);
    const notes = (await readExcerpts(keys, installationId, rows)).map(
      (one) => one.state === "open" && one.input,
    );
    expect(notes).toEqual([{ note: "first" }, { note: "second" }]);
    expect((await open().load(owner)).keyVersion).toBe(2);
  });

  test("do not open in another row, for another user, or under another version", async () => {
    const [mine, other] = [mintUuid(), mintUuid()];
    const row = sealed(await open().load(mine), mine, "mine");
    const second = sealed(await open().load(mine), mine, "also mine");
    await open().load(other);
    const moved = [
      { ...row, decisionId: second.decisionId },
      { ...row, excerpts: second.excerpts },
      { ...row, owner: other },
      { ...row, keyVersion: 2 },
      { ...row, owner: mintUuid() },
    ];
    const opened = await readExcerpts(keys, installationId, moved);
    expect(opened.map((one) => one.state)).toEqual(moved.map(() => "refused"));
    expect(await readExcerpts(keys, mintUuid(), [row])).toMatchObject([{ state: "refused" }]);
  });
});

describe("M13 a rotation of the installation's own key", () => {
  test("destroys the old one, whose row stays without a value", async () => {
    const store = new SecretStore({ database: database.db, audit, keyring, installationId });
    await store.set(actor, { owner: "system", name: "owned", value: "value" });
    expect(await store.rotateOwnerKey(actor, "system")).toBe(1);
    const rows = await database.db.sql`
      select version, wrapped is null and erased_at is not null as destroyed
        from secret_data_keys where owner = 'system' order by version limit 3`;
    expect([...rows]).toEqual([
      { version: 1, destroyed: true },
      { version: 2, destroyed: false },
    ]);
    const values = await store.resolveForSpawn(["owned"], "system", actor);
    expect(values.get("owned")).toBe("value");
  });
});
