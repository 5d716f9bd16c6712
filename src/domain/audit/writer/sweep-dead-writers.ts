import type { Database, Sql } from "#infra/database/database.ts";
import { inTx } from "#infra/database/in-tx.ts";
import type { AuditEntry, AuditLog, Receipt } from "#shared/audit-log.ts";
import type {
  ClientId,
  ContextId,
  EventId,
  SessionId,
  TaskId,
  TraceId,
  UserId,
} from "#shared/ids.ts";
import { sequencesMax } from "../format/seal.ts";
import { gapMsMax, type LeaseStanding } from "./lease-standing.ts";
import { outcomeByLog } from "./system-entries.ts";

/** Open decisions of one writer at a time; the rest comes with the next round. */
const decisionsPerRound = 500;
const zeroId = "00000000-0000-0000-0000-000000000000";

export interface SweepReport {
  /** Numbers of the writers that this sweep fenced. */
  readonly fenced: readonly number[];
  readonly interrupted: number;
}

/**
 * Fences writers whose lease is over by the database's clock; their allowed acts that have
 * no outcome get the outcome `interrupted`. Any number of processes may sweep at once: one of them
 * has the writer's row, the others pass it by.
 *
 * After PostgreSQL stood still every lease is over at once, and sweeps may run before the renewals
 * that wait beside them. So only a process that has renewed its own lease for a whole lease without
 * a gap fences others: whoever lives has renewed by then too. A process never fences itself.
 */
export async function sweepDeadWriters(
  database: Database,
  log: AuditLog,
  own: LeaseStanding,
): Promise<SweepReport> {
  const fenced = await fenceExpired(database, own);
  let interrupted = 0;
  for (;;) {
    const swept = await inTx(database, (tx) => sweepOne(tx, log));
    if (swept === undefined) return { fenced, interrupted };
    interrupted += swept;
  }
}

/**
 * A fenced writer commits nothing more: its own statement asks for `fenced_at is null`. One that is
 * closed and still holds open acts died on its way to the next chain of its process. All times
 * are compared with one moment, the statement's arrival: a freeze in its midst changes nothing.
 */
async function fenceExpired(database: Database, own: LeaseStanding): Promise<readonly number[]> {
  const rows = await database.sql<{ number: number }[]>`
    update audit_writers set fenced_at = clock_timestamp()
     where fenced_at is null and (closed_at is null or open_from is not null)
       and lease_until < statement_timestamp()
       and number <> ${own.writer}::integer
       and extract(epoch from statement_timestamp()) * 1000
           between ${own.steadySinceMs + own.leaseMs}::bigint
               and ${Math.floor(own.renewedAtMs + gapMsMax(own.leaseMs))}::bigint
    returning number`;
  return rows.map((row) => row.number);
}

/** The row's lock keeps other sweepers away until the outcomes, which commit elsewhere, are in. */
async function sweepOne(tx: Sql, log: AuditLog): Promise<number | undefined> {
  const [writer] = await tx<{ number: number; open_from: string | null }[]>`
    select number, open_from::text from audit_writers
     where fenced_at is not null and swept_at is null
     order by number limit 1 for update skip locked`;
  if (writer === undefined) return undefined;
  let interrupted = 0;
  if (writer.open_from !== null) {
    const numbers = await readChainsOf(tx, writer.number);
    let after = await readFirstOpen(tx, numbers, writer.open_from);
    for (;;) {
      const open = await readOpenActs(tx, numbers, after);
      await Promise.all(open.map((act) => log.commitOutcome(act.receipt, act.outcome)));
      interrupted += open.length;
      if (open.length < decisionsPerRound) break;
      after = open.at(-1)?.receipt.id ?? zeroId;
    }
  }
  await tx`update audit_writers set swept_at = clock_timestamp() where number = ${writer.number}`;
  return interrupted;
}

/** The writers of one process, newest first: each genesis names the one that it follows. */
async function readChainsOf(tx: Sql, newest: number): Promise<readonly number[]> {
  const rows = await tx<{ writer: number }[]>`
    with recursive chain as (
      select ${newest}::integer as writer
      union
      select (s.note->>'follows')::integer from chain join audit_seals as s using (writer)
       where s.sequence = 0 and s.note ? 'follows'
    )
    select writer from chain`;
  return rows.map((row) => row.writer);
}

/**
 * The smallest id that an open act can have. Acts opened after the oldest one lie in its seal or in
 * later ones; their ids may be smaller than its own where the writer's clock went back.
 */
async function readFirstOpen(
  tx: Sql,
  writers: readonly number[],
  openFrom: string,
): Promise<string> {
  const [row] = await tx<{ first: string | null }[]>`
    select min(s.first_id::text) as first
      from audit_events as e
      join audit_seals as s on s.writer = any(${[...writers]}::integer[])
       and (s.writer, s.sequence) >= (e.seal >> 32, e.seal & ${sequencesMax - 1}::bigint)
     where e.id = ${openFrom}::uuid`;
  const first = row?.first ?? openFrom;
  return first < openFrom ? first : openFrom;
}

interface ActRow {
  readonly id: EventId;
  readonly writer: number;
  readonly user_id: UserId;
  readonly session_id: SessionId;
  readonly task_id: TaskId | null;
  readonly trace_id: TraceId;
  readonly context_id: ContextId | null;
  readonly client_id: ClientId;
  readonly role: AuditEntry["role"];
  readonly agent_id: string | null;
  readonly target: string;
}

/** The writers' allowed acts from an id on that have no outcome, oldest first. */
async function readOpenActs(tx: Sql, writers: readonly number[], from: string) {
  const acts = await tx<ActRow[]>`
    select id::text, seal >> 32 as writer, user_id, session_id, task_id, trace_id, context_id,
           client_id, role, agent_id, target
      from audit_events as d
     where id >= ${from}::uuid and kind = 'decision' and verdict = 'allow'
       and target ~ '^(mcp|inference|a2a)://'
       and seal >> 32 = any(${[...writers]}::bigint[])
       and not exists (
             select from audit_events as o
              where o.id = (left(d.id::text, 35)
                            || translate(right(d.id::text, 1), '02468ace', '13579bdf'))::uuid)
     order by id limit ${decisionsPerRound}`;
  return acts.map((act) => {
    const receipt: Receipt = { id: act.id, writer: `${act.writer}`, sequence: 0, epoch: 0 };
    return { receipt, outcome: outcomeByLog(entryOf(act), act.id, "interrupted") };
  });
}

function entryOf(act: ActRow): AuditEntry {
  return {
    kind: "decision",
    correlation: {
      userId: act.user_id,
      sessionId: act.session_id,
      taskId: act.task_id,
      traceId: act.trace_id,
      contextId: act.context_id,
      clientId: act.client_id,
    },
    role: act.role,
    agentId: act.agent_id,
    target: act.target,
    verdict: "allow",
    policy: "",
    reason: "",
    detail: {},
    costMicrodollars: null,
  };
}
