import { OpenFailure } from "#infra/security/aead.ts";
import { AppError } from "#shared/errors.ts";

/** Bytes that do not open were moved or edited: the failure names the place, not the bytes. */
export function openOrRefuse<Result>(
  open: () => Result,
  row: { readonly owner: string; readonly name?: string },
): Result {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof OpenFailure)) throw error;
    throw notAsSet(row);
  }
}

export function notAsSet(row: { readonly owner: string; readonly name?: string }): AppError {
  const what = row.name === undefined ? `key of ${row.owner}` : `secret ${row.owner}/${row.name}`;
  return new AppError(
    "CHECK_FAILED",
    `The stored ${what} is not what was last set through this program. Set it again.`,
  );
}
