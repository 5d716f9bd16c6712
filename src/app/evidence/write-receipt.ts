import { writeFile } from "node:fs/promises";
import type { Database } from "#infra/database/database.ts";
import { checkReceipt, receiptText } from "#domain/audit/receipt/check-receipt.ts";
import { readReceipt } from "#domain/audit/receipt/read-receipt.ts";
import type { AuditReceipt } from "#domain/audit/receipt/receipt.ts";
import { AppError } from "#shared/errors.ts";

const privateMode = 0o600;

/** Reads a receipt, checks it, and writes it to a new file when one is named. */
export async function writeReceipt(
  database: Database,
  batch: string,
  { row, out }: { readonly row: string | undefined; readonly out: string | undefined },
): Promise<{ readonly receipt: AuditReceipt; readonly text: string }> {
  const receipt = await readReceipt(database, batch, row);
  const report = checkReceipt(receipt, {});
  if (!report.ok) throw new AppError("CHECK_FAILED", `${report.statement} Run verify.`);
  if (out === undefined) return { receipt, text: receiptText(receipt).trimEnd() };
  await writeFile(out, receiptText(receipt), { flag: "wx", mode: privateMode }).catch(
    (cause: unknown) => {
      const message = `${out} cannot be made: it exists already, or its folder is not there.`;
      throw new AppError("INVALID_INPUT", message, { cause });
    },
  );
  return { receipt, text: report.statement };
}
