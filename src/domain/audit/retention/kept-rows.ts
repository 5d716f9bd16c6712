import type { Sql } from "#infra/database/database.ts";

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
