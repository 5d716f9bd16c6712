import { readHoldsInForce } from "#domain/audit/holds/read-holds.ts";
import type { DropDeps } from "#domain/audit/retention/drop-month.ts";
import type { AuditMonths } from "#domain/audit/retention/plan-months.ts";
import type { AuditWriter } from "#domain/audit/writer/audit-writer.ts";
import { pruneExpired } from "#domain/tokens/queries/prune-expired.ts";
import type { Database } from "#infra/database/database.ts";
import type { Logger } from "#infra/logging/logger.ts";
import { systemClock } from "#shared/clock.ts";
import { localActor } from "#shared/recorded-act.ts";
import { type AppliedMonth, applyRetention } from "./apply-retention.ts";
import { openRetentionOwner, retentionDeps, type RetentionParts } from "./retention-deps.ts";

export interface RetentionJob {
  /** What an operator should look at; undefined when all is well. */
  trouble(): string | undefined;
  /** Ends a run that is under way; what it did not commit is as it was. */
  close(): Promise<void>;
}

export interface RetentionJobParts extends Omit<RetentionParts, "actor" | "audit"> {
  readonly audit: AuditWriter;
  readonly log: Logger;
}

export interface RetentionTimes {
  readonly firstAfterMs: number;
  readonly everyMs: number;
  readonly afterFailureMs: number;
}

/** A start is busy enough; a day is short beside a month. */
const timesDefault: RetentionTimes = {
  firstAfterMs: 600_000,
  everyMs: 24 * 3_600_000,
  afterFailureMs: 3_600_000,
};
const closeMsMax = 2_000;

/**
 * Deletes what expired and applies retention, a while after the start and then daily; `auditMonths`
 * is asked at each run.
 */
export function keepRetention(
  parts: RetentionJobParts,
  auditMonths: () => AuditMonths,
  times: RetentionTimes = timesDefault,
): RetentionJob {
  const job: Job = { trouble: undefined, owner: undefined, isClosed: false };
  let run: Promise<void> = Promise.resolve();
  let timer: Timer | undefined;
  const plan = (afterMs: number) => {
    if (job.isClosed) return;
    timer = setTimeout(() => {
      run = work(parts, auditMonths, job).then((isDone) =>
        plan(isDone ? times.everyMs : times.afterFailureMs),
      );
    }, afterMs);
  };
  plan(times.firstAfterMs);
  return {
    trouble: () => job.trouble,
    close: async () => {
      job.isClosed = true;
      clearTimeout(timer);
      await job.owner?.close(closeMsMax);
      await run;
    },
  };
}

interface Job {
  trouble: string | undefined;
  /** Open while a run is under way. */
  owner: Database | undefined;
  isClosed: boolean;
}

async function work(
  parts: RetentionJobParts,
  auditMonths: () => AuditMonths,
  job: Job,
): Promise<boolean> {
  const owner = openRetentionOwner(parts);
  job.owner = owner;
  try {
    job.trouble = await runOnce(parts, auditMonths(), owner);
    return true;
  } catch (error) {
    // Cut off by the stop: the next start goes on.
    if (job.isClosed) return false;
    parts.log.error("retention could not be applied; it is tried again in an hour", { error });
    job.trouble = "Retention could not be applied; the log says why.";
    return false;
  } finally {
    job.owner = undefined;
    await owner.close(closeMsMax);
  }
}

async function runOnce(
  parts: RetentionJobParts,
  auditMonths: AuditMonths,
  owner: Database,
): Promise<string | undefined> {
  const { audit, log } = parts;
  const deps = await retentionDeps({ ...parts, actor: localActor("server") }, owner);
  await pruneUnlessHeld(deps, log);
  if (auditMonths === "keep") return undefined;
  if (audit.trouble !== undefined) return `Retention waits: ${audit.trouble}`;
  const applied = await applyRetention(deps, { auditMonths, nowMs: systemClock.nowMs() });
  for (const month of applied) report(log, month);
  const refused = applied.filter(({ result }) => result === "refused");
  return refused.length === 0
    ? undefined
    : `Retention keeps ${refused.map(({ month }) => month).join(", ")}: infra audit retention show.`;
}

/** Whatever a hold covers, whoever asked for it expects that nothing is tidied away. */
async function pruneUnlessHeld({ owner, holds }: DropDeps, log: Logger): Promise<void> {
  if ((await readHoldsInForce(owner.sql, holds)).length > 0) return;
  const pruned = await pruneExpired(owner.sql);
  if (pruned.sessions + pruned.revocations > 0) log.info("deleted expired sessions", { ...pruned });
}

function report(log: Logger, { result, ...month }: AppliedMonth): void {
  if (result === "dropped") log.info("dropped a month of the audit", { ...month });
  if (result === "refused") log.warn("a month of the audit was not dropped", { ...month });
}
