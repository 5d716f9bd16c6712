import type { Sql } from "#infra/database/database.ts";

/** What one lease asks for. */
export interface LeaseRequest {
  readonly sessionKey: string;
  readonly sessionLimit: number;
  readonly sessionBurst: number;
  /** Null for addresses, which have no user above them. */
  readonly userKey: string | null;
  readonly userLimit: number;
  readonly userBurst: number;
  readonly burstSeconds: number;
  readonly slice: number;
  /** Only tests set the time; null is the database's own clock. */
  readonly nowMs: number | null;
}

export interface LeaseAnswer {
  readonly granted: number;
  /** The second that was debited; what is not spent goes back to it. */
  readonly second: number;
  readonly over: "session" | "user" | null;
  readonly waitMs: number;
}

export async function leaseRate(sql: Sql, request: LeaseRequest): Promise<LeaseAnswer> {
  const [row] = await sql<[{ granted: number; second: number; over: null; waitMs: number }]>`
    select granted, at_second as second, over, wait_ms as "waitMs"
      from lease_rate(
        ${request.sessionKey}::text, ${request.sessionLimit}::bigint,
        ${request.sessionBurst}::bigint,
        ${request.userKey}::text, ${request.userLimit}::bigint, ${request.userBurst}::bigint,
        ${request.burstSeconds}::integer, ${request.slice}::bigint, ${request.nowMs}::bigint)`;
  return row;
}

/** Requests that were debited and not spent. */
export interface RateReturn {
  readonly key: string;
  readonly second: number;
  readonly count: number;
}

export async function returnRates(sql: Sql, returns: readonly RateReturn[]): Promise<void> {
  await sql`
    select return_rates(
      ${returns.map((r) => r.key)}::text[],
      ${returns.map((r) => r.second)}::bigint[],
      ${returns.map((r) => r.count)}::bigint[])`;
}

/** Rows that say nothing any more: every second of theirs has left the window. */
export async function deleteIdleWindows(sql: Sql, rowsMax: number): Promise<number> {
  const rows = await sql`
    delete from rate_windows
     where key in (
       select key
         from rate_windows
        where second < floor(extract(epoch from clock_timestamp())) - 120
        order by second
        limit ${rowsMax}
          for update skip locked)
    returning 1`;
  return rows.length;
}
