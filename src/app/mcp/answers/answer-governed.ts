import { admitCall } from "#app/calls/admit-call.ts";
import { mayReach } from "#domain/governance/access/may-reach.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import { checkMirroredParams } from "#domain/mcp/protocol/check-headers.ts";
import type { GovernedMethod } from "#domain/mcp/protocol/method-table.ts";
import { notificationText, type RequestId, rpcCodes } from "#domain/mcp/json-rpc.ts";
import type { RateGrant } from "#shared/governed-call.ts";
import { isJsonObject, type JsonObject } from "#shared/json.ts";
import { buildCall, type PreparedCall } from "../build-call.ts";
import { type Act, answerFallen, performAct } from "./perform-act.ts";
import { denyAnswer } from "./deny-answer.ts";
import type { Answer, Exchange } from "../exchange.ts";
import type { LiveServer, Unavailable } from "../mcp-deps.ts";
import { refuseMessage } from "./refuse-message.ts";
import { loadSeal } from "../load-seal.ts";
import { streamAnswer } from "./stream-answer.ts";

/** A governed message with everything that was found out before it was judged. */
export interface GovernedMessage {
  readonly id: RequestId;
  readonly method: GovernedMethod;
  readonly params: JsonObject;
  readonly policy: PolicySnapshot;
  readonly grant: RateGrant;
  readonly live: LiveServer | Unavailable;
}

/** Decide, commit, act, commit, answer. */
export async function answerGoverned(
  exchange: Exchange,
  message: GovernedMessage,
): Promise<Answer> {
  const { id, method, params, live, policy, grant } = message;
  const prepared = buildCall(method, params, exchange.server, policy);
  if (typeof prepared === "string") {
    return refuseMessage(exchange, id, { code: rpcCodes.invalidParams, message: prepared }, method);
  }
  const mismatch = checkMirrored(exchange, message, prepared);
  if (mismatch !== null) {
    const error = { code: rpcCodes.headerMismatch, message: mismatch };
    return refuseMessage(exchange, id, error, method, 400);
  }
  const inputText = JSON.stringify(prepared.input);
  const { userId } = exchange.caller.correlation;
  const known = exchange.deps.excerptKeys.find(userId);
  const loaded = known === undefined ? await loadSeal(exchange.deps, userId) : { seal: known };
  const admission = await admitCall(exchange.deps, exchange.caller, prepared.call, {
    policy,
    grant,
    describe: (newer) => {
      const again = buildCall(method, params, exchange.server, newer);
      return typeof again === "string" ? prepared.call : again.call;
    },
    agentId: null,
    detail: method === "tools/call" ? {} : { method },
    inputText,
    veto: isOffered(method, prepared, live) ? loaded.veto : unknownVeto,
  });
  if (admission.verdict.verdict !== "allow" || loaded.veto !== undefined) {
    return denyAnswer(exchange, method, id, admission);
  }
  const act = { message, prepared, inputText, admission, seal: loaded.seal };
  if (admission.standing !== "current") return await answerFallen(exchange, act);
  const token = prepared.progressToken;
  if (token === null || !exchange.acceptsStream) {
    return await performAct(exchange, act, exchange.signal());
  }
  return streamAct(exchange, act, token);
}

function streamAct(exchange: Exchange, act: Act, token: string | number): Answer {
  const { receipt } = act.admission;
  const streamed = streamAnswer(exchange.signal(), receipt, async (send, signal) => {
    const onProgress = (progress: JsonObject) =>
      send(notificationText("notifications/progress", { ...progress, progressToken: token }), true);
    const answer = await performAct(exchange, act, signal, onProgress);
    if (typeof answer.body === "string") send(answer.body);
  });
  return { ...streamed, isAct: true };
}

const unknownVeto = {
  policy: "mcp.unknown-name",
  code: "SCOPE.UNKNOWN_NAME",
  reason: "The tool server offers nothing of that name.",
} as const;

/** A server that is down says nothing about its names, so they count as offered. */
function isOffered(
  method: GovernedMethod,
  { name, input }: PreparedCall,
  live: LiveServer | Unavailable,
): boolean {
  if ("unavailable" in live) return true;
  if (method === "tools/call") return live.catalog.tools.has(name);
  return method !== "prompts/get" || live.catalog.prompts.has(String(input["name"]));
}

/** Only for callers of the tool: whoever may not see it must not learn that it mirrors. */
function checkMirrored(
  exchange: Exchange,
  { method, live, policy }: GovernedMessage,
  prepared: PreparedCall,
): string | null {
  if (exchange.era !== "modern" || method !== "tools/call" || "unavailable" in live) return null;
  const mirrored = live.catalog.tools.get(prepared.name)?.mirrored ?? [];
  if (mirrored.length === 0) return null;
  const { principal } = exchange.caller.authentication;
  if (!mayReach(principal, prepared.call.entity, policy).allowed) return null;
  const args = prepared.params["arguments"];
  return checkMirroredParams(exchange.header, mirrored, isJsonObject(args) ? args : {});
}
