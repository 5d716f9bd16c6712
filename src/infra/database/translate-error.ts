import postgres from "postgres";
import { AppError, type ErrorCode, isAppError } from "#shared/errors.ts";

/** How long a client may wait before it asks again after the database went away. */
const retryAfterMs = 1_000;

interface Translation {
  readonly code: ErrorCode;
  readonly message: string;
}

const unavailable: Translation = {
  code: "DATABASE_UNAVAILABLE",
  message: "The database cannot be reached or did not answer in time.",
};
const conflict: Translation = {
  code: "CONFLICT",
  message: "The change conflicts with what is stored.",
};
const busy: Translation = {
  code: "DATABASE_UNAVAILABLE",
  message: "The database is busy; nothing was changed.",
};

/** SQLSTATE (PostgreSQL manual, appendix A) or its class, the most specific first. */
const bySqlState: Readonly<Record<string, Translation>> = {
  "23": conflict,
  "22": { code: "INVALID_INPUT", message: "The database refuses a value." },
  "40": busy,
  "08": unavailable,
  "53": unavailable,
  "57": unavailable,
  "58": unavailable,
  "55P03": busy,
  "25006": { code: "FORBIDDEN", message: "The database refuses writing here." },
  "42501": { code: "FORBIDDEN", message: "The database role lacks the privilege." },
  "28": { code: "CONFIG_INVALID", message: "The database refuses the credentials." },
  "3D": { code: "CONFIG_INVALID", message: "The database does not exist." },
};

/** Turns what the driver or the server said into a failure; our own pass unchanged. */
export function translateError(error: unknown): unknown {
  if (isAppError(error)) return error;
  if (error instanceof postgres.PostgresError) {
    const found = bySqlState[error.code] ?? bySqlState[error.code.slice(0, 2)];
    const { code, message } = found ?? {
      code: "INTERNAL",
      message: "The database refuses a statement.",
    };
    const retry = code === "DATABASE_UNAVAILABLE" ? { retryAfterMs } : {};
    return new AppError(code, message, { cause: error, ...retry });
  }
  return isConnectionLost(error) ? connectionFailure(error) : error;
}

/** SQLSTATE of a translated or raw server error; undefined for everything else. */
export function sqlState(error: unknown): string | undefined {
  const source = isAppError(error) ? error.cause : error;
  return source instanceof postgres.PostgresError ? source.code : undefined;
}

/** The connection is gone: whether the statement took effect is unknown. */
export function isConnectionLost(error: unknown): boolean {
  const source = isAppError(error) ? error.cause : error;
  if (source instanceof postgres.PostgresError) return /^(08|57P0)/.test(source.code);
  if (!(source instanceof Error)) return false;
  return source instanceof DeadlinePassed || ("code" in source && lostCodes.has(source.code));
}

/** What ended a connection that owed an answer for too long. */
export class DeadlinePassed extends Error {
  override readonly name = "DeadlinePassed";
}

export function connectionFailure(cause: unknown): AppError {
  return new AppError(unavailable.code, unavailable.message, { cause, retryAfterMs });
}

/** The driver's own words, then those of the operating system and of TLS. */
const lostCodes: ReadonlySet<unknown> = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "TLS_REFUSED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
]);
