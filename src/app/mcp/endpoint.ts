import { claimedTraceOf } from "#app/calls/claimed-trace.ts";
import { recordEvent } from "#app/calls/record-event.ts";
import { bearerChallenge } from "#domain/mcp/protocol/resource-metadata.ts";
import { rpcCodes } from "#domain/mcp/json-rpc.ts";
import { AppError, isAppError } from "#shared/errors.ts";
import type { TraceId } from "#shared/ids.ts";
import { bindCorrelation } from "#shared/principal.ts";
import type { Caller } from "#app/calls/call-deps.ts";
import { answerPost } from "./answers/answer-post.ts";
import { endSession } from "./answers/end-session.ts";
import { type Answer, answerError, serverTarget } from "./exchange.ts";
import { InFlight } from "./answers/in-flight.ts";
import type { McpDeps, McpRequest, McpResponse } from "./mcp-deps.ts";
import { refuseHttpMethod } from "./answers/refuse-message.ts";

/** The front door of every tool server: `/api/v1/mcp/{server}/mcp`. */
export interface McpEndpoint {
  handle(request: McpRequest): Promise<McpResponse>;
}

/** A server's name in a URL; anything else is nobody's. */
const serverName = /^[a-z0-9][a-z0-9-]{0,63}$/;

export function createMcpEndpoint(deps: McpDeps): McpEndpoint {
  const inFlight = new InFlight();
  return {
    async handle(request) {
      try {
        return respond(request.traceId, await route(deps, inFlight, request));
      } catch (error) {
        return respond(request.traceId, unavailableAnswer(error));
      }
    },
  };
}

function route(deps: McpDeps, inFlight: InFlight, request: McpRequest): Answer | Promise<Answer> {
  const caller = callerOf(request);
  const known = serverName.test(request.server);
  const target = serverTarget(known ? request.server : "unknown");
  if (request.authentication.refused !== undefined) {
    return refuseCredential(deps, caller, request, target);
  }
  const server = known ? deps.servers.find(request.server) : undefined;
  if (server === undefined) return refuseUnknown(deps, caller, target);
  switch (request.method) {
    case "POST":
      return answerPost({ deps, caller, server, request, inFlight });
    case "DELETE":
      return endSession({ deps, caller, server, request });
    default:
      return refuseHttpMethod(deps, caller, server);
  }
}

async function refuseUnknown(deps: McpDeps, caller: Caller, target: string): Promise<Answer> {
  await recordEvent(deps, caller, {
    target,
    verdict: "deny",
    policy: "mcp.unknown-server",
    reason: "No such tool server.",
    detail: { code: "SCOPE.UNKNOWN_SERVER" },
  });
  const error = { code: rpcCodes.invalidRequest, message: "No such tool server" };
  return answerError(null, error, { status: 404 });
}

/** One constant text for every bad credential, so that answers tell nothing about it. */
async function refuseCredential(
  deps: McpDeps,
  caller: Caller,
  request: McpRequest,
  target: string,
): Promise<Answer> {
  const code = request.authentication.refused ?? "UNAUTHENTICATED.INVALID";
  const receipt = await recordEvent(deps, caller, {
    kind: "decision",
    target,
    verdict: "deny",
    policy: "guard.credential",
    reason: "The credential was refused.",
    detail: { code },
  });
  const missing = code === "UNAUTHENTICATED.MISSING";
  const challenge = missing ? {} : ({ error: "invalid_token" } as const);
  const message = "A valid credential is needed: Authorization: Bearer <access token>.";
  return {
    ...answerError(null, { code: rpcCodes.denied, message }, { status: 401, receipt }),
    headers: { "www-authenticate": bearerChallenge(deps.publicUrl, request.server, challenge) },
  };
}

function callerOf(request: McpRequest): Caller {
  const { authentication, addressPrefix, traceId, headers } = request;
  return {
    authentication,
    addressPrefix,
    correlation: bindCorrelation(authentication.principal, traceId),
    claimedTrace: claimedTraceOf(headers),
  };
}

/** How long a client should wait when the audit log cannot be written. */
const retryAfterMsDefault = 1_000;

/** Nothing was run: the failures that end a request before its act. Others are bugs: INTERNAL. */
function unavailableAnswer(error: unknown): Answer {
  const temporary =
    isAppError(error) &&
    (error.code === "AUDIT_UNAVAILABLE" ||
      error.code === "DATABASE_UNAVAILABLE" ||
      error.code === "UNAVAILABLE");
  if (!temporary) throw error instanceof Error ? error : new AppError("INTERNAL", "Failed.");
  const retryAfterMs = error.retryAfterMs ?? retryAfterMsDefault;
  const data = { code: error.code, retryAfterMs };
  const answer = answerError(
    null,
    { code: rpcCodes.internal, message: error.message, data },
    { status: 503 },
  );
  return {
    ...answer,
    headers: { "retry-after": String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) },
  };
}

function respond(traceId: TraceId, answer: Answer): McpResponse {
  const { receipt } = answer;
  const headers: Record<string, string> = { "x-trace-id": traceId };
  if (answer.body !== null) headers["content-type"] = "application/json";
  if (receipt !== undefined) headers["x-audit-receipt"] = `${receipt.writer}:${receipt.sequence}`;
  return {
    status: answer.status,
    headers: answer.headers === undefined ? headers : { ...headers, ...answer.headers },
    body: answer.body,
    ...(answer.isAct && answer.streamed ? { act: answer.streamed } : {}),
  };
}
