import { errorTable, isAppError } from "#shared/errors.ts";
import type { GlobalFlags } from "./command.ts";

export interface Failure {
  readonly exitCode: number;
  /** For standard error, with its line feed. */
  readonly text: string;
}

/** Turns what a verb threw into an exit code (sysexits.h) and words. A failing verb never exits 0. */
export function describeFailure(
  error: unknown,
  flags: Pick<GlobalFlags, "format" | "verbose">,
): Failure {
  const known = isAppError(error);
  const code = known ? error.code : "INTERNAL";
  const message = known ? error.message : "Something went wrong inside systemprompt.";
  const details = known ? error.details : undefined;
  const exitCode = errorTable[code].exit;
  if (flags.format === "json") {
    return { exitCode, text: `${JSON.stringify({ error: { code, message, details } })}\n` };
  }
  const cause = flags.verbose || !known ? causeLines(error) : "";
  return { exitCode, text: `${message}\n${detailLines(details)}${cause}` };
}

function detailLines(details: Readonly<Record<string, unknown>> | undefined): string {
  const lines = details?.["lines"];
  return Array.isArray(lines) ? `${lines.map((line) => `  ${String(line)}`).join("\n")}\n` : "";
}

function causeLines(error: unknown): string {
  const lines: string[] = [];
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    lines.push(`  ${depth === 0 ? "" : "caused by "}${at.stack ?? at.message}`);
    at = at.cause;
  }
  return lines.length > 0 ? `${lines.join("\n")}\n` : "";
}
