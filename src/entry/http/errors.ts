import { AppError, errorTable, isAppError } from "#shared/errors.ts";
import { mintUuid, type TraceId } from "#shared/ids.ts";
import type { Logger } from "#infra/logging/logger.ts";
import { json, type Reply } from "./route.ts";

/** Makes any thrown value a failure that a client may read; what was unknown is logged under an id. */
export function asAppError(error: unknown, log: Logger): AppError {
  if (isAppError(error)) {
    const { http } = errorTable[error.code];
    // An outage answers every caller with 503: the part that is out has logged it once.
    if (http >= 500 && http !== 503) log.error(error.message, { code: error.code, error });
    return error;
  }
  const errorId = mintUuid();
  log.error("unexpected failure", { error_id: errorId, error });
  return new AppError("INTERNAL", "Something went wrong inside systemprompt.", {
    cause: error,
    details: { error_id: errorId },
  });
}

export function errorStatus(error: AppError): number {
  return errorTable[error.code].http;
}

export function retryHeaders(error: AppError): Record<string, string> {
  if (error.retryAfterMs === undefined) return {};
  return { "retry-after": String(Math.max(1, Math.ceil(error.retryAfterMs / 1000))) };
}

/** The error border of every surface without an error form of its own. */
export function errorReply(error: AppError, traceId: TraceId): Reply {
  const headers = {
    ...retryHeaders(error),
    ...(error.code === "UNAUTHENTICATED" ? { "www-authenticate": "Bearer" } : {}),
  };
  const { code, message, details = {} } = error;
  return json(
    errorStatus(error),
    { error: { code, message, details, trace_id: traceId } },
    headers,
  );
}

/** One constant text for whatever was refused: it costs nothing and tells nothing. */
export function tooManyRefused(retryAfterMs: number): AppError {
  return new AppError("RATE_LIMITED", "Too many refused requests; slow down.", { retryAfterMs });
}
