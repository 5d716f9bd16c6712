import { isJsonObject } from "#shared/json.ts";
import { rpcCodes, type RpcError } from "../json-rpc.ts";

/** The error of a failed answer, or a stand-in for one that has no proper shape. */
export function readError(value: unknown): RpcError {
  if (!isJsonObject(value)) return { code: rpcCodes.internal, message: "The tool server failed." };
  const { code, message, data } = value;
  const error = {
    code: typeof code === "number" && Number.isSafeInteger(code) ? code : rpcCodes.internal,
    message: typeof message === "string" ? message : "The tool server failed.",
  };
  return data === undefined ? error : { ...error, data };
}
