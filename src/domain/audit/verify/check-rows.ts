import { hashRow } from "../format/hashes.ts";
import { sealNumber, sequencesMax } from "../format/seal.ts";
import { OpenActs } from "./open-acts.ts";
import type { EvidenceSource, StoredRow, StoredSeal, StoredWriter } from "./records.ts";
import { type Finding, Mismatch } from "./report.ts";

const hashBytes = 32;
/** How often complete batches are looked for; bounds the memory between two looks. */
const rowsPerSweep = 5_000;

interface OpenBatch {
  readonly stored: StoredSeal;
  readonly leaves: Buffer;
  next: number;
}

/**
 * Walks rows and seals side by side in the order of ids. A batch is open from its first row to its
 * last: memory is bounded by what the longest act keeps open, not by the table.
 */
export async function checkRows(
  source: EvidenceSource,
  writers: readonly StoredWriter[],
  later: Map<number, number>,
): Promise<{ readonly rows: number; readonly openActs: number }> {
  const seals = source.sealsByFirstRow()[Symbol.asyncIterator]();
  const open = new Map<number, OpenBatch>();
  const closed = writers.filter((each) => each.closed).map((each) => each.certificate.number);
  const acts = new OpenActs(new Set([...closed, ...(await source.fenced())]));
  let upcoming = await seals.next();
  let rows = 0;
  let lastId = "";
  for await (const row of source.rows()) {
    while (upcoming.done !== true && (upcoming.value.seal.first_id ?? "") <= row.id) {
      openBatch(open, upcoming.value, writers);
      upcoming = await seals.next();
    }
    acts.see(row);
    if (isLater(row, writers, later)) continue;
    if (row.id <= lastId) throw mismatch(row, "its id is there twice");
    lastId = row.id;
    checkRow(row, open);
    rows += 1;
    if (rows % rowsPerSweep === 0) sweep(open, row.id);
  }
  for (; upcoming.done !== true; upcoming = await seals.next()) {
    openBatch(open, upcoming.value, writers);
  }
  sweep(open, undefined);
  return { rows, openActs: acts.finish() };
}

function openBatch(
  open: Map<number, OpenBatch>,
  stored: StoredSeal,
  writers: readonly StoredWriter[],
): void {
  const { writer, sequence } = stored.seal;
  // Sealed after the list of writers was read: the next run has it.
  if (sequence > (writers[writer - 1]?.sequence ?? -1)) return;
  const leaves = Buffer.from(stored.leaves, "hex");
  open.set(sealNumber(writer, sequence), { stored, leaves, next: 0 });
}

function isLater(
  row: StoredRow,
  writers: readonly StoredWriter[],
  later: Map<number, number>,
): boolean {
  if (!Number.isSafeInteger(row.seal)) return false;
  const { writer, sequence } = placeOf(row);
  const known = writers[writer - 1];
  if (known !== undefined && sequence <= known.sequence) return false;
  later.set(writer, Math.max(later.get(writer) ?? 0, sequence));
  return true;
}

const scratch = Buffer.alloc(hashBytes);

function checkRow(row: StoredRow, open: Map<number, OpenBatch>): void {
  const batch = open.get(row.seal);
  if (batch === undefined) throw mismatch(row, "the seal that it names does not cover it");
  if (row.problem !== undefined) throw mismatch(row, `it holds ${row.problem}`);
  hashRow(row.salt, row.text, scratch, 0);
  const place = placeIn(batch, scratch);
  if (place === batch.next) {
    batch.next += 1;
    if (batch.next === batch.stored.seal.count) open.delete(row.seal);
    return;
  }
  if (place < 0) throw mismatch(row, "it is not the row that was sealed");
  const missing = place - batch.next;
  throw mismatch(
    row,
    missing > 0 ? `${missing} row(s) are missing before it` : "it is out of order",
  );
}

function placeIn(batch: OpenBatch, hash: Buffer): number {
  for (let place = batch.next; place < batch.stored.seal.count; place++) {
    if (batch.leaves.subarray(place * hashBytes, (place + 1) * hashBytes).equals(hash))
      return place;
  }
  return -1;
}

/** A batch whose last row has passed must be complete. */
function sweep(open: Map<number, OpenBatch>, passedId: string | undefined): void {
  for (const { stored, next } of open.values()) {
    const { seal } = stored;
    if (passedId !== undefined && (seal.last_id ?? "") >= passedId) continue;
    throw new Mismatch({
      id: next === 0 ? seal.first_id : seal.last_id,
      at: next === 0 ? seal.first_at : seal.last_at,
      writer: seal.writer,
      sequence: seal.sequence,
      problem: `${seal.count - next} of its ${seal.count} rows are missing`,
    });
  }
}

function placeOf(row: StoredRow): Pick<Finding, "writer" | "sequence"> {
  return { writer: Math.floor(row.seal / sequencesMax), sequence: row.seal % sequencesMax };
}

function mismatch(row: StoredRow, problem: string): Mismatch {
  return new Mismatch({ id: row.id, at: row.at, ...placeOf(row), problem });
}
