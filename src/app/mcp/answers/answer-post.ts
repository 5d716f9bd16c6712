import type { Caller } from "#app/calls/call-deps.ts";
import { isRequestId, rpcCodes, type RpcError } from "#domain/mcp/json-rpc.ts";
import {
  classifyRequest,
  type HeaderReader,
  type LegacyBatch,
  type LegacyMessage,
  type ModernMessage,
} from "#domain/mcp/protocol/classify-request.ts";
import { type Message, readMessage } from "#domain/mcp/protocol/message.ts";
import type { LegacySession } from "#domain/mcp/protocol/session-id.ts";
import {
  isLegacyVersion,
  legacyVersions,
  type LegacyVersion,
} from "#domain/mcp/protocol/versions.ts";
import { isAppError } from "#shared/errors.ts";
import type { JsonValue } from "#shared/json.ts";
import { parseGovernedJson } from "#shared/parse-json.ts";
import { answerMessage } from "./answer-message.ts";
import type { Answer, Exchange } from "../exchange.ts";
import type { InFlight } from "./in-flight.ts";
import { findSession } from "./find-session.ts";
import type { McpDeps, McpRequest, ServerHandle } from "../mcp-deps.ts";
import { refuseMessage } from "./refuse-message.ts";

/** Messages in one batch. */
export const batchMessagesMax = 50;

export interface Post {
  readonly deps: McpDeps;
  readonly caller: Caller;
  readonly server: ServerHandle;
  readonly request: McpRequest;
  readonly inFlight: InFlight;
}

const accepted: Answer = { status: 202, body: null };

/** Synchronous as far as it can be: each async function on a call's way costs 0.3 µs. */
export function answerPost(post: Post): Answer | Promise<Answer> {
  const header: HeaderReader = (name) => post.request.headers.get(name);
  const type = header("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    return refuseHttp(post, 415, rpcCodes.invalidRequest, "Send content-type: application/json.");
  }
  const body = parseBody(post.request.body);
  if ("problem" in body) return refuseHttp(post, 400, rpcCodes.parseError, body.problem);
  const classified = classifyRequest(header, body.value);
  switch (classified.kind) {
    case "refused": {
      const { id, error, http } = classified;
      return refuseMessage({ ...post, era: "legacy" }, id, error, null, http);
    }
    case "modern":
      return answerModern(post, header, classified);
    default:
      return answerLegacy(post, header, classified);
  }
}

function parseBody(
  body: string | Uint8Array,
): { readonly value: JsonValue } | { readonly problem: string } {
  try {
    return { value: parseGovernedJson(body) };
  } catch (error) {
    if (isAppError(error) && error.code === "INVALID_INPUT") return { problem: error.message };
    throw error;
  }
}

function answerModern(
  post: Post,
  header: HeaderReader,
  { message, version }: ModernMessage,
): Answer | Promise<Answer> {
  if (message.kind === "notification") return accepted;
  const exchange = exchangeOf(post, header, { era: "modern", version, sessionKey: null });
  return answerMessage(exchange, message);
}

async function answerLegacy(
  post: Post,
  header: HeaderReader,
  classified: LegacyMessage | LegacyBatch,
): Promise<Answer> {
  const stated = header("mcp-protocol-version");
  if (stated !== null && !isLegacyVersion(stated)) {
    const message = `Unsupported protocol version (supported: ${legacyVersions.join(", ")})`;
    return refuseHttp(post, 400, rpcCodes.invalidRequest, message);
  }
  if (classified.kind === "legacy" && isInitialize(classified.message)) {
    const era = { era: "legacy", version: legacyVersions[0], sessionKey: null } as const;
    return answerMessage(exchangeOf(post, header, era), classified.message);
  }
  const id = header("mcp-session-id");
  if (id === null) {
    return refuseHttp(post, 400, rpcCodes.invalidRequest, "The Mcp-Session-Id header is missing.");
  }
  const session = findSession(post, id);
  if (session === null) return refuseHttp(post, 404, rpcCodes.sessionNotFound, "Session not found");
  if (classified.kind === "batch") return answerBatch(post, header, session, classified.members);
  return (await answerInSession(post, header, session, classified.message)) ?? accepted;
}

function isInitialize(message: Message): message is Extract<Message, { readonly kind: "request" }> {
  return message.kind === "request" && message.method === "initialize";
}

/** Null for what needs no answer. A client's own responses belong to nobody: we ask it nothing. */
async function answerInSession(
  post: Post,
  header: HeaderReader,
  session: LegacySession,
  message: Message,
  batched = false,
): Promise<Answer | null> {
  if (message.kind === "notification") {
    const target = message.params["requestId"];
    if (message.method === "notifications/cancelled" && isRequestId(target)) {
      post.inFlight.cancel(session.id, target);
    }
    return null;
  }
  if (message.kind === "response") return null;
  return post.inFlight.track(session.id, message.id, post.request.signal, (signal) => {
    const era = { era: "legacy", version: session.version, sessionKey: session.nonce } as const;
    const exchange = { ...exchangeOf(post, header, era), signal };
    return answerMessage(batched ? { ...exchange, acceptsStream: false } : exchange, message);
  });
}

/** Each member is governed by itself; the answers come in the order of the requests. */
async function answerBatch(
  post: Post,
  header: HeaderReader,
  session: LegacySession,
  members: readonly JsonValue[],
): Promise<Answer> {
  if (
    !allowsBatches(session.version) ||
    members.length === 0 ||
    members.length > batchMessagesMax
  ) {
    const message = `Batches end with version 2025-03-26 and hold 1 to ${batchMessagesMax} messages.`;
    return refuseHttp(post, 400, rpcCodes.invalidRequest, message);
  }
  const answers = await Promise.all(
    members.map((member) => {
      const message = readMessage(member);
      if (message.kind === "refused") {
        return refuseMessage({ ...post, era: "legacy" }, message.id, message.error, null);
      }
      if (isInitialize(message)) {
        const error = { code: rpcCodes.invalidRequest, message: "initialize is never in a batch." };
        return refuseMessage({ ...post, era: "legacy" }, message.id, error, "initialize");
      }
      return answerInSession(post, header, session, message, true);
    }),
  );
  const bodies = answers.flatMap((answer) =>
    typeof answer?.body === "string" ? [answer.body] : [],
  );
  if (bodies.length === 0) return accepted;
  return {
    status: 200,
    body: `[${bodies.join(",")}]`,
    receipt: answers.findLast(Boolean)?.receipt,
  };
}

function refuseHttp(post: Post, status: number, code: RpcError["code"], message: string) {
  const stated = post.request.headers.get("mcp-protocol-version");
  const era = stated === null || isLegacyVersion(stated) ? "legacy" : "modern";
  return refuseMessage({ ...post, era }, null, { code, message }, null, status);
}

function exchangeOf(
  { deps, caller, server, request }: Post,
  header: HeaderReader,
  era: Pick<Exchange, "era" | "version" | "sessionKey">,
): Exchange {
  const acceptsStream = (header("accept") ?? "").includes("text/event-stream");
  const { signal } = request;
  const { version, sessionKey } = era;
  return { deps, server, caller, header, era: era.era, version, sessionKey, signal, acceptsStream };
}

/** JSON-RPC batches were part of the protocol until this revision. */
function allowsBatches(version: LegacyVersion): boolean {
  return version <= "2025-03-26";
}
