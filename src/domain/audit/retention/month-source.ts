import type { Sql } from "#infra/database/database.ts";
import type { MonthPartition } from "#infra/database/partitions/list-months.ts";
import type { Certificate } from "../format/certificate.ts";
import type { Seal } from "../format/seal.ts";
import { type ColumnTexts, holdsFraction, readRow, type StoredRow } from "../verify/records.ts";
import { zeroId } from "../verify/source.ts";
import { cutMicroseconds, cutSealTimes, isoText } from "../verify/times.ts";

/**
 * A page of rows is hashed without a pause: small pages keep the server's calls from waiting on
 * retention (100 rows take about 2 ms).
 */
const rowsPerPage = 100;
const sealsPerPage = 100;

/**
 * Rows of the month in the order of ids. `order by id` would be the text of the select list, for
 * which there is no index: each page would sort the month.
 */
export async function* monthRows(tx: Sql, month: MonthPartition): AsyncIterable<StoredRow> {
  const page = (from: ">=" | ">", id: string) =>
    tx.unsafe<ColumnTexts[]>(
      `select id::text, ${isoText("at")} as at, kind, user_id, session_id, task_id, trace_id,
              context_id, client_id, role, agent_id, target, verdict, policy, reason,
              detail::text as detail, cost_microdollars::text, seal::text
         from "${month.partition}" as rows where id ${from} $1::uuid
        order by rows.id limit ${rowsPerPage}`,
      [id],
    );
  let rows = await page(">=", month.fromId);
  while (rows.length > 0) {
    for (const row of rows) yield readRow({ ...row, at: cutMicroseconds(row.at ?? "") });
    rows = await page(">", rows.at(-1)?.id ?? month.toId);
  }
}

export interface MonthSeal {
  readonly seal: Seal;
  /** As lower-case hex. */
  readonly leaves: string;
  readonly hash: string;
  readonly signature: string;
  /** What no writer stores. */
  readonly holdsFraction: boolean;
}

interface SealTexts extends Omit<Seal, "note"> {
  readonly note: string | null;
  readonly leaves: string;
  readonly hash: string;
  readonly signature: string;
}

/** Seals that cover a row of the month, in the order of their first row. */
export async function* monthSeals(tx: Sql, month: MonthPartition): AsyncIterable<MonthSeal> {
  let after: readonly [string, number, number] = [zeroId, -1, -1];
  for (;;) {
    const page = await tx.unsafe<SealTexts[]>(
      `select writer, sequence, kind, encode(previous, 'hex') as previous,
              encode(root, 'hex') as root, count, first_id::text, last_id::text,
              ${isoText("first_at")} as first_at, ${isoText("last_at")} as last_at,
              ${isoText("sealed_at")} as sealed_at,
              ${isoText("previous_commit_at")} as previous_commit_at,
              encode(heads_hash, 'hex') as heads_hash, note::text as note,
              encode(leaves, 'hex') as leaves, encode(hash, 'hex') as hash,
              encode(signature, 'hex') as signature
         from audit_seals as seals
        where (first_id, writer, sequence) > ($1::uuid, $2::integer, $3::bigint)
          and first_id < $4::uuid and last_id >= $5::uuid
        order by seals.first_id, seals.writer, seals.sequence limit ${sealsPerPage}`,
      [...after, month.toId, month.fromId],
    );
    for (const texts of page) yield readSeal(texts);
    const last = page.at(-1);
    if (last === undefined) return;
    after = [last.first_id ?? "", last.writer, last.sequence];
  }
}

function readSeal({ note, leaves, hash, signature, ...seal }: SealTexts): MonthSeal {
  return {
    seal: {
      ...cutSealTimes(seal),
      note: note === null ? null : (JSON.parse(note) as Seal["note"]),
    },
    leaves,
    hash,
    signature,
    holdsFraction: note !== null && holdsFraction(note),
  };
}

export interface MonthWriter {
  readonly certificate: Certificate;
  readonly signature: string;
}

/** All writers by number. A chain with a hole comes back under `broken`. */
export async function monthWriters(
  tx: Sql,
): Promise<{ readonly writers: ReadonlyMap<number, MonthWriter>; readonly broken?: number }> {
  const rows = await tx.unsafe<(Certificate & { signature: string; whole: boolean })[]>(
    `select id::text as writer, number, installation,
            encode(installation_key, 'hex') as installation_key,
            encode(public_key, 'hex') as public_key, ${isoText("registered_at")} as registered_at,
            encode(signature, 'hex') as signature, coalesce(seals, 0) = seq + 1 as whole
       from audit_writers
       left join (select writer, count(*) as seals from audit_seals group by writer) as chain
         on chain.writer = number
      order by number`,
  );
  const writers = rows.map(({ signature, whole, ...certificate }) => {
    const registered_at = cutMicroseconds(certificate.registered_at);
    return { certificate: { ...certificate, registered_at }, signature, whole };
  });
  const broken = writers.find(({ whole }) => !whole)?.certificate.number;
  return {
    writers: new Map(writers.map((writer) => [writer.certificate.number, writer])),
    ...(broken === undefined ? {} : { broken }),
  };
}
