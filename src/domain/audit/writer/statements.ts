import { sequencesMax } from "../format/seal.ts";
import { companionColumns } from "./companion-columns.ts";

/** Columns of a seal in the order of its line. */
const sealColumns = `writer integer, sequence bigint, kind text, previous bytea, root bytea,
  count integer, first_id uuid, last_id uuid, first_at timestamptz, last_at timestamptz,
  sealed_at timestamptz, previous_commit_at timestamptz, heads_hash bytea, note jsonb,
  heads jsonb, leaves bytea, hash bytea, signature bytea`;
const rowColumns = `id uuid, at timestamptz, kind text, user_id text, session_id text,
  task_id text, trace_id text, context_id text, client_id text, role text, agent_id text,
  target text, verdict text, policy text, reason text, detail jsonb, cost_microdollars bigint,
  seal bigint`;
/** What a row's line leaves out: the time is that of the id, the seal that of the batch. */
const rowsDerived: Derived = {
  at: "uuid_extract_timestamp(lines.f[1]::uuid)",
  seal: "advanced.seal",
};

/** Columns that are not read from a line, each with what it is instead. */
type Derived = Readonly<Record<string, string>>;
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
 * The rows of a parameter as a query, once for a row of `advanced` with its column `seal`. Lines
 * take 10 µs a row where json_to_recordset takes 24 (18 columns, 720 bytes, insert included): it
 * builds a hash table for every row. JSON is left for texts that hold a separator.
 */
export function rowsFrom(form: RowForm, parameter: string): string {
  return selectFrom(form, parameter, rowColumns, rowsDerived);
}

function selectFrom(
  form: RowForm,
  parameter: string,
  columns: string,
  derived: Derived = {},
): string {
  if (form === "json") {
    const typed = columns.replaceAll(" base64", " text");
    return `select ${valuesOf("r", columns)}
      from advanced, json_to_recordset(${parameter}::text::json) as r(${typed})`;
  }
  return `select ${fieldsOf("lines.f", columns, derived)}
      from advanced,
           (select string_to_array(line, chr(31), chr(29)) as f
              from string_to_table(${parameter}::text, chr(30)) as line offset 0) as lines`;
}

/** The columns out of an array with the fields of a line, in their order. */
function fieldsOf(array: string, columns: string, derived: Derived = {}): string {
  let place = 0;
  const read = (column: string) => {
    const [name = "", type] = column.trim().split(" ");
    return derived[name] ?? asType(`${array}[${++place}]`, type);
  };
  return columns.split(",").map(read).join(", ");
}

/** The columns of a record whose members have their types already, in their order. */
function valuesOf(record: string, columns: string): string {
  const read = (column: string) => {
    const [name = "", type] = column.trim().split(" ");
    return type === "base64" ? asType(`${record}.${name}`, type) : `${record}.${name}`;
  };
  return columns.split(",").map(read).join(", ");
}

function asType(text: string, type: string | undefined): string {
  return type === "base64" ? `decode(${text}, 'base64')` : `${text}::${type}`;
}

/** A seal's field by its name, out of the array `line`. */
function sealField(name: string): string {
  const columns = sealColumns.split(",").map((column) => column.trim().split(" "));
  const place = columns.findIndex(([found]) => found === name);
  return `line[${place + 1}]::${columns[place]?.[1]}`;
}

const sealLine = "select string_to_array($1::text, chr(31), chr(29)) as line";

/** For rows that come from `rowsFrom`. */
export const insertRows = `insert into audit_events (${names(rowColumns)})`;

/**
 * One batch: advances the writer by compare-and-set, and only then inserts seal and rows.
 * $1 seal, $2 rows, $3 lease in ms, $4 oldest open act, $5 companions (only with companions).
 * The seal is a line as well: as JSON it took 50 µs more a batch. Parameters are text: what the
 * driver takes for another type it would encode itself.
 */
function writeCommit(form: RowForm, companions: CompanionForm): string {
  const inserted = (from: string) => `, companions as (
    insert into mcp_tool_executions (${names(companionColumns)})
    ${from}
  )`;
  return `
  with advanced as (
    update audit_writers as w
       set seq = ${sealField("sequence")}, head = ${sealField("hash")}, open_from = $4::uuid,
           lease_until = clock_timestamp() + $3::integer * interval '1 millisecond',
           closed_at = case when ${sealField("kind")} = 'closing' then clock_timestamp() end
      from (${sealLine} offset 0) as s
     where w.number = ${sealField("writer")} and w.seq = ${sealField("sequence")} - 1
       and w.head = ${sealField("previous")} and w.fenced_at is null and w.closed_at is null
    returning line, w.number * ${sequencesMax} + w.seq as seal
  ), sealed as (
    insert into audit_seals (${names(sealColumns)})
    select ${fieldsOf("line", sealColumns)} from advanced
  ), inserted as (
    ${insertRows}
    ${rowsFrom(form, "$2")}
  )${companions === "none" ? "" : inserted(selectFrom(companions, "$5", companionColumns))}
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
 * standby, covers everything before it. $1 number, $2 lease in ms, $3 id: after a loss of history
 * another writer may have the number.
 */
export const renewLease = `
  with renewed as (
    update audit_writers
       set lease_until = clock_timestamp() + $2::integer * interval '1 millisecond'
     where number = $1 and id = $3::uuid and fenced_at is null and closed_at is null
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
         (select count(*) from pg_stat_get_wal_senders()) as wal_senders,
         ${circumstances}
    from (select $1::integer as number, $3::uuid as id) as me
    left join audit_writers as w using (number, id)
    left join renewed as r on true`;

/** A genesis; $1 seal. Every other seal goes in with its rows. */
export const insertSeal = `
  insert into audit_seals (${names(sealColumns)})
  select ${fieldsOf("line", sealColumns)} from (${sealLine} offset 0) as s`;
