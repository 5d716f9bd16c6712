import type { Database, Sql } from "#infra/database/database.ts";
import { inTx } from "#infra/database/in-tx.ts";
import { dropPartition, lockPartition } from "#infra/database/partitions/drop-partition.ts";
import {
  listMonths,
  type MonthPartition,
  partitionName,
} from "#infra/database/partitions/list-months.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { AppError } from "#shared/errors.ts";
import type { Actor } from "#shared/recorded-act.ts";
import { holdsLock } from "../holds/change-holds.ts";
import type { HoldKeys } from "../holds/hold-act.ts";
import { readHoldsInForce } from "../holds/read-holds.ts";
import { checkMonth, type MonthFindings } from "./check-month.ts";
import { findLostKept } from "./find-lost-kept.ts";
import { findShortSeal } from "./find-short-seal.ts";
import { hashKept, isKept } from "./kept-rows.ts";
import { covers, monthText } from "./plan-months.ts";
import {
  commitTombstone,
  readTombstones,
  type Tombstone,
  type TombstoneKeys,
} from "./tombstone.ts";

export interface DropDeps {
  /** The owner's; the application may not drop. */
  readonly owner: Database;
  readonly audit: AuditLog;
  readonly actor: Actor;
  readonly tombstones: TombstoneKeys;
  readonly holds: HoldKeys;
  /** Public keys that certified writers here. */
  readonly installationKeys: readonly string[];
}

export interface DropRequest {
  readonly partition: string;
  /** Why it may go, in words such as `13 months`. */
  readonly policy: string;
  /** An operator's reason to drop a month that does not verify. */
  readonly force?: string;
}

export interface DroppedMonth {
  readonly partition: string;
  readonly rows: number;
  readonly kept: number;
  readonly bytes: number;
  /** What did not match, when the drop was forced. */
  readonly problem?: string;
}

const auditTable = "audit_events";
const executionsTable = "mcp_tool_executions";
// prettier-ignore
const columns = [
  "id", "at", "kind", "user_id", "session_id", "task_id", "trace_id", "context_id", "client_id",
  "role", "agent_id", "target", "verdict", "policy", "reason", "detail", "cost_microdollars",
  "seal",
];
const retentionLock = 7_382_914_650_116;
/** Nobody who works waits behind it; a vacuum that is cancelled for it takes a second to go. */
const partitionWaitMs = 10_000;
/** Writers wait behind a waiting lock: rather try again later than hold them up. */
const tableWaitMs = 1_000;

/**
 * Drops one month: check it, commit the tombstone, then copy the rows that stay and drop, in one
 * transaction. After a crash in between, the next run finds the tombstone and finishes. Undefined
 * when the month is gone already. The plan was made before: what it relied on is looked at again.
 */
export async function dropMonth(
  deps: DropDeps,
  request: DropRequest,
): Promise<DroppedMonth | undefined> {
  return inTx(deps.owner, async (tx) => {
    await waitAtMost(tx, partitionWaitMs);
    await assertOwner(tx);
    await lockRetention(tx);
    const months = await listMonths(tx, auditTable);
    const month = months.find(({ partition }) => partition === request.partition);
    if (month === undefined) return undefined;
    const found = await checkAll(tx, deps, months, month);
    if (found.problem !== undefined && request.force === undefined) throw unverified(month, found);
    await tx`select pg_advisory_xact_lock(${holdsLock}::bigint)`;
    await assertNotHeld(tx, deps.holds, month);
    await assertNoOpenActs(tx, month);
    await recordDrop(tx, deps, request, month, found);
    await act(tx, month, found);
    const { held: rows, kept, problem } = found;
    const { partition, bytes } = month;
    return { partition, rows, kept, bytes, ...(problem === undefined ? {} : { problem }) };
  });
}

async function waitAtMost(tx: Sql, ms: number): Promise<void> {
  await tx`select set_config('lock_timeout', ${`${ms}ms`}, true)`;
}

/** Before the tombstone: another role would be stopped after it. */
async function assertOwner(tx: Sql): Promise<void> {
  const [row] = await tx<{ owns: boolean }[]>`
    select pg_has_role(current_user, relowner, 'usage') as owns from pg_class
     where oid = 'public.audit_events'::regclass`;
  if (row?.owns === true) return;
  throw new AppError("FORBIDDEN", "Only the owner of the database drops months of the audit.");
}

async function checkAll(
  tx: Sql,
  { installationKeys, tombstones }: DropDeps,
  months: readonly MonthPartition[],
  month: MonthPartition,
): Promise<MonthFindings> {
  const found = await checkMonth(tx, month, installationKeys);
  if (found.problem !== undefined) return found;
  const short = await findShortSeal(tx, months);
  if (short !== undefined) return { ...found, problem: `rows of seal ${short} are missing` };
  const lost = await findLostKept(tx, tombstones, months);
  if (lost === undefined) return found;
  return { ...found, problem: `of ${lost}, which is gone, rows that outlive it are missing` };
}

async function lockRetention(tx: Sql): Promise<void> {
  const [row] = await tx<{ locked: boolean }[]>`
    select pg_try_advisory_xact_lock(${retentionLock}::bigint) as locked`;
  if (row?.locked === true) return;
  const details = { busy: true };
  throw new AppError("CONFLICT", "Another process is applying retention.", { details });
}

async function assertNotHeld(tx: Sql, keys: HoldKeys, { month }: MonthPartition): Promise<void> {
  const hold = (await readHoldsInForce(tx, keys)).find((each) => covers(each, month));
  if (hold === undefined) return;
  throw new AppError("CONFLICT", `${monthText(month)} is under the legal hold ${hold.id}.`);
}

/** Acts of a writer that died are completed by a sweep, which needs their decisions. */
async function assertNoOpenActs(tx: Sql, { month, toId }: MonthPartition): Promise<void> {
  const rows = await tx`
    select 1 from audit_writers
     where open_from < ${toId}::uuid and closed_at is null and swept_at is null limit 1`;
  if (rows.length === 0) return;
  throw new AppError("CONFLICT", `${monthText(month)} may hold acts that are still open.`);
}

/** The tombstone, or what an earlier one that did not come to its drop did not say yet. */
async function recordDrop(
  tx: Sql,
  deps: DropDeps,
  request: DropRequest,
  month: MonthPartition,
  found: MonthFindings,
): Promise<void> {
  const { partition, fromId, toId } = month;
  const before = await readTombstones(tx, deps.tombstones, partition);
  const kept_hash = await hashKept(tx, partition, found.altered);
  const rows = found.sealed - sum(before.map((stone) => stone.rows));
  const kept = found.kept - sum(before.map((stone) => stone.kept));
  const isShort = rows < 0 || kept < 0;
  if (isShort && request.force === undefined) throw vanished(month);
  const isSaid = before.length > 0 && rows === 0 && kept === 0;
  const isForced = found.problem !== undefined || isShort;
  if (isSaid && (!isForced || before.some((stone) => stone.forced !== undefined))) return;
  const problem = found.problem ?? "rows vanished after an earlier tombstone";
  const stone: Tombstone = {
    partition,
    part: before.length + 1,
    from_id: fromId,
    to_id: toId,
    rows: Math.max(0, rows),
    kept: Math.max(0, kept),
    kept_hash,
    policy: request.policy,
    ...(isForced ? { forced: { problem, reason: request.force ?? "" } } : {}),
  };
  await commitTombstone(deps.audit, deps.actor, deps.tombstones, stone);
}

async function act(tx: Sql, month: MonthPartition, found: MonthFindings): Promise<void> {
  const { partition } = month;
  const executions = await findExecutions(tx, month);
  await lockPartition(tx, partition);
  if (executions !== undefined) await lockPartition(tx, executions);
  const [count] = await tx<{ rows: number }[]>`select count(*) as rows from ${tx(partition)}`;
  if (count?.rows !== found.held) throw moved(month);
  const copied = await tx`
    insert into audit_events_kept (${tx(columns)})
    select ${tx(columns)}
      from ${tx(partition)} where ${isKept(tx, found.altered)}`;
  if (copied.count !== found.kept) throw moved(month);
  await waitAtMost(tx, tableWaitMs);
  await dropPartition(tx, auditTable, partition);
  // After the audit's, as a writer's statement locks the two: the other way round they could wait
  // for each other.
  if (executions !== undefined) await dropPartition(tx, executionsTable, executions);
}

/** The partition whose rows are joined to the decisions of the month. */
async function findExecutions(tx: Sql, { month }: MonthPartition): Promise<string | undefined> {
  const name = partitionName(executionsTable, month);
  const months = await listMonths(tx, executionsTable);
  return months.some(({ partition }) => partition === name) ? name : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function unverified({ month }: MonthPartition, { problem }: MonthFindings): AppError {
  return new AppError(
    "CHECK_FAILED",
    `${monthText(month)} does not verify and is not dropped: ${problem}. See infra audit verify.`,
  );
}

function vanished({ month }: MonthPartition): AppError {
  return new AppError(
    "CHECK_FAILED",
    `${monthText(month)} holds fewer rows than its tombstone says and is not dropped.`,
  );
}

function moved({ month }: MonthPartition): AppError {
  return new AppError(
    "CONFLICT",
    `${monthText(month)} changed after it was checked and is not dropped; run it again.`,
  );
}
