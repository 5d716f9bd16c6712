import type { Sql } from "#infra/database/database.ts";
import { equalBytes, hmacFields } from "#infra/security/digest.ts";
import { storyTrace } from "#infra/security/story-trace.ts";
import type { SecretKey } from "#infra/security/secret-key.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { AppError } from "#shared/errors.ts";
import type { TraceId } from "#shared/ids.ts";
import type { Actor } from "#shared/recorded-act.ts";
import { tombstoneTarget } from "../format/tombstone.ts";

/**
 * Says, before a month goes, what went: verification takes `rows − kept` rows of the range for
 * dropped. Several for one month add up: one that follows holds only what came since.
 */
export interface Tombstone {
  readonly partition: string;
  /** 1 for the month's first, 2 for one that follows, …: a copied row is not one more. */
  readonly part: number;
  /** The ids of the month, half-open. */
  readonly from_id: string;
  readonly to_id: string;
  /** Sealed rows that the month holds. */
  readonly rows: number;
  /** Those of them that outlive it, in `audit_events_kept`. */
  readonly kept: number;
  /** Which rows these are, of all parts; verification alone reads it. */
  readonly kept_hash?: string;
  readonly policy: string;
  /** Set when the month did not verify and was dropped all the same. */
  readonly forced?: ForcedDrop;
}

export interface ForcedDrop {
  readonly problem: string;
  readonly reason: string;
}

export interface TombstoneKeys {
  /** Derived for `tombstones`. */
  readonly key: SecretKey;
  readonly installationId: string;
}

const tombstonesReadMax = 10_000;

function tombstoneTrace(installationId: string): TraceId {
  return storyTrace("tombstone-trace", installationId);
}

/** A row of the audit can be added in SQL: without the key it lets nothing be dropped. */
function tombstoneMac({ key, installationId }: TombstoneKeys, stone: Tombstone): string {
  const { partition, part, from_id, to_id, rows, kept, policy, forced } = stone;
  const words = [forced?.problem ?? "", forced?.reason ?? ""];
  return hmacFields(key, [
    installationId,
    partition,
    `${part}`,
    from_id,
    to_id,
    `${rows}`,
    `${kept}`,
    policy,
    ...words,
  ]).toString("hex");
}

export async function commitTombstone(
  audit: AuditLog,
  actor: Actor,
  keys: TombstoneKeys,
  stone: Tombstone,
): Promise<void> {
  const { forced, ...bare } = stone;
  await audit.commit({
    kind: "event",
    correlation: { ...actor.correlation, traceId: tombstoneTrace(keys.installationId) },
    role: actor.role,
    agentId: null,
    target: tombstoneTarget,
    verdict: "ok",
    policy: "audit.retention",
    reason:
      forced === undefined
        ? "A month of the audit is old enough to go."
        : "A month of the audit that does not verify is dropped because an operator insists.",
    detail: {
      ...bare,
      ...(forced === undefined ? {} : { forced: { ...forced } }),
      mac: tombstoneMac(keys, stone),
      trace_id: actor.correlation.traceId,
    },
    costMicrodollars: null,
  });
}

/** Genuine tombstones of a partition. */
export async function readTombstones(
  sql: Sql,
  keys: TombstoneKeys,
  partition: string,
): Promise<readonly Tombstone[]> {
  return (await readAllTombstones(sql, keys)).filter((stone) => stone.partition === partition);
}

/** Genuine tombstones of all partitions. */
export async function readAllTombstones(
  sql: Sql,
  keys: TombstoneKeys,
): Promise<readonly Tombstone[]> {
  const trace = tombstoneTrace(keys.installationId);
  const rows = await sql<{ detail: { readonly [name: string]: unknown } }[]>`
    select detail
      from (select kind, target, trace_id, detail from audit_events
            union all
            select kind, target, trace_id, detail from audit_events_kept) as found
     where trace_id = ${trace} and kind = 'event' and target = ${tombstoneTarget}
     limit ${tombstonesReadMax}`;
  if (rows.length === tombstonesReadMax) {
    throw new AppError(
      "CHECK_FAILED",
      "The audit holds too many rows that look like tombstones: see infra audit verify.",
    );
  }
  const stones = rows.flatMap(({ detail }) => readTombstone(keys, detail) ?? []);
  return [...new Map(stones.map((stone) => [`${stone.partition} ${stone.part}`, stone])).values()];
}

function readTombstone(
  keys: TombstoneKeys,
  { mac, ...detail }: { readonly [name: string]: unknown },
): Tombstone | undefined {
  const { partition, from_id, to_id, policy, part, rows, kept } = detail;
  const forced = readForced(detail["forced"]);
  if (![partition, from_id, to_id, policy, mac].every((value) => typeof value === "string")) {
    return undefined;
  }
  if (![part, rows, kept].every(Number.isSafeInteger)) return undefined;
  const bare = { partition, part, from_id, to_id, rows, kept, policy } as Tombstone;
  const stone = forced === undefined ? bare : { ...bare, forced };
  const expected = Buffer.from(tombstoneMac(keys, stone));
  return equalBytes(Buffer.from(mac as string), expected) ? stone : undefined;
}

function readForced(value: unknown): ForcedDrop | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { problem, reason } = value as { readonly [name: string]: unknown };
  if (typeof problem !== "string" || typeof reason !== "string") return undefined;
  return { problem, reason };
}
