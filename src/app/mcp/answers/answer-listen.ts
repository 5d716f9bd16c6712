import { recordEvent } from "#app/calls/record-event.ts";
import { notificationText, type RequestId, resultText, rpcCodes } from "#domain/mcp/json-rpc.ts";
import { metaKeys } from "#domain/mcp/protocol/meta-keys.ts";
import { isJsonObject, type JsonObject } from "#shared/json.ts";
import { type Answer, answerError, type Exchange, ownResult, serverTarget } from "../exchange.ts";
import { refuseMessage } from "./refuse-message.ts";
import { streamAnswer } from "./stream-answer.ts";

/** Open streams of one process; each costs a connection for as long as the client likes. */
export const listenersMax = 1_000;
/** How often a stream asks whether its credential still stands. */
const recheckMs = 1_000;

/** Filter members that are honoured, and what each of them brings. */
const offered = {
  toolsListChanged: "notifications/tools/list_changed",
  promptsListChanged: "notifications/prompts/list_changed",
  resourcesListChanged: "notifications/resources/list_changed",
} as const;

let openListeners = 0;

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
  if (openListeners >= listenersMax) {
    const error = {
      code: rpcCodes.rateLimited,
      message: "Too many open streams. Try again later.",
    };
    return refuseMessage(exchange, id, error, "subscriptions/listen", 503);
  }
  const honoured = Object.keys(offered).filter((key) => asked[key] === true);
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
  return streamAnswer(exchange.signal, receipt, async (send, signal) => {
    openListeners++;
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
      openListeners--;
    }
  });
}

/** Resolves when the client leaves or its credential falls. */
function untilOver(exchange: Exchange, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { authentication } = exchange.caller;
  const check = async () => {
    if (!(await exchange.deps.isCurrent(authentication, null))) resolve();
  };
  const timer = setInterval(() => void check().catch(() => resolve()), recheckMs);
  signal.addEventListener("abort", () => resolve(), { once: true });
  if (signal.aborted) resolve();
  return promise.finally(() => clearInterval(timer));
}
