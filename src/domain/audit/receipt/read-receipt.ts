import type { Database } from "#infra/database/database.ts";
import { AppError } from "#shared/errors.ts";
import { isUuid } from "#shared/ids.ts";
import type { JsonObject } from "#shared/json.ts";
import { sealNumber, sequencesMax } from "../format/seal.ts";
import { sealPlaceOf } from "../format/seal-place.ts";
import { databaseSource } from "../verify/database-source.ts";
import type { EvidenceSource } from "../verify/source.ts";
import { type AuditReceipt, receiptSpec } from "./receipt.ts";

const namePattern = /^([0-9a-f-]+):(0|[1-9][0-9]{0,9})$/;

/** `writer:sequence` as `x-audit-receipt` says it; a writer's number serves as well as its id. */
export function parseReceiptName(name: string): { writer: string; sequence: number } {
  const [, writer, digits] = namePattern.exec(name) ?? [];
  const sequence = Number(digits);
  const isWriter = writer !== undefined && (isUuid(writer) || /^[1-9][0-9]{0,6}$/.test(writer));
  if (!isWriter || !(sequence < sequencesMax)) {
    throw new AppError(
      "USAGE",
      "A receipt is WRITER:SEQUENCE, as the header x-audit-receipt of an answer says it.",
    );
  }
  return { writer, sequence };
}

/** Reads everything that proves one batch, and one row of it. Nothing of it is checked here. */
export async function readReceipt(
  database: Database,
  name: string,
  rowId?: string,
): Promise<AuditReceipt> {
  const { writer, sequence } = parseReceiptName(name);
  const source = databaseSource(database);
  const found = (await source.writers()).find(
    ({ certificate }) => certificate.writer === writer || `${certificate.number}` === writer,
  );
  const place = found && { writer: found.certificate.number, sequence };
  const stored = place && (await source.sealAt(place));
  if (found === undefined || stored === undefined) {
    throw new AppError("NOT_FOUND", `There is no batch ${name} in this audit.`);
  }
  const { seal, hash, signature, leaves } = stored;
  const number = sealNumber(seal.writer, seal.sequence);
  return {
    spec: receiptSpec,
    certificate: found.certificate,
    certificate_signature: found.signature,
    seal,
    hash,
    signature,
    leaves,
    row: rowId === undefined ? null : await readRowOf(source, rowId, number),
  };
}

async function readRowOf(
  source: EvidenceSource,
  id: string,
  seal: number,
): Promise<JsonObject | null> {
  if (!isUuid(id)) throw new AppError("USAGE", "A row is named by its id, a lower-case UUID.");
  for await (const page of source.rows({ from: id, to: null })) {
    const [row] = page;
    if (row?.id !== id) break;
    if (row.problem !== undefined) {
      throw new AppError("CHECK_FAILED", `Row ${id} holds ${row.problem}; run verify.`);
    }
    if (row.seal === seal) return JSON.parse(row.text) as JsonObject;
    const { writer, sequence } = sealPlaceOf(row.seal);
    const place = `${writer}:${sequence}`;
    throw new AppError("NOT_FOUND", `Row ${id} is in batch ${place}: ask for that one's receipt.`);
  }
  throw new AppError(
    "NOT_FOUND",
    `There is no row ${id} any more. Without --row the receipt proves the batch alone.`,
  );
}
