import type { Sql } from "#infra/database/database.ts";
import type { SecretKey } from "#infra/security/secret-key.ts";
import type { ServicesDiff } from "../services/diff-services.ts";
import type { ServicesConfig } from "../services/services-config.ts";
import { isGenuine, snapshotMac } from "./snapshot-mac.ts";

/** `LISTEN` here to hear of a new snapshot; the payload is its version. */
export const snapshotChannel = "config_snapshots";

export interface NewSnapshot {
  readonly hash: string;
  /** `local:<os user>`, a user's id, or `server:<replica>`. */
  readonly actor: string;
  readonly summary: ServicesDiff;
  readonly body: ServicesConfig;
}

export interface SnapshotHead {
  readonly version: number;
  readonly hash: string;
  readonly at: Date;
  readonly actor: string;
}

/** As stored: whether it may be believed is for `isGenuine` to say. */
export interface Snapshot extends SnapshotHead {
  readonly body: ServicesConfig;
  readonly mac: string;
  readonly follows: number;
}

/** Read at once when a replica catches up; more than this in a second is an attack or a loop. */
const snapshotsReadMax = 16;

/**
 * Inside a transaction: stores a snapshot and tells every replica when it commits. One that repeats
 * the newest is not stored again: two replicas that read the same change agree on one version.
 */
export async function insertSnapshot(
  sql: Sql,
  snapshot: NewSnapshot,
  key: SecretKey,
): Promise<SnapshotHead> {
  // An advisory lock: a table lock this strong would need more than the role's INSERT.
  await sql`select pg_advisory_xact_lock(hashtext(${snapshotChannel}))`;
  const [newest] = await snapshotsAfter(sql, 0, 1);
  if (newest?.hash === snapshot.hash && isGenuine(key, newest)) return newest;
  const [row] = await sql<SnapshotHead[]>`
    insert into config_snapshots (hash, actor, summary, body, mac)
    values (${snapshot.hash}, ${snapshot.actor},
            ${JSON.stringify(snapshot.summary)}::text::jsonb,
            ${JSON.stringify(snapshot.body)}::text::jsonb,
            ${snapshotMac(key, snapshot.hash, newest?.version ?? 0)})
    returning version, hash, at, actor`;
  if (row === undefined) throw new TypeError("an insert returned no row");
  await sql`select pg_notify(${snapshotChannel}, ${String(row.version)})`;
  return row;
}

/** Newest first. */
export function snapshotsAfter(
  sql: Sql,
  version: number,
  limit = snapshotsReadMax,
): Promise<readonly Snapshot[]> {
  return sql<Snapshot[]>`
    select version, hash, at, actor, body, mac,
           coalesce((select max(earlier.version)
                       from config_snapshots earlier
                      where earlier.version < snapshot.version), 0) as follows
      from config_snapshots snapshot
     where version > ${version}
     order by version desc
     limit ${limit}`;
}

/** Without the body: what the poll asks. */
export async function newestSnapshotHead(sql: Sql): Promise<SnapshotHead | undefined> {
  const [row] = await sql<SnapshotHead[]>`
    select version, hash, at, actor
      from config_snapshots
     order by version desc
     limit 1`;
  return row;
}

/** Whether this state was ever in force. */
export async function hasSnapshot(sql: Sql, hash: string): Promise<boolean> {
  const rows = await sql`select 1 from config_snapshots where hash = ${hash} limit 1`;
  return rows.length > 0;
}
