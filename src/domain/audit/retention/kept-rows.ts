import type { Sql } from "#infra/database/database.ts";
import { keptHashWith } from "../format/tombstone.ts";

/**
 * Rows that outlive their month, by how their target begins. All of them are events: what an agent
 * asks for is a decision, so nobody who is governed can name a row that stays. Configurations and
 * approved commands are not among them: their own tables keep who put them in force.
 */
// prettier-ignore
export const keptRows = [
  { target: "audit://retention/",    why: "tombstones and legal holds, which retention reads" },
  { target: "audit://rejected-row",  why: "it stands where a row was lost" },
  { target: "identity://user/erase", why: "proof that a person was erased" },
  { target: "secret://",             why: "it attests which version of a secret is current" },
] as const;

/** As a condition on the columns of `audit_events`, for all rows but some. */
export function isKept(sql: Sql, except: readonly string[]) {
  const targets = keptRows.map(({ target }) => target);
  return sql`(kind = 'event' and id <> all (${except}::uuid[]) and exists (
    select from unnest(${targets}::text[]) as kept(prefix) where starts_with(target, prefix)))`;
}

const idsPerPage = 5_000;

/**
 * Which rows of a partition stay: their number alone would let one that was dropped come back in
 * the place of one that should be there.
 */
export async function hashKept(
  sql: Sql,
  partition: string,
  except: readonly string[],
): Promise<string> {
  let hash = "";
  let after: string | null = null;
  for (;;) {
    const page: readonly { id: string }[] = await sql<{ id: string }[]>`
      select p.id::text as id from ${sql(partition)} as p
       where ${isKept(sql, except)} and (${after}::uuid is null or p.id > ${after}::uuid)
       order by p.id limit ${idsPerPage}`;
    for (const { id } of page) hash = keptHashWith(hash, id);
    after = page.at(-1)?.id ?? null;
    if (after === null || page.length < idsPerPage) return hash;
  }
}
