import { recordEvent } from "#app/calls/record-event.ts";
import { mayEnter, mayReach } from "#domain/governance/access/may-reach.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import { type RequestId, rpcCodes } from "#domain/mcp/json-rpc.ts";
import {
  findMethod,
  type GovernedMethod,
  isGoverned,
  type McpMethod,
  methodTable,
} from "#domain/mcp/protocol/method-table.ts";
import { assertNever } from "#shared/assert.ts";
import type { RateGrant } from "#shared/governed-call.ts";
import type { JsonObject } from "#shared/json.ts";
import { answerDiscover, answerInitialize } from "./answer-discover.ts";
import { answerGoverned } from "./answer-governed.ts";
import { answerListen } from "./answer-listen.ts";
import { answerList } from "./answer-list.ts";
import { insufficientScope } from "./deny-answer.ts";
import {
  type Answer,
  answerError,
  answerResult,
  type Exchange,
  serverTarget,
} from "../exchange.ts";
import type { LiveServer, Unavailable } from "../mcp-deps.ts";
import { refuseMessage } from "./refuse-message.ts";

export interface RequestMessage {
  readonly id: RequestId;
  readonly method: string;
  readonly params: JsonObject;
}

/** Takes one request through its row of the method table. */
export function answerMessage(
  exchange: Exchange,
  request: RequestMessage,
): Answer | Promise<Answer> {
  const { deps, caller } = exchange;
  const charged = deps.charge(caller.authentication, caller.addressPrefix, deps.policy());
  if (!("then" in charged)) return answerCharged(exchange, request, charged);
  return charged.then((grant) => answerCharged(exchange, request, grant));
}

function answerCharged(
  exchange: Exchange,
  request: RequestMessage,
  grant: RateGrant,
): Answer | Promise<Answer> {
  const method = findMethod(request.method, exchange.era);
  if (method === null) return refuseMethod(exchange, request);
  if (method === "ping") return answerResult(request.id, "{}");
  const opened = openServer(exchange, grant);
  if (!("then" in opened)) return answerOpened(exchange, request, { method, grant, live: opened });
  return opened.then((live) => answerOpened(exchange, request, { method, grant, live }));
}

interface Opened<Method> {
  readonly method: Method;
  readonly grant: RateGrant;
  readonly live: LiveServer | Unavailable;
}

function answerOpened(
  exchange: Exchange,
  request: RequestMessage,
  { method, grant, live }: Opened<Exclude<McpMethod, "ping">>,
): Promise<Answer> {
  const { id, params } = request;
  // Taken after every wait: a rule that changed meanwhile decides already.
  const policy = exchange.deps.policy();
  if (!isCapable(method, live)) return refuseMethod(exchange, request);
  if (isGoverned(method)) {
    return answerGoverned(exchange, { id, method, params, policy, grant, live });
  }
  return answerEvent(exchange, request, { method, grant, live, policy });
}

/** A message that is not governed: recorded, limited and filtered. */
async function answerEvent(
  exchange: Exchange,
  { id, params }: RequestMessage,
  event: Opened<Exclude<McpMethod, GovernedMethod | "ping">> & { readonly policy: PolicySnapshot },
): Promise<Answer> {
  const { method, grant, live, policy } = event;
  const refused = await refuseEvent(exchange, id, method, policy, grant);
  if (refused !== null) return refused;
  switch (method) {
    case "initialize":
      return answerInitialize(exchange, id, params, live);
    case "server/discover":
      return answerDiscover(exchange, id, live);
    case "subscriptions/listen":
      return answerListen(exchange, id, params);
    case "tools/list":
    case "resources/list":
    case "resources/templates/list":
    case "prompts/list":
      return answerList(exchange, id, method, params, live);
    default:
      return assertNever(method);
  }
}

/** Whoever is refused anyway starts no process and learns nothing of one. */
function openServer(
  { deps, caller, server, sessionKey, signal }: Exchange,
  grant: RateGrant,
): LiveServer | Unavailable | Promise<LiveServer | Unavailable> {
  const { principal } = caller.authentication;
  if (!grant.admitted || !mayEnter(principal, server.name, deps.policy())) return notAsked;
  return server.live(principal, sessionKey ?? caller.correlation.sessionId, signal);
}

const notAsked: Unavailable = { unavailable: "The tool server was not asked. Nothing was run." };

/** Unknown methods are 404 since 2026-07-28; before, an error like any other. */
function refuseMethod(exchange: Exchange, { id, method }: RequestMessage): Promise<Answer> {
  const error = { code: rpcCodes.methodNotFound, message: "Method not found" };
  return refuseMessage(exchange, id, error, method, exchange.era === "modern" ? 404 : 200);
}

/** A method exists only where the tool server has its capability; one that is down has not said. */
function isCapable(method: McpMethod, live: LiveServer | Unavailable): boolean {
  const { capability } = methodTable[method];
  if (capability === null || capability === "tools" || "unavailable" in live) return true;
  return live.hello.capabilities[capability] !== undefined;
}

/** What is only listed is limited like what is called, and needs a token for this server. */
async function refuseEvent(
  exchange: Exchange,
  id: RequestId,
  method: McpMethod,
  policy: PolicySnapshot,
  grant: RateGrant,
): Promise<Answer | null> {
  const { deps, caller, server } = exchange;
  const { principal } = caller.authentication;
  const reach = mayReach(principal, { kind: "server", name: server.name }, policy);
  const narrowed = reach.cause === "token-scope";
  if (!narrowed && grant.admitted) return null;
  const reason = narrowed
    ? `This token does not cover ${serverTarget(server.name)}.`
    : "Over the rate limit. Try again later.";
  const code = narrowed || grant.admitted ? "SCOPE.INSUFFICIENT" : rateCodes[grant.scope];
  const receipt = await recordEvent(deps, caller, {
    target: serverTarget(server.name),
    verdict: "deny",
    policy: narrowed ? "access.token-scope" : "guard.rate-limit",
    reason,
    detail: { method, code },
    isCounted: !grant.admitted,
  });
  if (narrowed || grant.admitted) {
    return insufficientScope(exchange, id, { receipt, verdict: { reason } });
  }
  const { retryAfterMs } = grant;
  const data = { code, retryAfterMs, traceId: caller.correlation.traceId };
  const answer = answerError(
    id,
    { code: rpcCodes.rateLimited, message: reason, data },
    { receipt },
  );
  return {
    ...answer,
    headers: { "retry-after": String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) },
  };
}

const rateCodes = { session: "RATE.SESSION", user: "RATE.USER", address: "RATE.ADDRESS" } as const;
