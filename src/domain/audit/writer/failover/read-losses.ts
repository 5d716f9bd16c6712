import type { Sql } from "#infra/database/database.ts";
import type { Head } from "#domain/audit/format/seal.ts";
import type { HistoryLoss } from "../writer-options.ts";

/**
 * Heads on record that the database does not hold: it was restored from an old copy, or it failed
 * over while nobody wrote. What a genesis has stated before is not stated again; one that states
 * the loss of its own number or of a later one speaks of a chain whose number was given anew, so it
 * covers the very head alone.
 */
export async function readLosses(tx: Sql, heads: readonly Head[]): Promise<readonly HistoryLoss[]> {
  if (heads.length === 0) return [];
  const rows = await tx<
    { place: number; found_sequence: number | null; found_head: string | null }[]
  >`
    select k.place, w.seq as found_sequence, encode(w.head, 'hex') as found_head
      from unnest(${heads.map(({ writer }) => writer)}::integer[],
                  ${heads.map(({ sequence }) => sequence)}::bigint[],
                  ${heads.map(({ head }) => head)}::text[])
           with ordinality as k(writer, sequence, head, place)
      left join audit_writers as w on w.number = k.writer
     where not exists (select from audit_seals as s
                        where s.writer = k.writer and s.sequence = k.sequence
                          and s.hash = decode(k.head, 'hex'))
       and not exists (select from audit_writers as o
                         join audit_seals as g on g.writer = o.number and g.sequence = 0
                         cross join jsonb_path_query(g.note, '$.lost[*]') as l
                        where (l->>'writer')::integer = k.writer
                          and (l->>'sequence')::bigint >= k.sequence
                          and (o.number > k.writer or l->>'head' = k.head))
     order by k.place`;
  return rows.map((row) => ({
    ...(heads[row.place - 1] as Head),
    found: { sequence: row.found_sequence, head: row.found_head },
  }));
}
