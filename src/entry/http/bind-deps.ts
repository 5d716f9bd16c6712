import { claimedTraceOf } from "#app/calls/claimed-trace.ts";
import { recordEvent } from "#app/calls/record-event.ts";
import { governHook, sniffEvent } from "#app/hooks/govern-hook.ts";
import { describeServers } from "#app/mcp/servers/describe-servers.ts";
import type { AdmissionGates } from "#app/runtime/admission.ts";
import type { Booted } from "#app/runtime/boot.ts";
import { healthReport } from "#app/runtime/health-report.ts";
import { errorText, rpcCodes } from "#domain/mcp/json-rpc.ts";
import { resourceMetadata } from "#domain/mcp/protocol/resource-metadata.ts";
import { anonymousPrincipal } from "#domain/tokens/anonymous-principal.ts";
import { readTrail } from "#domain/audit/trail/queries.ts";
import { denyHook } from "#app/hooks/hook-answer.ts";
import { systemClock } from "#shared/clock.ts";
import { AppError, isAppError } from "#shared/errors.ts";
import type { JsonValue } from "#shared/json.ts";
import { type Authentication, bindCorrelation } from "#shared/principal.ts";
import { originPolicy } from "./check-origin.ts";
import { readClientAddress } from "./client-address.ts";
import type { Admission, HttpDeps, ServerPhase } from "./deps.ts";
import { errorStatus, retryHeaders, tooManyRefused } from "./errors.ts";
import type { IncomingRequest } from "./incoming-request.ts";
import { json, type Reply } from "./route.ts";

/** Ties the routes to a booted server. */
export function bindHttpDeps(booted: Booted, phase: () => ServerPhase): HttpDeps {
  const { parts, calls, surfaces, gates } = booted;
  const { server } = parts.open.profile;
  const publicUrl = server.public_url;
  const endpoints = endpointDeps(booted);
  return {
    publicUrl,
    bodyBytesMax: server.body_bytes_max,
    origin: originPolicy({
      publicUrl,
      port: server.port,
      allowedHosts: server.allowed_hosts ?? [],
      allowedOrigins: server.allowed_origins ?? [],
    }),
    log: parts.log,
    phase,
    clientAddress: readClientAddress({
      trusted: server.trusted_proxies ?? [],
      header: server.proxy_header,
    }),
    health: () => Promise.resolve(healthReport(booted)),
    ...admissionDeps(booted, gates),
    recordRefusal: async ({ authentication, traceId, target, error, addressPrefix }) => {
      const correlation = bindCorrelation(authentication.principal, traceId);
      const caller = { authentication, correlation, addressPrefix, claimedTrace: null };
      await recordEvent(calls, caller, refusalFacts(target, error));
    },
    ...endpoints,
    listMcpServers: (authentication) =>
      describeServers(surfaces.servers, authentication.principal, calls.policy(), publicUrl),
    protectedResource: (name) => {
      const found = surfaces.servers.find(name);
      if (found === undefined) return undefined;
      return resourceMetadata(publicUrl, name, found.config.oauth?.scopes ?? []);
    },
    jwks: () =>
      Promise.resolve({ keys: [...parts.keys.publicKeys(systemClock.nowMs())] as JsonValue[] }),
    readAudit: async (id, { principal }) => {
      const { userId, role } = principal;
      const reader = { local: false, userId, mayReadAll: role === "admin" } as const;
      const rows = await readTrail(parts.database.sql, reader, id);
      if (rows.length === 0) throw new AppError("NOT_FOUND", "No audit row of yours has this id.");
      return { rows: rows as unknown as JsonValue[] };
    },
  };
}

function refusalFacts(target: string, error: AppError) {
  const unauthenticated = error.code === "UNAUTHENTICATED";
  return {
    kind: "decision",
    target,
    verdict: "deny",
    policy: unauthenticated ? "guard.credential" : "access.route",
    reason: error.message,
    detail: { code: unauthenticated ? String(error.details?.["reason"]) : "SCOPE.ROUTE" },
  } as const;
}

/** Good credentials pass every flood: those known at once, of the others so many a second. */
function admissionDeps({ parts }: Booted, gates: AdmissionGates) {
  const { identity } = parts;
  const closed = (retryAfterMs: number): Admission => ({ admitted: false, retryAfterMs });
  const open: Admission = { admitted: true };
  return {
    admit: (prefix: string, credential: string | null): Admission => {
      if (gates.addresses.size === 0) return open;
      if (credential !== null && identity.holds(credential)) return open;
      const nowMs = systemClock.monotonicMs();
      const gate = gates.addresses.admit([prefix], nowMs, credential !== null);
      if (gate.state === "trial") return { admitted: true, trialRetryMs: gate.retryAfterMs };
      return gate.state === "open" ? open : closed(gate.retryAfterMs);
    },
    admitSession: ({ principal }: Authentication): Admission => {
      const gate = gates.sessions.admit([principal.sessionId], systemClock.monotonicMs());
      return gate.state === "open" ? open : closed(gate.retryAfterMs);
    },
    recognise: (credential: string, audiences: readonly string[]) =>
      identity.recognise(credential, { audiences, nowMs: systemClock.nowMs() }),
    anonymous: (prefix: string): Authentication => ({ principal: anonymousPrincipal(prefix) }),
    authenticate: (
      credential: string | null,
      audiences: readonly string[],
      prefix: string,
      trialRetryMs?: number,
    ) => {
      const count = (authentication: Authentication): Authentication => {
        assertCheckable(authentication);
        const checked = requireCredential(authentication);
        if (checked.refused === undefined) return checked;
        if (trialRetryMs !== undefined) {
          gates.addresses.countFailedTrial([prefix], systemClock.monotonicMs());
          throw tooManyRefused(trialRetryMs);
        }
        gates.addresses.countRefusal([prefix], systemClock.monotonicMs());
        return checked;
      };
      const nowMs = systemClock.nowMs();
      const verified = identity.authenticate(credential, {
        audiences,
        addressPrefix: prefix,
        nowMs,
      });
      return verified instanceof Promise ? verified.then(count) : count(verified);
    },
  };
}

const uncheckableRetryMs = 1_000;

/** Not knowing is no refusal: a client that reads 401 would throw its good credential away. */
function assertCheckable({ refused }: Authentication): void {
  if (refused !== "UNAUTHENTICATED.STALE") return;
  throw new AppError("UNAVAILABLE", "Credentials cannot be checked right now.", {
    retryAfterMs: uncheckableRetryMs,
  });
}

/** Nothing that is served here is open to a caller without a credential but the public routes. */
function requireCredential(authentication: Authentication): Authentication {
  const { principal, refused } = authentication;
  if (refused !== undefined || principal.credential !== "none") return authentication;
  return { principal, refused: "UNAUTHENTICATED.MISSING" };
}

function endpointDeps(booted: Booted) {
  const { mcp, hooks } = booted.surfaces;
  return {
    callMcp: async (server: string, request: IncomingRequest): Promise<Reply> => {
      const { authentication, traceId, addressPrefix } = request.admitted;
      let body: Uint8Array | string = "";
      // A caller without a valid credential is refused unread.
      if (request.method === "POST" && authentication.refused === undefined) {
        try {
          body = await request.readBody();
        } catch (error) {
          throw await recordUnread(booted, server, request, error);
        }
      }
      request.keepOpen();
      return await mcp.handle({
        method: request.method,
        server,
        headers: request.headers,
        body,
        authentication,
        traceId,
        addressPrefix,
        signal: () => request.signal,
      });
    },
    refuseMcp: (error: AppError): Reply => {
      const status = errorStatus(error);
      const code = status >= 500 ? rpcCodes.internal : rpcCodes.invalidRequest;
      const { message } = error;
      const body = errorText(null, { code, message, data: { code: error.code } });
      return { ...json(status, null, retryHeaders(error)), body };
    },
    governHook: async (request: IncomingRequest): Promise<Reply> => {
      const body = await readHookBody(request);
      const answer = await governHook(hooks, {
        ...request.admitted,
        body,
        bodyStart: body === null ? await request.readBodyStart() : "",
        claimedTrace: claimedTraceOf(request.headers),
      });
      return { status: 200, headers: answer.headers, body: answer.body };
    },
    refuseHook: (error: AppError, bodyStart: string): Reply => ({
      ...json(200, null),
      body: denyHook(sniffEvent(bodyStart), error.message),
    }),
  };
}

/** Null when the body cannot be had whole: the denial is a row like any other. */
function readHookBody(request: IncomingRequest): Promise<Uint8Array | null> {
  return request.readBody().catch((error: unknown) => {
    if (isAppError(error)) return null;
    throw error;
  });
}

/** A body that cannot be had whole is a refusal of its caller: a row, then the protocol's error. */
async function recordUnread(
  { calls }: Booted,
  server: string,
  request: IncomingRequest,
  error: unknown,
): Promise<unknown> {
  if (!isAppError(error)) return error;
  const { authentication, traceId, addressPrefix } = request.admitted;
  const correlation = bindCorrelation(authentication.principal, traceId);
  const claimedTrace = claimedTraceOf(request.headers);
  await recordEvent(
    calls,
    { authentication, correlation, addressPrefix, claimedTrace },
    {
      kind: "decision",
      target: `mcp://${server}`,
      verdict: "deny",
      policy: "mcp.body",
      reason: error.message,
      detail: { code: `REQUEST.${error.code}` },
    },
  );
  return error;
}
