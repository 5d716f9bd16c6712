import type { Database } from "#infra/database/database.ts";
import type { Certificate } from "../format/certificate.ts";
import { type Head, type Seal, sequencesMax } from "../format/seal.ts";
import {
  type ColumnTexts,
  type EvidenceSource,
  holdsFraction,
  readRow,
  type StoredRow,
  type StoredSeal,
  type StoredWriter,
} from "./records.ts";

/** About 5 MB a page of rows, and of seals when every batch is full. */
const rowsPerPage = 5_000;
const sealsPerPage = 100;
const zeroId = "00000000-0000-0000-0000-000000000000";

/** Times are read with microseconds: what has any was not written by a writer. */
function isoText(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
const sealColumns = `
  writer, sequence, kind, encode(previous, 'hex') as previous, encode(root, 'hex') as root, count,
  first_id::text, last_id::text, ${isoText("first_at")} as first_at,
  ${isoText("last_at")} as last_at, ${isoText("sealed_at")} as sealed_at,
  ${isoText("previous_commit_at")} as previous_commit_at,
  encode(heads_hash, 'hex') as heads_hash, note::text as note, heads::text as heads,
  encode(leaves, 'hex') as leaves, encode(hash, 'hex') as hash,
  encode(signature, 'hex') as signature`;
const rowColumns = `
  id::text, ${isoText("at")} as at, kind, user_id, session_id, task_id, trace_id, context_id,
  client_id, role, agent_id, target, verdict, policy, reason, detail::text as detail,
  cost_microdollars::text, seal::text`;

interface SealTexts extends Omit<Seal, "note"> {
  readonly note: string | null;
  readonly heads: string | null;
  readonly leaves: string;
  readonly hash: string;
  readonly signature: string;
}

/** Reads evidence page by page, each in a statement of its own: no snapshot is held open. */
export function databaseSource(database: Database): EvidenceSource {
  const { sql } = database;
  return {
    writers: () => readWriters(database),
    async fenced() {
      const rows = await sql<{ number: number }[]>`
        select number from audit_writers where fenced_at is not null order by number`;
      return rows.map((row) => row.number);
    },
    sealsByChain: () => sealsByChain(database),
    sealsByFirstRow: () => sealsByFirstRow(database),
    rows: () => readRows(database),
    async hashesOf(seals) {
      const found = await sql.unsafe<{ seal: number; hash: string }[]>(
        `select s.seal, encode(hash, 'hex') as hash
           from unnest($1::bigint[]) as s(seal)
           join audit_seals on writer = s.seal >> 32 and sequence = s.seal & 4294967295`,
        [seals as number[]],
      );
      return new Map(found.map(({ seal, hash }) => [seal, hash]));
    },
  };
}

async function readWriters({ sql }: Database): Promise<readonly StoredWriter[]> {
  const rows = await sql.unsafe<
    (Certificate & { signature: string; sequence: number; head: string; closed: boolean })[]
  >(
    `select id::text as writer, number, installation,
            encode(installation_key, 'hex') as installation_key,
            encode(public_key, 'hex') as public_key,
            ${isoText("registered_at")} as registered_at,
            encode(signature, 'hex') as signature, seq as sequence, encode(head, 'hex') as head,
            closed_at is not null as closed
       from audit_writers order by number`,
  );
  return rows.map(({ signature, sequence, head, closed, ...certificate }) => ({
    certificate: { ...certificate, registered_at: cutMicroseconds(certificate.registered_at) },
    signature,
    sequence,
    head,
    closed,
  }));
}

async function* sealsByChain({ sql }: Database): AsyncIterable<StoredSeal> {
  let after = -1;
  for (;;) {
    const page = await sql.unsafe<SealTexts[]>(
      `select ${sealColumns} from audit_seals
        where (writer, sequence) > ($1::integer, $2::bigint)
        order by writer, sequence limit ${sealsPerPage}`,
      [Math.floor(after / sequencesMax), after < 0 ? -1 : after % sequencesMax],
    );
    for (const texts of page) yield readSeal(texts);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.writer * sequencesMax + last.sequence;
  }
}

async function* sealsByFirstRow({ sql }: Database): AsyncIterable<StoredSeal> {
  let after: [string, number, number] = [zeroId, -1, -1];
  for (;;) {
    const page = await sql.unsafe<SealTexts[]>(
      `select ${sealColumns} from audit_seals
        where (first_id, writer, sequence) > ($1::uuid, $2::integer, $3::bigint)
        order by first_id, writer, sequence limit ${sealsPerPage}`,
      after,
    );
    for (const texts of page) yield readSeal(texts);
    const last = page.at(-1);
    if (last === undefined || last.first_id === null) return;
    after = [last.first_id, last.writer, last.sequence];
  }
}

/** Each page begins with the last row of the one before, so that its double is seen. */
async function* readRows({ sql }: Database): AsyncIterable<StoredRow> {
  let from = zeroId;
  for (;;) {
    const page = await sql.unsafe<ColumnTexts[]>(
      `select ${rowColumns} from audit_events where id >= $1::uuid
        order by id limit ${rowsPerPage}`,
      [from],
    );
    const fresh = page[0]?.id === from ? page.slice(1) : page;
    for (const columns of fresh) {
      yield readRow({ ...columns, at: cutMicroseconds(columns.at ?? "") });
    }
    const last = fresh.at(-1)?.id;
    if (last === undefined || last === null) return;
    from = last;
  }
}

function readSeal(texts: SealTexts): StoredSeal {
  const { note, heads, leaves, hash, signature, ...seal } = texts;
  return {
    seal: {
      ...seal,
      first_at: seal.first_at && cutMicroseconds(seal.first_at),
      last_at: seal.last_at && cutMicroseconds(seal.last_at),
      sealed_at: cutMicroseconds(seal.sealed_at),
      previous_commit_at: seal.previous_commit_at && cutMicroseconds(seal.previous_commit_at),
      note: parsed(note) as Seal["note"],
    },
    heads: parsed(heads) as readonly Head[] | null,
    leaves,
    hash,
    signature,
    ...(isStrict(note) && isStrict(heads) ? {} : { problem: "it holds a fraction" }),
  };
}

function parsed(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}

function isStrict(text: string | null): boolean {
  return text === null || !holdsFraction(text);
}

/** To milliseconds, when that loses nothing; else the text stays and matches no hash. */
function cutMicroseconds(time: string): string {
  return time.endsWith("000Z") ? `${time.slice(0, -4)}Z` : time;
}
