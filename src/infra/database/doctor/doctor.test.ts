import { afterAll, describe, expect, test } from "bun:test";
import { bringUpToDate } from "../migrations/bring-up-to-date.ts";
import { createTestDatabase } from "../test-database.ts";
import { type Check, checkDatabase } from "./check-database.ts";
import { readColumns, readDatabaseBytes, readTables } from "./read-tables.ts";
import { readDatabaseStatus } from "./read-status.ts";

const database = await createTestDatabase();
afterAll(() => database.close());
const owner = database.open(database.ownerUrl, { max: 2 });
const app = database.db;

function bad(checks: readonly Check[]): readonly string[] {
  return checks.filter((check) => !check.ok).map((check) => check.name);
}

describe("the doctor", () => {
  test("finds a database that was brought up to date well", async () => {
    await bringUpToDate(owner, Date.now());
    const checks = await checkDatabase({ owner, app, nowMs: Date.now() });
    expect(bad(checks)).toEqual([]);
    expect(checks.map((check) => check.remedy).join("")).toBe("");
  });

  test("names what is wrong, each with a remedy", async () => {
    const weak = database.open(database.ownerUrl, { startup: { synchronous_commit: "off" } });
    const later = Date.now() + 200 * 86_400_000;
    const checks = await checkDatabase({ owner, app: weak, nowMs: later });
    expect(bad(checks)).toEqual(["app role", "durability", "partitions", "clock"]);
    expect(checks.filter((check) => !check.ok && check.remedy === "")).toEqual([]);
  });

  test("reports a check that cannot run as failed", async () => {
    const lost = database.open(database.ownerUrl.replace(/:\d+\//, ":1/"), { max: 1 });
    const checks = await checkDatabase({ owner: lost, app, nowMs: Date.now() });
    expect(bad(checks)).toContain("version");
  });
});

describe("what the verbs show", () => {
  test("tables with sizes, partitions under their parent", async () => {
    const tables = await readTables(owner.sql);
    const names = tables.map((table) => table.name);
    expect(names).toContain("installation");
    expect(names).toContain("audit_events");
    expect(names.filter((name) => /_(?:\d{4}_\d\d|default)$/.test(name))).toEqual([]);
    expect(tables.find((table) => table.name === "audit_events")?.bytes).toBeGreaterThan(0);
  });

  test("columns of a table, and none of what is not there", async () => {
    expect(await readColumns(owner.sql, "installation")).toMatchObject([
      { name: "id", type: "uuid", nullable: false, default: "uuidv7()" },
      { name: "singleton", type: "boolean" },
      { name: "created_at", type: "timestamp with time zone" },
    ]);
    expect([...(await readColumns(owner.sql, 'x"; drop table installation'))]).toEqual([]);
  });

  test("server, schema and size", async () => {
    const status = await readDatabaseStatus(owner);
    expect(status).toMatchObject({
      migrations_pending: 0,
      bytes: await readDatabaseBytes(owner.sql),
    });
    expect(status.version).toStartWith("18");
  });
});
