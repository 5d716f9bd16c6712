import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyFile } from "../archive/read-archive.ts";
import { exportAudit } from "../archive/write-archive.ts";
import { dropMonth } from "../retention/drop-month.ts";
import {
  ago,
  auditPartition,
  fillMonth,
  openTestMonths,
  openWriterAt,
  type TestMonths,
} from "../retention/test-months.ts";
import { decisionEntry } from "../test-evidence.ts";
import { verifyDatabase } from "./verify-evidence.ts";

/** A dozen verifications, some of them by Python, while other tests have the cores. */
setDefaultTimeout(60_000);

let months: TestMonths;
let folder: string;
const tables = ["audit_writers", "audit_seals", "audit_events", "audit_events_kept"];
const python = Bun.which("python3");
const verifier = join(import.meta.dir, "../../../../scripts/verify-audit.py");
const policy = "13 months";
const secret = { target: "secret://system/name" };
/** Rows of a batch over the turn of a month. */
const straddling = 8;
/** A month's first millisecond. */
const turn = ({ year, month }: { year: number; month: number }) => Date.UTC(year, month - 1, 1);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-tombstones-"));
  months = await openTestMonths();
  for (const back of [20, 19, 18, 12]) await fillMonth(months.evidence, ago(back), 6, [secret]);
  // One batch over the turn between a month that goes and one that stays, and one between two.
  for (const back of [17, 18]) await straddle(turn(ago(back)));
  await months.evidence.owner.sql.unsafe(
    `create table copy_of_dropped as select * from audit_events where ${within(19)};
     create table copy_of_bordering as select * from audit_events where ${within(18)}`,
  );
  for (const back of [19, 18]) {
    await dropMonth(months.deps, { partition: auditPartition(ago(back)), policy });
  }
  for (const table of tables) {
    await months.evidence.owner.sql.unsafe(`create table saved_${table} as table ${table}`);
  }
});
afterAll(async () => {
  await months[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});
beforeEach(restore);

async function restore(): Promise<void> {
  for (const table of tables) {
    await months.evidence.tamper(
      `delete from ${table}`,
      `insert into ${table} select * from saved_${table}`,
    );
  }
}

async function runPython(path: string): Promise<object> {
  const child = Bun.spawn([python ?? "", verifier, path], { env: {}, stderr: "inherit" });
  return JSON.parse(await new Response(child.stdout).text()) as object;
}

async function straddle(atMs: number): Promise<void> {
  const writer = await openWriterAt(months.evidence, atMs - straddling / 2);
  await Promise.all(
    Array.from({ length: straddling }, () =>
      writer.commit(decisionEntry({ verdict: "deny", target: "hook://Bash" })),
    ),
  );
  await writer.stop(5_000);
}

const verify = () => verifyDatabase(months.evidence.database.db);
const find = async (where: string) => {
  const rows = await months.evidence.owner.sql.unsafe<{ id: string }[]>(
    `select id::text as id from audit_events where ${where} order by audit_events.id`,
  );
  return rows.map(({ id }) => id);
};
const stones = "target = 'audit://retention/partition'";
const remove = (id: string | undefined) =>
  months.evidence.tamper(`delete from audit_events where id = '${id}'`);
const within = (back: number) => {
  const text = (ms: number) => new Date(ms).toISOString();
  return `at >= '${text(turn(ago(back)))}' and at < '${text(turn(ago(back - 1)))}'`;
};
/** Rows of the batch over the turn to the month that stayed. */
const crossing = () => find(`${within(17)} and verdict = 'deny'`);

async function dropped(): Promise<number> {
  const stayed = await crossing();
  expect(stayed.length).toBeGreaterThan(2);
  expect(stayed.length).toBeLessThan(straddling);
  return 2 * 12 + 2 * straddling - stayed.length;
}

describe("M09 rows that retention dropped", () => {
  test("are accounted for by their tombstones, whose rows are verified too", async () => {
    const report = await verify();
    expect(report).toMatchObject({ ok: true, tombstones: 2, forced_drops: 0 });
    // Two months of six calls, one batch between them, and a part of one into the next month.
    expect(report.rows_dropped).toBe(await dropped());
    expect(report.statement).toContain("2 tombstone(s)");
  });

  test("hold in an export as well, also for the independent program", async () => {
    const path = join(folder, "dropped.ndjson");
    await exportAudit(months.evidence.database.db, path);
    const found = { ok: true, tombstones: 2, rows_dropped: await dropped() };
    expect(await verifyFile(path)).toMatchObject(found);
    if (python !== null) expect(await runPython(path)).toMatchObject(found);
  });

  test.skipIf(python === null)(
    "are missed by the independent program where a tombstone does not name them",
    async () => {
      const rows = await crossing();
      for (const statement of [
        `delete from audit_events where ${stones} and detail ->> 'kept' = '1'`,
        `delete from audit_events where id = '${rows[0] ?? ""}'`,
        `delete from audit_events where id = '${rows[1] ?? ""}'`,
        `delete from audit_events where ${within(12)}`,
        "delete from audit_events_kept",
      ]) {
        await restore();
        await months.evidence.tamper(statement);
        const path = join(folder, `${crypto.randomUUID()}.ndjson`);
        await exportAudit(months.evidence.database.db, path);
        expect({ statement, ...(await runPython(path)) }).toMatchObject({ statement, ok: false });
        expect((await verifyFile(path)).ok).toBe(false);
      }
    },
    30_000,
  );

  test("may still be there under a tombstone whose drop is to come", async () => {
    const { evidence } = months;
    const audit = await evidence.open();
    const deps = { ...months.deps, audit };
    const partition = auditPartition(ago(20));
    // The drop fails after its tombstone was committed, as after a crash.
    const refuse = `create function refuse() returns event_trigger language plpgsql as
      $$ begin raise exception 'refused'; end $$;
      create event trigger refuse_drop on sql_drop execute function refuse()`;
    await evidence.owner.sql.unsafe(refuse);
    await expect(dropMonth(deps, { partition, policy })).rejects.toThrow();
    await evidence.owner.sql.unsafe("drop event trigger refuse_drop; drop function refuse");
    await audit.stop(5_000);
    expect(await verify()).toMatchObject({
      ok: true,
      tombstones: 3,
      rows_dropped: await dropped(),
    });
    const [first] = await find(within(20));
    await remove(first);
    expect((await verify()).first_bad?.problem).toContain("missing");
  });
});

describe("M09 beside a tombstone", () => {
  test("a row that is deleted in a month that stayed is found", async () => {
    const [, second] = await find(within(12));
    await remove(second);
    expect(await verify()).toMatchObject({ ok: false });
  });

  test("the rest of a batch over the turn of the month cannot go along", async () => {
    const rows = await crossing();
    await remove(rows[0]);
    expect((await verify()).first_bad?.problem).toContain("tombstone");
    await remove(rows.at(-1));
    expect((await verify()).first_bad?.problem).toContain("rows are missing");
  });

  test("a row in the middle of what stayed of such a batch is found", async () => {
    const rows = await crossing();
    await remove(rows[1]);
    expect((await verify()).first_bad).toMatchObject({ id: rows[2] ?? "" });
  });

  test("a kept row that is altered is found and named", async () => {
    await months.evidence.tamper(
      "update audit_events_kept set reason = reason || '.' where id = (select id from audit_events_kept order by id limit 1)",
    );
    const report = await verify();
    expect(report.first_bad?.problem).toBe("it is not the row that was sealed");
  });

  test("a kept row that is removed is found", async () => {
    await months.evidence.tamper(
      "delete from audit_events_kept where id = (select id from audit_events_kept order by id limit 1)",
    );
    expect((await verify()).first_bad?.problem).toContain("tombstone");
  });

  test("a kept row cannot make room for one that was dropped", async () => {
    await months.evidence.tamper(
      "delete from audit_events_kept where id = (select id from audit_events_kept order by id limit 1)",
      "insert into audit_events select * from copy_of_dropped where kind = 'decision' order by id limit 1",
    );
    expect((await verify()).first_bad?.problem).toContain("not those that it names");
    const path = join(folder, "swapped.ndjson");
    await exportAudit(months.evidence.database.db, path);
    expect((await verifyFile(path)).ok).toBe(false);
    if (python !== null) expect(await runPython(path)).toMatchObject({ ok: false });
  });

  test("an outcome that was dropped cannot come back in the place of a row that stayed", async () => {
    const [first] = await crossing();
    await remove(first);
    await months.evidence.tamper(
      "insert into audit_events select * from copy_of_bordering where kind = 'outcome' order by id limit 1",
    );
    expect((await verify()).first_bad?.problem).toContain("not those that it names");
    const path = join(folder, "outcome.ndjson");
    await exportAudit(months.evidence.database.db, path);
    expect((await verifyFile(path)).ok).toBe(false);
    if (python !== null) expect(await runPython(path)).toMatchObject({ ok: false });
  });

  test("a kept row that is there twice is found", async () => {
    await months.evidence.tamper(
      "insert into audit_events select * from audit_events_kept order by id limit 1",
    );
    expect((await verify()).first_bad?.problem).toBe("its id is there twice");
  });
});

describe("M09 a tombstone", () => {
  const tampered = async (...statements: readonly string[]) => {
    await months.evidence.tamper(...statements);
    return verify();
  };
  const copied = (change: string) => `
    insert into audit_events
    select (left(id::text, 34) || 'fe')::uuid, at, kind, user_id, session_id, task_id, trace_id,
           context_id, client_id, role, agent_id, target, verdict, policy, reason,
           detail || '${change}', cost_microdollars, seal
      from audit_events where ${stones} order by id limit 1`;

  test("that was forged in SQL excuses nothing", async () => {
    const { year, month } = ago(12);
    const pad = (value: number) => String(value).padStart(2, "0");
    const partition = `audit_events_${year}_${pad(month)}`;
    const hex = (ms: number) => {
      const text = ms.toString(16).padStart(12, "0");
      return `${text.slice(0, 8)}-${text.slice(8)}-0000-0000-000000000000`;
    };
    const range = { from_id: hex(turn(ago(12))), to_id: hex(turn(ago(11))) };
    const detail = JSON.stringify({ ...range, partition, rows: 13, kept: 0 });
    const report = await tampered(`delete from audit_events where ${within(12)}`, copied(detail));
    expect(report.first_bad?.id).toEndWith("fe");
  });

  test("cannot be made to name more rows than it did", async () => {
    const report = await tampered(
      `update audit_events set detail = jsonb_set(detail, '{rows}', '99') where ${stones}`,
    );
    expect(report.first_bad?.problem).toBe("it is not the row that was sealed");
  });

  test("cannot be removed", async () => {
    expect(await tampered(`delete from audit_events where ${stones}`)).toMatchObject({ ok: false });
  });

  test("that was sealed with too many rows or over another one's range is found", async () => {
    const writer = await months.evidence.open();
    const [stone] = await months.evidence.owner.sql<{ detail: Record<string, never> }[]>`
      select detail from audit_events where target = 'audit://retention/partition'
       order by audit_events.id limit 1`;
    const { salt: _, ...detail } = stone?.detail ?? {};
    const commit = (change: object) =>
      writer.commit(
        decisionEntry({
          kind: "event",
          target: "audit://retention/partition",
          detail: { ...detail, ...change },
        }),
      );
    await commit({ part: 2, rows: 5, kept: 0 });
    expect((await verify()).first_bad?.problem).toContain("tombstones up to this one name");
    await commit({ part: 3, to_id: "01a00000-0000-0000-0000-000000000000" });
    expect((await verify()).first_bad?.problem).toContain("overlaps");
    await writer.stop(5_000);
  });
});
