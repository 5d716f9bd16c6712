import { verifyFile } from "#domain/audit/archive/read-archive.ts";
import { checkReceipt, parseReceipt } from "#domain/audit/receipt/check-receipt.ts";
import type { ReceiptReport } from "#domain/audit/receipt/receipt.ts";
import type { VerifyReport } from "#domain/audit/verify/report.ts";
import type { Expectations } from "#domain/audit/verify/verify-evidence.ts";
import { AppError } from "#shared/errors.ts";

/** A receipt of a full batch with the largest row is a tenth of this. */
const receiptBytesMax = 8_388_608;
const receiptBegin = '{"receipt":';

/** Checks an export or a receipt, offline; which of them it is, its first bytes say. */
export async function verifyEvidenceFile(
  path: string,
  expected: Pick<Expectations, "anchors" | "installationKeys">,
): Promise<VerifyReport | ReceiptReport> {
  const file = Bun.file(path);
  if (!(await file.exists())) throw new AppError("NOT_FOUND", `There is no file ${path}.`);
  const begin = await file.slice(0, receiptBegin.length).text();
  if (begin !== receiptBegin) return verifyFile(path, expected);
  if (file.size > receiptBytesMax) {
    throw new AppError("CHECK_FAILED", `The receipt is larger than ${receiptBytesMax} bytes.`);
  }
  const receipt = parseReceipt(await file.text());
  if (receipt === undefined) throw new AppError("CHECK_FAILED", "This is no receipt.");
  return checkReceipt(receipt, expected);
}
