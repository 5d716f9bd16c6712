import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { tableGrants } from "#sql/grants.ts";
import { inTx } from "../in-tx.ts";
import { ensurePartitions } from "../partitions/ensure-partitions.ts";
import { createTestDatabase } from "../test-database.ts";
import { applyGrants } from "./apply-grants.ts";
import { assertAppRole } from "./assert-app-role.ts";
import { provisionRoles, readInstallationId } from "./provision-roles.ts";
import { roleNames } from "./role-names.ts";

const database = await createTestDatabase();
afterAll(() => database.close());
const owner = database.open(database.ownerUrl);
const app = database.db;
const reader = database.open(database.readerUrl);
const nowMs = Date.UTC(2026, 10, 21);

async function refusal(sql: typeof app.sql, statement: string): Promise<unknown> {
  return sql.unsafe(statement).then(
    () => "it worked",
    (error: unknown) => (error as { code?: unknown }).code,
  );
}

beforeAll(async () => {
  await ensurePartitions(owner, { table: "audit_events", nowMs });
  const names = roleNames(await readInstallationId(owner.sql));
  await owner.sql.unsafe("create table ledger (n integer); insert into ledger values (1)");
  await owner.sql.unsafe("create table vault (secret text)");
  await inTx(owner, (tx) =>
    applyGrants(tx, names, [
      ...tableGrants,
      { table: "ledger", app: "select, insert", reader: "select" },
      { table: "vault", app: "select, insert", reader: "" },
    ]),
  );
});

describe("the application role", () => {
  test("reads and inserts where it may", async () => {
    await app.sql`insert into ledger values (2)`;
    expect(await app.sql`select count(*) as n from ledger`).toMatchObject([{ n: 2 }]);
  });

  test.each([
    "update ledger set n = 3",
    "delete from ledger",
    "truncate ledger",
    "drop table ledger",
    "alter table ledger add column m integer",
    "alter table ledger disable trigger all",
    "create table mine (n integer)",
    "create temporary table mine (n integer)",
    "create schema mine",
    "update audit_events set reason = 'x'",
    "delete from audit_events",
    "truncate audit_events",
    "drop table audit_events",
    "alter table audit_events detach partition audit_events_2026_11",
    "drop table audit_events_2026_11",
    "update audit_events_2026_11 set reason = 'x'",
    "delete from audit_events_default",
    "truncate audit_events_2026_11",
    "insert into audit_events_2026_11 select * from audit_events",
    "delete from audit_seals",
    "update audit_seals set sequence = 1",
    "alter role current_user superuser",
    "set session_replication_role = replica",
    "copy ledger to program 'cat'",
    "select pg_read_file('PG_VERSION')",
    "delete from schema_migrations",
    "update installation set created_at = now()",
  ])("may not: %s", async (statement) => {
    expect(await refusal(app.sql, statement)).toBe("FORBIDDEN");
  });

  test("is accepted at boot; an owner or superuser is refused unless there is one role", async () => {
    expect(await assertAppRole(app, { singleRole: false })).toMatchObject({ strengths: [] });
    const failure = await assertAppRole(owner, { singleRole: false }).catch((e: unknown) => e);
    expect(failure).toMatchObject({ code: "CONFIG_INVALID" });
    const role = await assertAppRole(owner, { singleRole: true });
    expect(role.strengths).toEqual([
      "is a superuser",
      "may replicate or bypass row security",
      "owns tables or the database",
    ]);
  });
});

describe("the reader role", () => {
  test("reads what the list gives it", async () => {
    expect(await reader.sql`select n from ledger limit 1`).toMatchObject([{ n: 1 }]);
  });

  test.each([
    "select * from vault",
    "insert into ledger values (3)",
    "create temporary table mine (n integer)",
    "create table mine (n integer)",
    "select lo_create(0) from pg_authid",
    "select * from pg_authid",
  ])("may not: %s", async (statement) => {
    expect(await refusal(reader.sql, statement)).toBe("FORBIDDEN");
  });

  test("never reads a table of keys, secrets or tokens", () => {
    const guarded = tableGrants.filter(({ table }) => /key|secret|token$|tokens$/.test(table));
    expect(guarded.length).toBeGreaterThan(0);
    expect(guarded.filter(({ reader: words }) => words !== "")).toEqual([]);
  });
});

describe("provisioning", () => {
  test("is repeatable, changes passwords, and takes back what left the list", async () => {
    const names = roleNames(await readInstallationId(owner.sql));
    const passwords = { app: crypto.randomUUID(), reader: crypto.randomUUID() };
    const separate = await createTestDatabase();
    const separateOwner = separate.open(separate.ownerUrl);
    try {
      await separateOwner.sql`update installation set id = uuidv7()`;
      const urls = await provisionRoles(separateOwner, passwords);
      const again = await provisionRoles(separateOwner, passwords);
      expect(again).toEqual(urls);
      expect(new URL(urls.appUrl).username).not.toBe(names.app);
      const renewed = separate.open(urls.appUrl, { max: 1 });
      expect(await renewed.sql`select 1 as one`).toMatchObject([{ one: 1 }]);
      // Nothing leaks from one installation's database into the other's.
      expect(await refusal(app.sql, `set role "${new URL(urls.appUrl).username}"`)).toBe(
        "FORBIDDEN",
      );
    } finally {
      await separate.close();
    }
    await inTx(owner, (tx) => applyGrants(tx, names, tableGrants));
    expect(await refusal(app.sql, "select * from ledger")).toBe("FORBIDDEN");
  });

  test("stores scram verifiers", async () => {
    const rows = await owner.sql<{ kind: string }[]>`
      select distinct left(rolpassword, 13) as kind from pg_authid where rolpassword is not null`;
    expect([...rows]).toEqual([{ kind: "SCRAM-SHA-256" }]);
  });

  test("works for an owner that is no superuser but may create roles", async () => {
    const separate = await createTestDatabase({ migrated: false });
    try {
      const name = `weak_${crypto.randomUUID().slice(0, 8)}`;
      const secret = crypto.randomUUID();
      const { pathname } = new URL(separate.ownerUrl);
      await separate.db.sql.unsafe(`create role ${name} login createrole password '${secret}'`);
      await separate.db.sql.unsafe(`alter database ${pathname.slice(1)} owner to ${name}`);
      const url = new URL(separate.ownerUrl);
      url.username = name;
      url.password = secret;
      const weak = separate.open(url.href, { max: 1 });
      const { migrate } = await import("../migrations/migrate.ts");
      await migrate(weak);
      const urls = await provisionRoles(weak, {
        app: crypto.randomUUID(),
        reader: crypto.randomUUID(),
      });
      const weakApp = separate.open(urls.appUrl, { max: 1 });
      expect(await weakApp.sql`select 1 as one from installation`).toMatchObject([{ one: 1 }]);
      expect(await assertAppRole(weakApp, { singleRole: false })).toMatchObject({ strengths: [] });
    } finally {
      await separate.close();
    }
  });
});
