import type { Database } from "#infra/database/database.ts";
import { inTx } from "#infra/database/in-tx.ts";
import type { Certificate } from "../format/certificate.ts";
import type { Head, Seal } from "../format/seal.ts";
import { tombstoneTarget } from "../format/tombstone.ts";
import { readRowPages, selectRows } from "./database-rows.ts";
import {
  type ColumnTexts,
  holdsFraction,
  readRow,
  type StoredRow,
  type StoredSeal,
  type StoredWriter,
} from "./records.ts";
import { type EvidenceSource, type IdRange, zeroId } from "./source.ts";
import type { SealPlace } from "../format/seal-place.ts";
import { cutMicroseconds, cutSealTimes, isoOfOwnText, isoText } from "./times.ts";

/** Of seals a page holds about 5 MB when every batch is full. */
const sealsPerPage = 100;
/** Rows that are searched for tombstones by one statement. */
const rowsPerSearch = 100_000;

const sealColumns = `
  s.writer, s.sequence, s.kind, encode(s.previous, 'hex') as previous,
  encode(s.root, 'hex') as root, s.count, s.first_id::text as first_id, s.last_id::text as last_id,
  ${isoText("s.first_at")} as first_at, ${isoText("s.last_at")} as last_at,
  ${isoText("s.sealed_at")} as sealed_at,
  ${isoText("s.previous_commit_at")} as previous_commit_at,
  encode(s.heads_hash, 'hex') as heads_hash, s.note::text as note, s.heads::text as heads,
  encode(s.leaves, 'hex') as leaves, encode(s.hash, 'hex') as hash,
  encode(s.signature, 'hex') as signature`;

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
    lossSeals: () => readLossSeals(database),
    sealsByChain: (from, to) => sealsByChain(database, from, to),
    sealsByFirstRow: (range) => sealsByFirstRow(database, range),
    async sealAt({ writer, sequence }) {
      const [texts] = await sql.unsafe<SealTexts[]>(
        `select ${sealColumns} from audit_seals as s
          where s.writer = $1::integer and s.sequence = $2::bigint`,
        [writer, sequence],
      );
      return texts === undefined ? undefined : readSeal(texts);
    },
    rows: (range) => readRowPages(database, range),
    idAfter: (from, rows) => idAfter(database, from, rows),
    tombstones: () => readTombstones(database),
    async hashesOf(seals) {
      const found = await sql.unsafe<{ seal: number; hash: string }[]>(
        `select w.seal, encode(hash, 'hex') as hash
           from unnest($1::bigint[]) as w(seal)
           join audit_seals on writer = w.seal >> 32 and sequence = w.seal & 4294967295`,
        [seals as number[]],
      );
      return new Map(found.map(({ seal, hash }) => [seal, hash]));
    },
    async partitions() {
      const [row] = await sql<{ names: string }[]>`
        select coalesce(string_agg(inhrelid::text, ' ' order by inhrelid), '') as names
          from pg_inherits where inhparent = 'audit_events'::regclass`;
      return row?.names ?? "";
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

async function readLossSeals({ sql }: Database): Promise<readonly StoredSeal[]> {
  const texts = await sql.unsafe<SealTexts[]>(
    `select ${sealColumns}
       from audit_writers as w
       join audit_seals as s on s.writer = w.number and s.sequence = 0
      where s.note ? 'lost' order by s.writer`,
  );
  return texts.map(readSeal);
}

/** The end is not in the statement, as with rows. */
async function* sealsByChain(
  { sql }: Database,
  from: SealPlace,
  to: SealPlace | null,
): AsyncIterable<StoredSeal> {
  const isWithin = ({ writer, sequence }: SealPlace) =>
    to === null || writer < to.writer || (writer === to.writer && sequence <= to.sequence);
  for (let after: SealPlace = { ...from, sequence: from.sequence - 1 }; ;) {
    const page = await sql.unsafe<SealTexts[]>(
      `select ${sealColumns} from audit_seals as s
        where (s.writer, s.sequence) > ($1::integer, $2::bigint)
        order by s.writer, s.sequence limit ${sealsPerPage}`,
      [after.writer, after.sequence],
    );
    const own = page.filter(isWithin);
    for (const texts of own) yield readSeal(texts);
    const last = own.at(-1);
    if (last === undefined || own.length < sealsPerPage) return;
    after = last;
  }
}

type FirstRowKey = readonly [firstId: string, writer: number, sequence: number];

/**
 * The keys first, out of the index alone: seals beyond the range are not read, and the planner has
 * no range with two ends to guess the size of but the one that it is given in whole.
 */
async function* sealsByFirstRow({ sql }: Database, range: IdRange): AsyncIterable<StoredSeal> {
  let after: FirstRowKey = [range.from, -1, -1];
  for (;;) {
    const keys = await sql.unsafe<{ first_id: string; writer: number; sequence: number }[]>(
      `select s.first_id::text as first_id, s.writer, s.sequence from audit_seals as s
        where (s.first_id, s.writer, s.sequence) > ($1::uuid, $2::integer, $3::bigint)
        order by s.first_id, s.writer, s.sequence limit ${sealsPerPage}`,
      [...after],
    );
    const last = keys.findLast(({ first_id: id }) => range.to === null || id < range.to);
    if (last === undefined) return;
    const end: FirstRowKey = [last.first_id, last.writer, last.sequence];
    const page = await sql.unsafe<SealTexts[]>(
      `select ${sealColumns} from audit_seals as s
        where (s.first_id, s.writer, s.sequence) > ($1::uuid, $2::integer, $3::bigint)
          and (s.first_id, s.writer, s.sequence) <= ($4::uuid, $5::integer, $6::bigint)
        order by s.first_id, s.writer, s.sequence`,
      [...after, ...end],
    );
    for (const texts of page) yield readSeal(texts);
    if (last !== keys.at(-1) || keys.length < sealsPerPage) return;
    after = end;
  }
}

/** No index helps here, so each statement searches a bounded number of rows. */
async function readTombstones(database: Database): Promise<readonly StoredRow[]> {
  const { sql } = database;
  const found: StoredRow[] = [];
  for (let from: string | undefined = zeroId; from !== undefined;) {
    const to: string | undefined = await idAfter(database, from, rowsPerSearch);
    const rows = await sql.unsafe<ColumnTexts[]>(
      `${selectRows}
        where e.id >= $1::uuid ${to === undefined ? "" : "and e.id < $2::uuid"}
          and e.target = '${tombstoneTarget}' and e.kind = 'event'
        order by e.id`,
      to === undefined ? [from] : [from, to],
    );
    found.push(...rows.map((row) => readRow({ ...row, at: isoOfOwnText(row.at ?? "") })));
    from = to;
  }
  return found;
}

/**
 * Along the index. A planner without statistics would rather sort the table, for every range: 30 µs
 * a row where reading and sending it takes 5.
 */
async function idAfter(
  database: Database,
  from: string,
  rows: number,
): Promise<string | undefined> {
  return inTx(
    database,
    async (tx) => {
      await tx`select set_config('enable_sort', 'off', true)`;
      const [row] = await tx.unsafe<{ id: string }[]>(
        `select e.id::text as id from audit_events as e where e.id >= $1::uuid
          order by e.id offset $2::integer limit 1`,
        [from, rows],
      );
      return row?.id;
    },
    { mode: "read only" },
  );
}

function readSeal(texts: SealTexts): StoredSeal {
  const { note, heads, leaves, hash, signature, ...seal } = texts;
  return {
    seal: {
      ...cutSealTimes(seal),
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
