import type { Sql } from "#infra/database/database.ts";

export interface SealLine {
  readonly writer: number;
  readonly sequence: number;
  readonly kind: string;
  readonly count: number;
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly sealed_at: string;
  readonly hash: string;
}

/** The last seals of the newest writers, newest first. */
export async function readNewestSeals(sql: Sql, limit: number): Promise<readonly SealLine[]> {
  return sql<SealLine[]>`
    select writer, sequence, kind, count, first_id::text, last_id::text,
           to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as sealed_at,
           encode(hash, 'hex') as hash
      from audit_seals order by writer desc, sequence desc limit ${limit}`;
}
