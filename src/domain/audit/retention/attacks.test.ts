import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mintRowId } from "../format/row-id.ts";
import { dropMonth } from "./drop-month.ts";
import { ago, auditPartition, fillMonth, openTestMonths, type TestMonths } from "./test-months.ts";

let months: TestMonths;
beforeAll(async () => {
  months = await openTestMonths();
  await fillMonth(months.evidence, ago(20), 2, [{ target: "secret://system/name" }]);
  await fillMonth(months.evidence, ago(19), 2);
  await dropMonth(months.deps, { partition: auditPartition(ago(20)), policy: "13 months" });
}, 60_000);
afterAll(() => months[Symbol.asyncDispose]());

describe("M09 the application's role", () => {
  const name = auditPartition(ago(19));
  test.each([
    `drop table ${name}`,
    `alter table audit_events detach partition ${name}`,
    `alter table audit_events detach partition ${name} concurrently`,
    `truncate ${name}`,
    `delete from ${name}`,
    `update ${name} set reason = 'other'`,
    `insert into audit_events_kept select * from audit_events`,
    `update audit_events_kept set reason = 'other'`,
    `delete from audit_events_kept`,
    `truncate audit_events_kept`,
    `drop table audit_events_kept`,
    `alter table audit_events_kept disable trigger all`,
  ])("may not: %s", async (statement) => {
    const refused = await months.evidence.database.db.sql.unsafe(statement).then(
      () => "done",
      (error: { cause?: { code?: string } }) => error.cause?.code,
    );
    expect(refused).toBe("42501");
  });

  test("drops no month by the way that the owner takes, and writes no tombstone for it", async () => {
    const { owner, database } = months.evidence;
    const count = () => owner.sql`select count(*) as rows from audit_events`;
    const before = await count();
    const deps = { ...months.deps, owner: database.db };
    await expect(
      dropMonth(deps, { partition: name, policy: "13 months", force: "now" }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await count()).toEqual(before);
  });

  test("reads the rows that were kept", async () => {
    const rows = await months.evidence.database.db.sql`select target from audit_events_kept`;
    expect([...rows]).toEqual([{ target: "secret://system/name" }]);
  });
});

describe("M09 the owner, by mistake", () => {
  test.each([
    "update audit_events_kept set reason = 'other'",
    "delete from audit_events_kept",
    "truncate audit_events_kept",
  ])("does not: %s", async (statement) => {
    await expect(months.evidence.owner.sql.unsafe(statement)).rejects.toMatchObject({
      cause: { message: expect.stringContaining("insert-only") },
    });
  });
});

describe("M09 a tombstone that was added in SQL", () => {
  test("counts for nothing: the month is checked and gets its own", async () => {
    const { evidence, deps } = months;
    const partition = auditPartition(ago(19));
    const id = mintRowId(Date.now());
    await evidence.database.db.sql.unsafe(`
      insert into audit_events
      select '${id}', uuid_extract_timestamp('${id}'), kind, user_id, session_id, task_id, trace_id,
             context_id, client_id, role, agent_id, target, verdict, policy, reason,
             detail || '{"partition":"${partition}","rows":1000}', cost_microdollars, seal
        from audit_events where target = 'audit://retention/partition' limit 1`);
    await dropMonth(deps, { partition, policy: "13 months" });
    const stones = await evidence.owner.sql<{ rows: number }[]>`
      select (detail -> 'rows')::integer as rows from audit_events
       where target = 'audit://retention/partition' and detail ->> 'partition' = ${partition}
       order by id`;
    expect(stones.map(({ rows }) => rows)).toEqual([1000, 4]);
  });
});
