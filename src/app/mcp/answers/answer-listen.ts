import { recordEvent } from "#app/calls/record-event.ts";
import { mayEnter } from "#domain/governance/access/may-reach.ts";
import { notificationText, type RequestId, resultText, rpcCodes } from "#domain/mcp/json-rpc.ts";
import { metaKeys } from "#domain/mcp/protocol/meta-keys.ts";
import { isJsonObject, type JsonObject } from "#shared/json.ts";
import { type Answer, answerError, type Exchange, ownResult, serverTarget } from "../exchange.ts";
import { claimListener } from "./open-listeners.ts";
import { refuseMessage } from "./refuse-message.ts";
import { streamAnswer } from "./stream-answer.ts";

/** How often a stream asks whether its credential still stands. */
const recheckMs = 1_000;

/** Filter members that are honoured, and what each of them brings. */
const offered = {
  toolsListChanged: "notifications/tools/list_changed",
  promptsListChanged: "notifications/prompts/list_changed",
  resourcesListChanged: "notifications/resources/list_changed",
} as const;

/** `subscriptions/listen`: acknowledges what is honoured, then tells of changed lists. */
export async function answerListen(
  exchange: Exchange,
  id: RequestId,
  params: JsonObject,
): Promise<Answer> {
  const asked = params["notifications"];
  if (!isJsonObject(asked)) {
    const error = { code: rpcCodes.invalidParams, message: "notifications must be an object." };
    return refuseMessage(exchange, id, error, "subscriptions/listen");
  }
  const { principal } = exchange.caller.authentication;
  if (!mayEnter(principal, exchange.server.name, exchange.deps.policy())) {
    const error = { code: rpcCodes.denied, message: "No rule lets you use this tool server." };
    return refuseMessage(exchange, id, error, "subscriptions/listen", 403);
  }
  const release = claimListener(principal.userId);
  if (release === null) {
    const error = {
      code: rpcCodes.rateLimited,
      message: "Too many open streams. Try again later.",
    };
    return refuseMessage(exchange, id, error, "subscriptions/listen", 503);
  }
  try {
    const honoured = Object.keys(offered).filter((key) => asked[key] === true);
    const answer = await openStream(exchange, id, honoured, release);
    if (answer.streamed === undefined) release();
    return answer;
  } catch (error) {
    release();
    throw error;
  }
}

async function openStream(
  exchange: Exchange,
  id: RequestId,
  honoured: readonly string[],
  release: () => void,
): Promise<Answer> {
  const receipt = await recordEvent(exchange.deps, exchange.caller, {
    target: serverTarget(exchange.server.name),
    verdict: "allow",
    policy: "mcp.listen",
    reason: "Listening.",
    detail: { method: "subscriptions/listen", filter: honoured },
  });
  if (!(await exchange.deps.isCurrent(exchange.caller.authentication, receipt.epoch))) {
    const error = { code: rpcCodes.denied, message: "The credential was revoked." };
    return answerError(id, error, { status: 401, receipt });
  }
  return streamAnswer(exchange.signal(), receipt, async (send, signal) => {
    const tag = { [metaKeys.subscriptionId]: id };
    const tell = (method: string, extra: JsonObject) =>
      send(notificationText(method, { ...extra, _meta: tag }));
    const notifications = Object.fromEntries(honoured.map((key) => [key, true]));
    tell("notifications/subscriptions/acknowledged", { notifications });
    const stop = exchange.server.onChange(() => {
      for (const key of honoured) tell(offered[key as keyof typeof offered], {});
    });
    try {
      await untilOver(exchange, signal);
      send(resultText(id, ownResult(exchange, {})));
    } finally {
      stop();
      release();
    }
  });
}

/** Resolves when the client leaves, its credential falls or no rule lets it in any more. */
function untilOver(exchange: Exchange, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { deps, server, caller } = exchange;
  const { authentication } = caller;
  const check = async () => {
    const stands = mayEnter(authentication.principal, server.name, deps.policy());
    if (!stands || !(await deps.isCurrent(authentication, null))) resolve();
  };
  const timer = setInterval(() => void check().catch(() => resolve()), recheckMs);
  signal.addEventListener("abort", () => resolve(), { once: true });
  if (signal.aborted) resolve();
  return promise.finally(() => clearInterval(timer));
}
