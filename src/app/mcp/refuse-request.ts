import { errorText, rpcCodes } from "#domain/mcp/json-rpc.ts";
import type { AppError, ErrorCode } from "#shared/errors.ts";

/** Which JSON-RPC error stands for a failure before the protocol was reached. */
const codeOf: Partial<Record<ErrorCode, number>> = {
  INVALID_INPUT: rpcCodes.parseError,
  PAYLOAD_TOO_LARGE: rpcCodes.invalidRequest,
  UNSUPPORTED_MEDIA: rpcCodes.invalidRequest,
  METHOD_NOT_ALLOWED: rpcCodes.invalidRequest,
  NOT_FOUND: rpcCodes.invalidRequest,
  UNAUTHENTICATED: rpcCodes.denied,
  FORBIDDEN: rpcCodes.denied,
  RATE_LIMITED: rpcCodes.rateLimited,
};

/** The body for a request that was refused before it reached a tool server's front door. */
export function refuseMcpRequest(error: AppError): { readonly body: string } {
  const code = codeOf[error.code] ?? rpcCodes.internal;
  const { retryAfterMs } = error;
  const data = { code: error.code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  return { body: errorText(null, { code, message: error.message, data }) };
}
