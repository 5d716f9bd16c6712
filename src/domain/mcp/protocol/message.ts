import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { isRequestId, rpcCodes, type RequestId, type RpcError } from "../json-rpc.ts";

/** A well-formed JSON-RPC message from a client. */
export type Message =
  | {
      readonly kind: "request";
      readonly id: RequestId;
      readonly method: string;
      readonly params: JsonObject;
    }
  | { readonly kind: "notification"; readonly method: string; readonly params: JsonObject }
  | { readonly kind: "response" };

/** An answer that ends the request before anything was decided about a call. */
export interface Refusal {
  readonly kind: "refused";
  readonly http: number;
  readonly id: RequestId | null;
  readonly error: RpcError;
}

const noParams: JsonObject = {};
/** Method names are short words; a longer one is not looked at. */
const methodCharsMax = 128;

/** Reads one message by JSON-RPC 2.0, section 4; an id of null is refused as MCP asks. */
export function readMessage(value: JsonValue): Message | Refusal {
  if (!isJsonObject(value) || value["jsonrpc"] !== "2.0") {
    return refuse(400, null, rpcCodes.invalidRequest, "The body is not a JSON-RPC 2.0 message.");
  }
  const { id, method, params } = value;
  const known = isRequestId(id) ? id : null;
  if (id !== undefined && known === null) {
    return refuse(
      400,
      null,
      rpcCodes.invalidRequest,
      "The id must be a short string or an integer.",
    );
  }
  if (method === undefined && (value["result"] ?? value["error"]) !== undefined) {
    return { kind: "response" };
  }
  if (typeof method !== "string" || method.length > methodCharsMax) {
    return refuse(400, known, rpcCodes.invalidRequest, "The method must be a short string.");
  }
  if (params !== undefined && !isJsonObject(params)) {
    return refuse(400, known, rpcCodes.invalidParams, "The params must be an object.");
  }
  const given = params ?? noParams;
  if (known === null) return { kind: "notification", method, params: given };
  return { kind: "request", id: known, method, params: given };
}

export function refuse(
  http: number,
  id: RequestId | null,
  code: number,
  message: string,
  data?: JsonValue,
): Refusal {
  const error = data === undefined ? { code, message } : { code, message, data };
  return { kind: "refused", http, id, error };
}
