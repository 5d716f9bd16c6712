import type { Database } from "#infra/database/database.ts";
import { type ColumnTexts, readRow, type StoredRow } from "./records.ts";
import type { IdRange } from "./source.ts";
import { isoOfOwnText } from "./times.ts";

/** About 3 MB; two pages are in memory, the one that is checked and the one that is on its way. */
const rowsPerPage = 2_000;

const columns = `e.id::text as id, e.at::text as at, e.kind, e.user_id, e.session_id, e.task_id,
  e.trace_id, e.context_id, e.client_id, e.role, e.agent_id, e.target, e.verdict, e.policy,
  e.reason, e.detail::text as detail, e.cost_microdollars::text as cost_microdollars,
  e.seal::text as seal`;

/** Every row there is, as `e`: those that outlive their partition are in a table of their own. */
export const selectRows = `select ${columns}
  from (select * from audit_events union all select * from audit_events_kept) as e`;

/**
 * Rows in the order of ids. Each page begins with the last row of the one before, so that its
 * double is seen; the next page is asked for before this one is checked.
 */
export async function* readRowPages(
  { sql }: Database,
  range: IdRange,
): AsyncIterable<readonly StoredRow[]> {
  // The end of the range is not in the statement: without statistics the planner takes a range
  // with two ends for small, and sorts what is left of it for every page (33 against 4 µs a row).
  // The bare `id` would be the text of the select list, which has no index.
  const statement = `${selectRows}
    where e.id >= $1::uuid order by e.id limit ${rowsPerPage}`;
  const ask = (first: string) => {
    const sent = Promise.resolve(sql.unsafe<ColumnTexts[]>(statement, [first]));
    // Whoever stops reading early does not wait for it.
    sent.catch(() => undefined);
    return sent;
  };
  const isWithin = ({ id }: ColumnTexts) => range.to === null || (id ?? "") < range.to;
  let last: string | undefined;
  for (let asked = ask(range.from); ;) {
    const page = await asked;
    const end = page.at(-1);
    const goesOn = page.length === rowsPerPage && end !== undefined && isWithin(end);
    if (goesOn) asked = ask(end.id ?? "");
    const fresh = last !== undefined && page[0]?.id === last ? page.slice(1) : page;
    const own = goesOn ? fresh : fresh.filter(isWithin);
    yield own.map((texts) => readRow({ ...texts, at: isoOfOwnText(texts.at ?? "") }));
    if (!goesOn) return;
    last = end.id ?? "";
  }
}
