import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { partitionName } from "#infra/database/partitions/list-months.ts";
import { isAppError } from "#shared/errors.ts";
import { decisionEntry } from "../test-evidence.ts";
import { readTrail } from "../trail/queries.ts";
import { verifyDatabase } from "../verify/verify-evidence.ts";
import { dropMonth } from "./drop-month.ts";
import { monthText } from "./plan-months.ts";
import {
  ago,
  auditPartition,
  fillMonth,
  openTestMonths,
  openWriterAt,
  type TestMonths,
} from "./test-months.ts";

let months: TestMonths;
beforeAll(async () => {
  months = await openTestMonths();
}, 60_000);
afterAll(() => months[Symbol.asyncDispose]());

const drop = (monthsAgo: number, force?: string) =>
  dropMonth(months.deps, {
    partition: auditPartition(ago(monthsAgo)),
    policy: "13 months",
    ...(force === undefined ? {} : { force }),
  });

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isAppError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

async function exists(table: string): Promise<boolean> {
  const [row] = await months.evidence.owner.sql<{ found: boolean }[]>`
    select to_regclass(${`public.${table}`}) is not null as found`;
  return row?.found === true;
}

async function stonesOf(monthsAgo: number) {
  return months.evidence.owner.sql<{ detail: Record<string, unknown>; policy: string }[]>`
    select detail, policy from audit_events
     where target = 'audit://retention/partition'
       and detail ->> 'partition' = ${auditPartition(ago(monthsAgo))}
     order by id`;
}

describe("M09 a month that is old enough", () => {
  test("goes under a tombstone, and what outlives it stays as it was", async () => {
    const { owner } = months.evidence;
    await fillMonth(months.evidence, ago(20), 5, [
      { target: "secret://system/name", policy: "secrets.set" },
      { target: "identity://user/erase", policy: "identity.user.erase" },
      { target: "audit://rejected-row", policy: "audit.substitute" },
      { target: "audit://retention/hold", policy: "audit.hold.place" },
      { target: "identity://session/login", policy: "identity.session.login" },
    ]);
    await fillMonth(months.evidence, ago(19), 2);
    const name = auditPartition(ago(20));
    const whole = await owner.sql`
      select * from ${owner.sql(name)}
       where target !~ '^(mcp|identity://session)' order by id`;
    const report = await drop(20);
    expect(report).toMatchObject({ partition: name, rows: 15, kept: 4 });
    expect(await exists(name)).toBe(false);
    expect([...(await owner.sql`select * from audit_events_kept order by id`)]).toEqual([...whole]);
    for (const { id, trace_id, target } of whole) {
      const { sql } = months.evidence.database.db;
      const byId = await readTrail(sql, { local: true }, id);
      expect(byId.map((row) => row.target)).toEqual([target]);
      expect(await readTrail(sql, { local: true }, trace_id)).toEqual(byId);
    }
    const [left] = await owner.sql`
      select count(*) as rows from ${owner.sql(auditPartition(ago(19)))}`;
    expect(left).toEqual({ rows: 4 });
    const stones = await stonesOf(20);
    expect(stones.length).toBe(1);
    expect(stones[0]).toMatchObject({
      policy: "audit.retention",
      detail: { partition: name, part: 1, rows: 15, kept: 4, policy: "13 months" },
    });
    expect(await drop(20)).toBeUndefined();
  });

  test("goes although its first and last batches reach into the months beside it", async () => {
    const start = Date.UTC(ago(17).year, ago(17).month - 1, 1);
    for (const at of [start - 5, Date.UTC(ago(16).year, ago(16).month - 1, 1) - 5]) {
      const writer = await openWriterAt(months.evidence, at);
      await Promise.all(
        Array.from({ length: 6 }, () => writer.commit(decisionEntry({ verdict: "deny" }))),
      );
      await writer.stop(5_000);
    }
    expect(await drop(17)).toMatchObject({ rows: 6, kept: 0 });
    expect(await drop(18)).toMatchObject({ rows: 2 });
  });

  test("takes the executions of its calls along, and no others", async () => {
    const { owner } = months.evidence;
    const name = (monthsAgo: number) => partitionName("mcp_tool_executions", ago(monthsAgo));
    for (const monthsAgo of [12, 11]) {
      await fillMonth(months.evidence, ago(monthsAgo), 1);
      await owner.sql`
        insert into mcp_tool_executions (decision_id, at, server, tool, user_id, session_id,
          trace_id, status, duration_us, input_bytes, output_bytes)
        select id, at, 'workspace', 'read_file', user_id, session_id, trace_id, 'ok', 1, 1, 1
          from ${owner.sql(auditPartition(ago(monthsAgo)))} where kind = 'decision'`;
    }
    expect(await drop(12)).toMatchObject({ rows: 2 });
    expect(await exists(name(12))).toBe(false);
    const left = await owner.sql`select tableoid::regclass::text as place from mcp_tool_executions`;
    expect([...left]).toEqual([{ place: name(11) }]);
  });

  test("goes when it is empty", async () => {
    expect(await drop(23)).toMatchObject({ rows: 0, kept: 0 });
  });

  test("stays while a legal hold covers a day of it, and goes when that is released", async () => {
    await fillMonth(months.evidence, ago(15), 1);
    const day = `${monthText(ago(15))}-15`;
    const hold = { reason: "a claim", userId: null, from: day, to: day };
    const { hold_id } = await months.holds.place(months.deps.actor, hold);
    expect(await refusal(drop(15))).toContain(`is under the legal hold ${hold_id}`);
    expect(await stonesOf(15)).toHaveLength(0);
    await months.holds.release(months.deps.actor, hold_id, "settled");
    expect(await drop(15)).toMatchObject({ rows: 2 });
  });

  test("stays while a writer that was not swept may owe an outcome in it", async () => {
    const { evidence } = months;
    await fillMonth(evidence, ago(14), 1);
    await evidence.tamper(
      `insert into audit_writers (number, id, installation, installation_key, public_key,
         registered_at, signature, seq, head, lease_until, open_from)
       select 2000000, gen_random_uuid(), installation, installation_key, public_key,
         registered_at, signature, -1, head, lease_until,
         (select min(id::text)::uuid from ${auditPartition(ago(14))})
         from audit_writers where number = 1`,
    );
    expect(await refusal(drop(14))).toContain("acts that are still open");
    await evidence.tamper("delete from audit_writers where number = 2000000");
    expect(await drop(14)).toMatchObject({ rows: 2 });
  });
});

const firstSeal = (name: string) => `(select min(seal) >> 32, min(seal) & 4294967295 from ${name})`;

describe("M09 a month whose rows are not those that were sealed", () => {
  const attacks: readonly (readonly [string, (name: string) => readonly string[], string])[] = [
    [
      "with an altered row",
      (name) => [
        `update ${name} set reason = 'other' where id = (select min(id::text)::uuid from ${name})`,
      ],
      "not the row that was sealed",
    ],
    [
      "without its first row",
      (name) => [`delete from ${name} where id = (select min(id::text)::uuid from ${name})`],
      "are missing",
    ],
    [
      "without its last row",
      (name) => [`delete from ${name} where id = (select max(id::text)::uuid from ${name})`],
      "are missing",
    ],
    [
      "without a whole batch and its seal",
      (name) => [
        `delete from audit_seals where (writer, sequence) = ${firstSeal(name)}`,
        `delete from ${name} where seal = (select min(seal) from ${name})`,
      ],
      "seals of writer",
    ],
    [
      "with a row that fits no seal",
      (name) => [
        `insert into ${name}
         select (left(id::text, 24) || '000000000000')::uuid, at, kind, user_id, session_id, task_id,
                trace_id, context_id, client_id, role, agent_id, target, verdict, policy, reason,
                detail, cost_microdollars, seal
           from ${name} where id = (select min(id::text)::uuid from ${name})`,
      ],
      "names a seal that does not cover it",
    ],
    [
      "with a seal that was made up",
      (name) => [
        `update audit_seals set signature = decode(repeat('00', 64), 'hex')
          where (writer, sequence) = ${firstSeal(name)}`,
      ],
      "is not its writer's",
    ],
  ];

  test.each(attacks)(
    "%s is not dropped, unless an operator insists, on record",
    async (_, attack, problem) => {
      await using own = await openTestMonths();
      await fillMonth(own.evidence, ago(20), 3);
      const name = auditPartition(ago(20));
      await own.evidence.tamper(...attack(name));
      const request = { partition: name, policy: "13 months" };
      const refused = await refusal(dropMonth(own.deps, request));
      expect(refused).toContain("CHECK_FAILED");
      expect(refused).toContain(problem);
      const stones = () => own.evidence.owner.sql<{ detail: Record<string, unknown> }[]>`
      select detail from audit_events where target = 'audit://retention/partition'`;
      expect(await stones()).toHaveLength(0);
      const dropped = await dropMonth(own.deps, { ...request, force: "the disk is full" });
      expect(dropped?.problem).toContain(problem);
      expect((await stones())[0]?.detail).toMatchObject({
        forced: { reason: "the disk is full", problem: dropped?.problem },
      });
    },
  );

  test("passes no altered row on to those that outlive it, and verification holds again", async () => {
    await using own = await openTestMonths();
    const { owner, database } = own.evidence;
    const events = ["secret://system/one", "secret://system/two"].map((target) => ({ target }));
    await fillMonth(own.evidence, ago(20), 1, events);
    const partition = auditPartition(ago(20));
    await own.evidence.tamper(`update ${partition} set verdict = 'error' where target ~ 'one'`);
    expect((await verifyDatabase(database.db)).ok).toBe(false);
    const forced = await dropMonth(own.deps, { partition, policy: "13 months", force: "known" });
    expect(forced).toMatchObject({ rows: 4, kept: 1 });
    const kept = await owner.sql`select target from audit_events_kept`;
    expect([...kept]).toEqual([{ target: "secret://system/two" }]);
    expect(await verifyDatabase(database.db)).toMatchObject({ ok: true, forced_drops: 1 });
  });

  test("certified by a key that is not this installation's is not dropped", async () => {
    await fillMonth(months.evidence, ago(13), 1);
    const deps = { ...months.deps, installationKeys: ["00".repeat(32)] };
    const request = { partition: auditPartition(ago(13)), policy: "13 months" };
    expect(await refusal(dropMonth(deps, request))).toContain("is not its writer's");
  });
});
