import { afterAll, describe, expect, test } from "bun:test";
import { migrations } from "#sql/migrations.ts";
import { createTestDatabase } from "../test-database.ts";
import { bringUpToDate } from "./bring-up-to-date.ts";
import { migrate } from "./migrate.ts";

const database = await createTestDatabase({ migrated: false });
afterAll(() => database.close());
const { db } = database;

const before = migrations.filter(({ number }) => number < 10);

async function insertBefore(atMs: number): Promise<string> {
  const id = Bun.randomUUIDv7("hex", atMs);
  await db.sql`
    insert into mcp_tool_executions (decision_id, at, server, tool, user_id, session_id, trace_id,
      status, duration_us, input, output, input_bytes, output_bytes)
    values (${id}, ${new Date(atMs)}, 'workspace', 'read_file', 'u', 's', 't', 'ok', 12,
      '{"note":"in the clear"}', '{"note":"also"}', 3, 4)`;
  return id;
}

describe("M13 executions of an older release", () => {
  test("are kept by month without what they said, and refuse changes as before", async () => {
    await migrate(db, { migrations: before });
    const months = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 31, 23), Date.UTC(2026, 11, 31, 23)];
    const ids: string[] = [];
    for (const month of months) ids.push(await insertBefore(month));
    const report = await bringUpToDate(db, Date.UTC(2026, 11, 5));
    expect(report.defaultsUsed).toEqual([]);
    const rows = await db.sql`
      select decision_id, tableoid::regclass::text as month, input_bytes, key_version, excerpts
        from mcp_tool_executions order by decision_id limit 10`;
    expect(rows.map((row) => [row["decision_id"], row["month"], row["excerpts"]])).toEqual([
      [ids[0], "mcp_tool_executions_2026_01", null],
      [ids[1], "mcp_tool_executions_2026_01", null],
      [ids[2], "mcp_tool_executions_2026_12", null],
    ]);
    const left = await db.sql`
      select relname from pg_class where relname = 'mcp_tool_executions_before'`;
    expect(left).toHaveLength(0);
    for (const table of ["", "_default", "_2026_01", "_2027_01"]) {
      for (const change of ["delete from", "truncate"]) {
        const refused = db.sql.unsafe(`${change} mcp_tool_executions${table}`);
        expect(await refused.then(() => "accepted").catch(() => "refused")).toBe("refused");
      }
    }
  });
});
