import { ed25519Verifier } from "#infra/security/ed25519.ts";
import { AppError, isAppError } from "#shared/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { canonicalJson } from "../format/canonical-json.ts";
import { isCertified } from "../format/certificate.ts";
import { hashRow, hashText, rootOf } from "../format/hashes.ts";
import { type Head, isSealWhole, sealNumber, sealText } from "../format/seal.ts";
import { type ColumnTexts, readRow } from "../verify/records.ts";
import { type AuditReceipt, receiptSpec, type ReceiptReport } from "./receipt.ts";

export interface ReceiptExpectations {
  /** Heads that were kept elsewhere. */
  readonly anchors?: readonly Head[];
  /** Installation keys that are accepted; any is, where there are none. */
  readonly installationKeys?: readonly string[];
}

const hashBytes = 32;

/** The line that a receipt's file holds; undefined when the text is something else. */
export function parseReceipt(text: string): AuditReceipt | undefined {
  if (!text.startsWith('{"receipt":')) return undefined;
  try {
    const value = JSON.parse(text) as JsonValue;
    if (`${canonicalJson(value)}\n` !== text) throw new SyntaxError("not canonical");
    const { receipt } = isJsonObject(value) ? value : {};
    if (receipt !== undefined && isReceipt(receipt)) return receipt as unknown as AuditReceipt;
  } catch (cause) {
    throw refuse("is not canonical JSON", cause);
  }
  throw refuse(`is not ${receiptSpec}`);
}

export function receiptText(receipt: AuditReceipt): string {
  return `${canonicalJson({ receipt } as unknown as JsonValue)}\n`;
}

/** Checks a receipt by itself: no database, no network. */
export function checkReceipt(
  receipt: AuditReceipt,
  { anchors = [], installationKeys }: ReceiptExpectations,
): ReceiptReport {
  const { seal, certificate, row } = receipt;
  const named = anchors.filter(
    (head) => head.writer === seal.writer && head.sequence === seal.sequence,
  );
  const problem = problemOf(receipt, named, installationKeys);
  const report = {
    ok: problem === undefined,
    kind: "receipt" as const,
    writer: seal.writer,
    sequence: seal.sequence,
    rows: seal.count,
    sealed_at: seal.sealed_at,
    row: row === null ? null : `${String(row["id"])}`,
    anchored: problem === undefined && named.length > 0,
    keys_pinned: installationKeys !== undefined,
    installation: certificate.installation,
    installation_key: certificate.installation_key,
  };
  return { ...report, statement: statementOf(report, problem) };
}

function problemOf(
  receipt: AuditReceipt,
  anchors: readonly Head[],
  keys?: readonly string[],
): string | undefined {
  const { certificate, certificate_signature, seal, hash, signature, row } = receipt;
  const leaves = Buffer.from(receipt.leaves, "hex");
  try {
    const text = sealText(seal);
    const isSigned = ed25519Verifier(Buffer.from(certificate.public_key, "hex"));
    const problems: readonly (readonly [boolean, string])[] = [
      [keys?.includes(certificate.installation_key) === false, "another installation's key"],
      [!isCertified(certificate, Buffer.from(certificate_signature, "hex")), "the certificate"],
      [certificate.number !== seal.writer, "the seal is another writer's"],
      [!isSealWhole(seal), "the seal has other members than a writer signs"],
      [hashText(text) !== hash, "the seal's members do not match its hash"],
      [!isSigned(Buffer.from(text), Buffer.from(signature, "hex")), "the seal's signature"],
      [leaves.length !== seal.count * hashBytes, "the row hashes are not complete"],
      [rootOf(leaves) !== seal.root, "the row hashes do not match the seal"],
      [anchors.some(({ head }) => head !== hash), "another seal of this place was kept elsewhere"],
    ];
    const found = problems.find(([isSo]) => isSo)?.[1];
    return found ?? (row === null ? undefined : rowProblem(row, receipt, leaves));
  } catch (error) {
    if (isAppError(error)) return error.message;
    throw error;
  }
}

function rowProblem(row: JsonObject, { seal }: AuditReceipt, leaves: Buffer): string | undefined {
  const columns = { ...row, detail: canonicalJson(row["detail"] ?? null) };
  const read = readRow(columns as unknown as ColumnTexts);
  if (read.problem !== undefined) return `the row holds ${read.problem}`;
  if (read.seal !== sealNumber(seal.writer, seal.sequence)) return "the row names another batch";
  const leaf = Buffer.alloc(hashBytes);
  hashRow(read.salt, read.text, leaf, 0);
  for (let at = 0; at < leaves.length; at += hashBytes) {
    if (leaf.equals(leaves.subarray(at, at + hashBytes))) return undefined;
  }
  return "the row is not one that was sealed in this batch";
}

function statementOf(
  report: Omit<ReceiptReport, "statement">,
  problem: string | undefined,
): string {
  const place = `${report.writer}:${report.sequence}`;
  if (problem !== undefined) return `The receipt ${place} does not hold: ${problem}.`;
  const what =
    report.row === null
      ? `The batch ${place} of ${report.rows} row(s) was sealed`
      : `Row ${report.row} was sealed in the batch ${place}, unchanged,`;
  const whose = report.keys_pinned
    ? "by a writer of the installation whose key you gave"
    : `by a writer of installation ${report.installation}, if ${report.installation_key} is its ` +
      "key: compare it with your own record";
  const elsewhere = report.anchored
    ? "A head kept elsewhere is this very seal: it was there when that head was kept."
    : "By itself it does not prove when, nor that the batch is still in the audit: a head kept " +
      "elsewhere for this seal (--expect) does the one, verification of the audit the other.";
  return `${what} ${whose}. ${elsewhere}`;
}

function isReceipt(value: JsonValue): boolean {
  if (!isJsonObject(value) || value["spec"] !== receiptSpec) return false;
  const { certificate, seal, row } = value;
  if (certificate === undefined || seal === undefined || row === undefined) return false;
  const hexes = ["certificate_signature", "hash", "signature", "leaves"].map((name) => value[name]);
  return (
    isJsonObject(certificate) &&
    typeof certificate["public_key"] === "string" &&
    typeof certificate["installation_key"] === "string" &&
    isJsonObject(seal) &&
    Number.isSafeInteger(seal["writer"]) &&
    Number.isSafeInteger(seal["sequence"]) &&
    Number.isSafeInteger(seal["count"]) &&
    (row === null || isJsonObject(row)) &&
    hexes.every((hex) => typeof hex === "string")
  );
}

function refuse(problem: string, cause?: unknown): AppError {
  return new AppError("CHECK_FAILED", `The receipt ${problem}.`, { cause });
}
