import { companionColumns } from "./companion-columns.ts";

/** Columns of a seal as json_to_record reads them. */
const sealColumns = `writer integer, sequence bigint, kind text, previous bytea, root bytea,
  count integer, first_id uuid, last_id uuid, first_at timestamptz, last_at timestamptz,
  sealed_at timestamptz, previous_commit_at timestamptz, heads_hash bytea, note jsonb,
  heads jsonb, leaves bytea, hash bytea, signature bytea`;
const rowColumns = `id uuid, at timestamptz, kind text, user_id text, session_id text,
  task_id text, trace_id text, context_id text, client_id text, role text, agent_id text,
  target text, verdict text, policy text, reason text, detail jsonb, cost_microdollars bigint,
  seal bigint`;

/** How the rows of a batch travel. */
export type RowForm = "lines" | "json";
/** How the companions of a batch travel, if there are any. */
export type CompanionForm = RowForm | "none";

function names(columns: string): string {
  return columns
    .split(",")
    .map((column) => column.trim().split(" ")[0])
    .join(", ");
}

/**
 * What each commit says of its own durability, of time and of revocation. The settings are read by
 * the statement itself: a reload of postgresql.conf between two checks would go unseen.
 */
const circumstances = `
  current_setting('fsync') as fsync,
  current_setting('full_page_writes') as full_page_writes,
  current_setting('synchronous_commit') as synchronous_commit,
  current_setting('synchronous_standby_names') as standbys,
  floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms,
  (select epoch from revocation_epoch) as epoch`;

/**
 * The rows of parameter n as a subselect. Lines take 10 µs a row where json_to_recordset takes 24
 * (18 columns, 720 bytes, insert included): it builds a hash table for every row. JSON is left for
 * texts that hold a separator.
 */
export function rowsFrom(form: RowForm, parameter: string): string {
  if (form === "json") {
    return `select r.* from json_to_recordset(${parameter}::text::json) as r(${rowColumns})`;
  }
  return fromLines(rowColumns, parameter);
}

/** The same for companions: 11 µs a row less than as JSON. */
function companionsFrom(form: RowForm): string {
  if (form === "lines") return fromLines(companionColumns, "$5");
  return `select c.* from json_to_recordset($5::text::json) as c(${companionColumns})`;
}

function fromLines(columns: string, parameter: string): string {
  const fields = columns.split(",").map((column, index) => {
    const [name, type] = column.trim().split(" ");
    return `f[${index + 1}]::${type} as ${name}`;
  });
  return `select ${fields.join(", ")}
      from (select string_to_array(line, chr(31), chr(29)) as f
              from string_to_table(${parameter}::text, chr(30)) as line offset 0) as lines`;
}

/** For rows that come from `rowsFrom`. */
export const insertRows = `insert into audit_events (${names(rowColumns)})`;

/**
 * One batch: advances the writer by compare-and-set, and only then inserts seal and rows.
 * $1 seal, $2 rows, $3 lease in ms, $4 oldest open act, $5 companions (only with companions).
 * Parameters are text: the driver would encode a json parameter a second time.
 */
function writeCommit(form: RowForm, companions: CompanionForm): string {
  const inserted = (from: string) => `, companions as (
    insert into mcp_tool_executions (${names(companionColumns)})
    select c.* from advanced, (${from}) as c)`;
  return `
  with s as materialized (
    select * from json_to_record($1::text::json) as s(${sealColumns})
  ), advanced as (
    update audit_writers as w
       set seq = s.sequence, head = s.hash, open_from = $4::uuid,
           lease_until = clock_timestamp() + $3::integer * interval '1 millisecond',
           closed_at = case when s.kind = 'closing' then clock_timestamp() end
      from s
     where w.number = s.writer and w.seq = s.sequence - 1 and w.head = s.previous
       and w.fenced_at is null and w.closed_at is null
    returning w.number
  ), sealed as (
    insert into audit_seals (${names(sealColumns)}) select s.* from s, advanced
  ), inserted as (
    ${insertRows}
    select r.* from advanced, (${rowsFrom(form, "$2")}) as r
  )${companions === "none" ? "" : inserted(companionsFrom(companions))}
  select exists (select from advanced) as advanced, ${circumstances}`;
}

const commits = {
  lines: commitsOf("lines"),
  json: commitsOf("json"),
};

function commitsOf(form: RowForm): Record<CompanionForm, string> {
  return {
    none: writeCommit(form, "none"),
    lines: writeCommit(form, "lines"),
    json: writeCommit(form, "json"),
  };
}

export function commitStatement(form: RowForm, companions: CompanionForm): string {
  return commits[form][companions];
}

/**
 * Renews the lease and reads where the chain stands, in one. It writes, so it waits for a commit
 * that is still under way on a lost connection (the row's lock), and its own flush, local or on a
 * standby, covers everything before it. $1 number, $2 lease in ms.
 */
export const renewLease = `
  with renewed as (
    update audit_writers
       set lease_until = clock_timestamp() + $2::integer * interval '1 millisecond'
     where number = $1 and fenced_at is null and closed_at is null
    returning seq, encode(head, 'hex') as head
  )
  select r.seq, r.head, w.seq as found_seq, encode(w.head, 'hex') as found_head,
         w.fenced_at is not null as fenced, w.closed_at is not null as closed,
         (select coalesce(json_agg(json_build_object(
                   'head', h.head, 'sequence', h.seq, 'writer', h.number) order by h.number), '[]')
            from (select number, seq, encode(head, 'hex') as head from audit_writers
                   where number <> $1
                     and coalesce(fenced_at, closed_at, 'infinity') > now() - interval '1 minute'
                   order by number desc limit 64) as h)::text as heads,
         ${circumstances}
    from (select $1::integer as number) as me
    left join audit_writers as w using (number)
    left join renewed as r on true`;

/** A genesis; $1 seal. Every other seal goes in with its rows. */
export const insertSeal = `
  insert into audit_seals (${names(sealColumns)})
  select s.* from json_to_record($1::text::json) as s(${sealColumns})`;
