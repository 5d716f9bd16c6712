import type { Database } from "#infra/database/database.ts";
import { ensurePartitions } from "#infra/database/partitions/ensure-partitions.ts";
import { partitionName } from "#infra/database/partitions/list-months.ts";
import { addMonths, type Month, monthOf } from "#infra/database/partitions/month-bounds.ts";
import { keyBytes, SecretKey } from "#infra/security/secret-key.ts";
import type { AuditEntry } from "#shared/audit-log.ts";
import { systemClock } from "#shared/clock.ts";
import { localActor } from "#shared/recorded-act.ts";
import { systemRandom } from "#shared/random.ts";
import { Holds } from "../holds/change-holds.ts";
import {
  decisionEntry,
  openTestEvidence,
  outcomeEntry,
  type TestEvidence,
} from "../test-evidence.ts";
import { testInstallationKey } from "../test-writer.ts";
import type { AuditWriter } from "../writer/audit-writer.ts";
import type { DropDeps } from "./drop-month.ts";

const installationId = "6f1b2c3d-0000-4000-8000-000000000001";
const thisMonth = monthOf(Date.now());

export interface TestMonths extends AsyncDisposable {
  readonly evidence: TestEvidence;
  readonly deps: DropDeps;
  readonly holds: Holds;
  /** Writes today's rows. */
  readonly writer: AuditWriter;
  /** An owner's pool of its own for a rival. */
  owner(): Database;
}

/** Evidence with partitions from two years ago on, and everything that a drop needs. */
export async function openTestMonths(): Promise<TestMonths> {
  const evidence = await openTestEvidence();
  const { owner, database } = evidence;
  for (const table of ["audit_events", "mcp_tool_executions"]) {
    const first = addMonths(thisMonth, -24);
    const nowMs = Date.UTC(first.year, first.month - 1, 1);
    await ensurePartitions(owner, { table, nowMs, monthsAhead: 26 });
  }
  const writer = await evidence.open();
  const actor = localActor("tester");
  const key = (label: string) => new SecretKey(label, systemRandom(keyBytes));
  const holdKeys = { key: key("legal-holds"), installationId };
  const deps: DropDeps = {
    owner,
    audit: writer,
    actor,
    tombstones: { key: key("tombstones"), installationId },
    holds: holdKeys,
    installationKeys: [Buffer.from(testInstallationKey.publicKey).toString("hex")],
  };
  const holds = new Holds({
    ...holdKeys,
    database: database.db,
    audit: writer,
    nowMs: systemClock.nowMs,
  });
  return {
    evidence,
    deps,
    holds,
    writer,
    owner: () => database.open(database.ownerUrl, { max: 1 }),
    [Symbol.asyncDispose]: () => evidence[Symbol.asyncDispose](),
  };
}

/** So many months ago. */
export function ago(months: number): Month {
  return addMonths(thisMonth, -months);
}

export function auditPartition(month: Month): string {
  return partitionName("audit_events", month);
}

/** The middle of a month. */
function middleOf({ year, month }: Month): number {
  return Date.UTC(year, month - 1, 15);
}

/** A writer whose clock stands at a moment and moves by a millisecond with each look. */
export function openWriterAt(evidence: TestEvidence, atMs: number): Promise<AuditWriter> {
  let nowMs = atMs;
  return evidence.open({
    clock: { ...systemClock, nowMs: () => nowMs++ },
    clockGapMsMax: Infinity,
  });
}

/** Seals so many allowed calls with their outcomes, and then the given events, in a past month. */
export async function fillMonth(
  evidence: TestEvidence,
  month: Month,
  calls: number,
  events: readonly Partial<AuditEntry>[] = [],
): Promise<void> {
  const writer = await openWriterAt(evidence, middleOf(month));
  for (let call = 0; call < calls; call += 1) {
    const receipt = await writer.commit(decisionEntry());
    await writer.commitOutcome(receipt, outcomeEntry());
  }
  for (const event of events) {
    await writer.commit(decisionEntry({ kind: "event", verdict: "ok", ...event }));
  }
  await writer.stop(5_000);
}
