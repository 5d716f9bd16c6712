import { modernMeta } from "#domain/mcp/upstream/handshake.ts";
import type { UpstreamAnswer } from "#domain/mcp/upstream/upstream.ts";
import type { GovernedMethod } from "#domain/mcp/protocol/method-table.ts";
import { metaKeys } from "#domain/mcp/protocol/meta-keys.ts";
import { rpcCodes, type RpcError } from "#domain/mcp/json-rpc.ts";
import { shapeResult } from "#domain/mcp/protocol/shape-result.ts";
import { stringifyExact } from "#shared/json/exact-json.ts";
import { isJsonObject, type JsonObject } from "#shared/json.ts";
import type { OutcomeVerdict } from "#shared/audit-log.ts";
import type { PreparedCall } from "./build-call.ts";
import { type Exchange, ownResult } from "./exchange.ts";
import type { Act } from "./answers/perform-act.ts";
import type { FoundInAnswer } from "./results/guard-answer.ts";
import type { LiveServer } from "./mcp-deps.ts";

/** How long one call may take unless the server's file says otherwise. */
const callTimeoutMsDefault = 60_000;

/** What an act came to: for the row, and for the client. */
export interface ActResult {
  readonly verdict: OutcomeVerdict;
  readonly reason: string;
  /** The tool server's own words, masked; null when it said nothing. */
  readonly output: { readonly text: string; readonly value: JsonObject } | null;
  readonly answer: { readonly result: string } | { readonly error: RpcError };
  /** Credentials in the server's words; null where they were searched whole and hold none. */
  readonly found?: FoundInAnswer | null;
}

/** Lets the tool server do what was allowed. Never rejects: a failure is an outcome too. */
export function askServer(
  exchange: Exchange,
  { message, prepared, inputText }: Act,
  live: LiveServer,
  signal: AbortSignal,
  onProgress: ((params: JsonObject) => void) | undefined,
): Promise<UpstreamAnswer> {
  const { method } = message;
  // One that was replaced since the call began was sent nothing, so the new one may be.
  const server = live.upstream.isClosed ? (live.successor() ?? live) : live;
  return server.upstream.request({
    method,
    params:
      textParams(method, prepared, inputText, server) ??
      upstreamParams(exchange, method, prepared, server),
    timeoutMs: exchange.server.config.limits?.call_timeout_ms ?? callTimeoutMsDefault,
    signal,
    onProgress,
  });
}

/** The very text that was judged and hashed, where nothing but the arguments is passed on. */
function textParams(
  method: GovernedMethod,
  { name, params }: PreparedCall,
  inputText: string,
  { catalog, requestMeta }: LiveServer,
): string | null {
  if (method !== "tools/call" || params["_meta"] !== undefined) return null;
  const sentName = JSON.stringify(catalog.tools.get(name)?.upstreamName ?? name);
  const meta = requestMeta === null ? "" : `,"_meta":${requestMeta}`;
  return `{"name":${sentName},"arguments":${inputText}${meta}}`;
}

function upstreamParams(
  exchange: Exchange,
  method: GovernedMethod,
  { params, name }: PreparedCall,
  live: LiveServer,
): JsonObject {
  const renamed = method === "tools/call" ? live.catalog.tools.get(name)?.upstreamName : undefined;
  const own = renamed === undefined || renamed === name ? params : { ...params, name: renamed };
  if (live.hello.era === "legacy") return own;
  const meta = isJsonObject(own["_meta"]) ? own["_meta"] : {};
  return { ...own, _meta: { ...meta, ...modernMeta(exchange.deps.product) } };
}

/** What the server's answer means: for the row, and for the client. */
export function readAnswer(
  exchange: Exchange,
  { message: { method }, prepared }: Act,
  answer: UpstreamAnswer,
): ActResult {
  if (answer.kind === "failed") {
    const verdict = answer.cause === "cancelled" ? "cancelled" : "error";
    return failure(exchange, method, verdict, failureText(prepared.name, answer));
  }
  if (answer.kind === "error") return upstreamError(exchange, answer.error);
  const type = answer.value["resultType"];
  if (type !== undefined && type !== "complete") {
    return failure(
      exchange,
      method,
      "error",
      "The tool server asks for input, which it cannot get.",
    );
  }
  const shape = {
    era: exchange.era,
    cacheable: method === "resources/read",
    serverInfo: exchange.server.infoText,
  };
  const failed = method === "tools/call" && answer.value["isError"] === true;
  return {
    verdict: failed ? "error" : "ok",
    reason: failed ? "The tool reported an error." : "Answered.",
    output: { text: answer.text, value: withoutHop(answer.value) },
    answer: { result: shapeResult(answer, shape) },
  };
}

/** What the hop from the tool server put there and the next one replaces is not kept as output. */
function withoutHop(value: JsonObject): JsonObject {
  if (value["resultType"] === undefined && value["_meta"] === undefined) return value;
  const { resultType: _type, _meta: meta, ...said } = value;
  if (meta === undefined) return said;
  if (!isJsonObject(meta)) return { ...said, _meta: meta };
  const { [metaKeys.serverInfo]: _info, ...foreign } = meta;
  return Object.keys(foreign).length === 0 ? said : { ...said, _meta: foreign };
}

function failureText(name: string, failed: Extract<UpstreamAnswer, { kind: "failed" }>): string {
  switch (failed.cause) {
    case "timeout":
    case "died":
    case "protocol":
      return `${failed.message} Whether ${name} took effect is unknown: check before trying again.`;
    default:
      return failed.message;
  }
}

/** A failure of a tool is a tool result, so that the model reads it; elsewhere an error. */
export function failure(
  exchange: Exchange,
  method: GovernedMethod,
  verdict: "error" | "cancelled",
  reason: string,
): ActResult {
  if (method !== "tools/call") {
    return { verdict, reason, output: null, answer: { error: internalError(reason) } };
  }
  const result = ownResult(exchange, {
    content: [{ type: "text", text: reason }],
    isError: true,
  });
  return { verdict, reason, output: null, answer: { result } };
}

/** Codes about the hop to the tool server must not be read as being about the client's. */
function upstreamError(exchange: Exchange, error: RpcError): ActResult {
  const reserved = error.code <= -32_020 && error.code >= -32_099;
  const moved = error.code === rpcCodes.resourceNotFound && exchange.era === "modern";
  const code = reserved ? rpcCodes.internal : moved ? rpcCodes.invalidParams : error.code;
  const text = stringifyExact({ error: { ...error } });
  return {
    verdict: "error",
    reason: "The tool server answered with an error.",
    output: { text, value: JSON.parse(text) as JsonObject },
    answer: { error: { ...error, code } },
  };
}

export function internalError(message: string, data?: JsonObject): RpcError {
  const error = { code: rpcCodes.internal, message };
  return data === undefined ? error : { ...error, data };
}
