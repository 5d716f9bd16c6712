import { open } from "node:fs/promises";
import type { Database } from "#infra/database/database.ts";
import { AppError } from "#shared/errors.ts";
import type { JsonValue } from "#shared/json.ts";
import { canonicalJson } from "../format/canonical-json.ts";
import type { Head } from "../format/seal.ts";
import { type SealPlace, sealPlaceOf } from "../format/seal-place.ts";
import { databaseSource } from "../verify/database-source.ts";
import type { StoredRow, StoredWriter } from "../verify/records.ts";
import { type EvidenceSource, zeroId } from "../verify/source.ts";

export const archiveSpec = "systemprompt.archive/1";
/** Lines are written in pieces of about this size. */
const flushChars = 1_048_576;
const privateMode = 0o600;

export interface ArchiveCounts {
  readonly writers: number;
  readonly seals: number;
  readonly rows: number;
}

export interface Exported extends ArchiveCounts {
  /** Where the chains of the export end. */
  readonly heads: readonly Head[];
}

/**
 * Writes everything that verification needs, one canonical JSON document a line: head, writers,
 * seals by chain, rows by id, end. The file must not exist yet.
 */
export async function exportAudit(database: Database, path: string): Promise<Exported> {
  const source = databaseSource(database);
  const partitions = await source.partitions();
  const writers = await source.writers();
  const file = await open(path, "wx", privateMode).catch((cause: unknown) => {
    throw new AppError("INVALID_INPUT", `${path} cannot be made: ${creationTrouble(cause)}`, {
      cause,
    });
  });
  try {
    const counts = { writers: 0, seals: 0, rows: 0 };
    let text = "";
    for await (const line of archiveLines(source, writers, counts)) {
      text += `${line}\n`;
      if (text.length < flushChars) continue;
      await file.write(text);
      text = "";
    }
    await file.write(text);
    // Rows that went while they were read, and whose tombstone came too late to be among them.
    if ((await source.partitions()) !== partitions) {
      throw new AppError("UNAVAILABLE", "Rows were dropped meanwhile; remove it and run it again.");
    }
    await file.sync();
    const heads = writers.map(({ certificate, sequence, head }) => ({
      writer: certificate.number,
      sequence,
      head,
    }));
    return { ...counts, heads };
  } finally {
    await file.close();
  }
}

function creationTrouble(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "EEXIST") return "it exists already, and an export never overwrites.";
  if (code === "ENOENT") return "its folder does not exist.";
  return "this account may not write there.";
}

async function* archiveLines(
  source: EvidenceSource,
  writers: readonly StoredWriter[],
  counts: { writers: number; seals: number; rows: number },
): AsyncIterable<string> {
  yield line({ archive: { spec: archiveSpec } });
  for (const writer of writers) {
    counts.writers += 1;
    yield line({ writer });
  }
  const isCovered = ({ writer, sequence }: SealPlace) =>
    sequence <= (writers[writer - 1]?.sequence ?? -1);
  for await (const stored of source.sealsByChain({ writer: 0, sequence: 0 }, null)) {
    if (!isCovered(stored.seal)) continue;
    counts.seals += 1;
    yield line({ seal: stored });
  }
  for await (const row of allRows(source)) {
    if (row.problem !== undefined) {
      throw new AppError("CHECK_FAILED", `Row ${row.id} holds ${row.problem}; run verify.`);
    }
    if (!isCovered(sealPlaceOf(row.seal))) continue;
    counts.rows += 1;
    // The row's text is canonical already and its order inside the wrapper is too.
    yield `{"row":${row.text}}`;
  }
  yield line({ end: { ...counts } });
}

async function* allRows(source: EvidenceSource): AsyncIterable<StoredRow> {
  for await (const page of source.rows({ from: zeroId, to: null })) yield* page;
}

function line(value: unknown): string {
  return canonicalJson(value as JsonValue);
}
