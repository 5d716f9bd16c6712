import { AppError } from "#shared/errors.ts";
import { type Diagnostic, formatDiagnostic } from "./yaml/diagnostic.ts";

/** One CONFIG_INVALID for all diagnostics; the lines are fit for the operator's eyes. */
export function configInvalid(what: string, diagnostics: readonly Diagnostic[]): AppError {
  return new AppError("CONFIG_INVALID", `${what} is not valid.`, {
    details: { lines: diagnostics.map(formatDiagnostic) },
  });
}
