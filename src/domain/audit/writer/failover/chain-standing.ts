import type { Circumstances } from "../writer-link.ts";

/** Where a chain stands, as a renewal finds it. */
export interface Standing extends Circumstances {
  /** Null when the writer is fenced, closed or gone. */
  readonly seq: number | null;
  readonly head: string | null;
  readonly found_seq: number | null;
  readonly found_head: string | null;
  readonly fenced: boolean;
  readonly closed: boolean;
  readonly heads: string;
}

/** Whether the chain holds our last seal and goes on behind it. $1 number, $2 sequence, $3 head. */
export const isContinued = `
  select exists (select from audit_seals
                  where writer = $1::integer and sequence = $2::bigint
                    and hash = decode($3::text, 'hex'))
     and exists (select from audit_writers as w
                   join audit_seals as s on s.writer = w.number and s.sequence = w.seq
                    and s.hash = w.head
                  where w.number = $1::integer and w.seq > $2::bigint) as continued`;

/** Whether the chain stands there, be it renewed with it or found so. */
export function stands(standing: Standing, sequence: number, head: string): boolean {
  return (
    (standing.found_seq === sequence && standing.found_head === head) ||
    (standing.seq === sequence && standing.head === head)
  );
}
