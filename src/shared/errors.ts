/**
 * Failures. A decision is data and never comes here. The code alone decides the HTTP status and the
 * exit code (sysexits.h); `entry/http/errors.ts` and `entry/cli/exit.ts` are the only readers.
 */
// prettier-ignore
export const errorTable = {
  USAGE:                { http: 400, exit: 64 },
  INVALID_INPUT:        { http: 400, exit: 65 },
  UNAUTHENTICATED:      { http: 401, exit: 77 },
  FORBIDDEN:            { http: 403, exit: 77 },
  NOT_FOUND:            { http: 404, exit: 66 },
  METHOD_NOT_ALLOWED:   { http: 405, exit: 64 },
  NOT_ACCEPTABLE:       { http: 406, exit: 64 },
  REQUEST_TIMEOUT:      { http: 408, exit: 75 },
  CONFLICT:             { http: 409, exit: 65 },
  PAYLOAD_TOO_LARGE:    { http: 413, exit: 65 },
  UNSUPPORTED_MEDIA:    { http: 415, exit: 65 },
  RATE_LIMITED:         { http: 429, exit: 75 },
  CHECK_FAILED:         { http: 422, exit: 1 },
  INTERNAL:             { http: 500, exit: 70 },
  OUTCOME_UNRECORDED:   { http: 500, exit: 70 },
  UPSTREAM_FAILED:      { http: 502, exit: 69 },
  AUDIT_UNAVAILABLE:    { http: 503, exit: 69 },
  DATABASE_UNAVAILABLE: { http: 503, exit: 69 },
  UNAVAILABLE:          { http: 503, exit: 69 },
  UPSTREAM_TIMEOUT:     { http: 504, exit: 75 },
  CONFIG_INVALID:       { http: 500, exit: 78 },
  NOT_SET_UP:           { http: 500, exit: 78 },
} as const satisfies Record<string, { http: number; exit: number }>;

export type ErrorCode = keyof typeof errorTable;

export interface AppErrorOptions {
  /** What went wrong underneath; logged with redaction, never sent to a client. */
  readonly cause?: unknown;
  /** Facts that any client may read. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** When trying again may help, in milliseconds; becomes `Retry-After`. */
  readonly retryAfterMs?: number;
}

/** A failure with a code from the table and one sentence that is fit for any client. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.retryAfterMs = options.retryAfterMs;
  }
}

export function isAppError(value: unknown): value is AppError {
  return value instanceof AppError;
}
