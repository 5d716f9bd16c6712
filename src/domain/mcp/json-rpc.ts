import { stringifyExact } from "#shared/json/exact-json.ts";
import type { JsonObject, JsonValue } from "#shared/json.ts";

export type RequestId = string | number;

/**
 * Error codes of JSON-RPC 2.0 (section 5.1) and of MCP (schema 2026-07-28). What the gateway itself
 * refuses lies outside the reserved range, as the protocol asks.
 */
// prettier-ignore
export const rpcCodes = {
  parseError:           -32700,
  invalidRequest:       -32600,
  methodNotFound:       -32601,
  invalidParams:        -32602,
  internal:             -32603,
  sessionNotFound:      -32001,
  resourceNotFound:     -32002,
  headerMismatch:       -32020,
  missingCapability:    -32021,
  unsupportedVersion:   -32022,
  denied:               40_300,
  rateLimited:          42_900,
} as const;

export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: JsonValue;
}

/** Longer ids are refused: an id is repeated in the answer and kept while the call runs. */
const requestIdCharsMax = 256;

export function isRequestId(value: unknown): value is RequestId {
  if (typeof value === "string") return value.length <= requestIdCharsMax;
  return typeof value === "number" && Number.isSafeInteger(value);
}

/** One answer as text. An unknown id is null before 2026-07-28 and absent since. */
export function errorText(id: RequestId | null | undefined, error: RpcError): string {
  const body = stringifyExact({ ...error });
  if (id === undefined) return `{"jsonrpc":"2.0","error":${body}}`;
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"error":${body}}`;
}

/** One answer around a result that is already JSON text. */
export function resultText(id: RequestId, result: string): string {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`;
}

export function notificationText(method: string, params: JsonObject): string {
  return JSON.stringify({ jsonrpc: "2.0", method, params });
}
