import type { ClientId, ContextId, SessionId, TaskId, TokenId, TraceId, UserId } from "./ids.ts";

/** The six tiers; a user has exactly one. */
export const tiers = ["admin", "user", "service", "a2a", "mcp", "anonymous"] as const;
export type Tier = (typeof tiers)[number];

/** Who is calling, from a verified credential and from nothing else. */
export interface Principal {
  readonly userId: UserId;
  /** For rules written about people; null for anonymous and local callers. */
  readonly email: string | null;
  readonly role: Tier;
  readonly scopes: readonly string[];
  readonly departments: readonly string[];
  readonly clientId: ClientId;
  /** The token's `sid`, the PAT's own id, or `anon:<address prefix>`. */
  readonly sessionId: SessionId;
  readonly tokenId: TokenId | null;
  readonly credential: "access_token" | "pat" | "local" | "none";
}

export const credentialRefusals = [
  "UNAUTHENTICATED.MISSING",
  "UNAUTHENTICATED.MALFORMED",
  "UNAUTHENTICATED.EXPIRED",
  "UNAUTHENTICATED.REVOKED",
  "UNAUTHENTICATED.INVALID",
  "UNAUTHENTICATED.AUDIENCE",
  "UNAUTHENTICATED.STALE",
] as const;
export type CredentialRefusal = (typeof credentialRefusals)[number];

/**
 * What verifying a credential gave. A refusal still names the anonymous principal of the address,
 * so that its row can be written.
 */
export type Authentication =
  | { readonly principal: Principal; readonly refused?: undefined }
  | { readonly principal: Principal; readonly refused: CredentialRefusal };

/** The six ids that every row and log line carries. Only `bindCorrelation` makes one. */
export interface Correlation {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly taskId: TaskId | null;
  readonly traceId: TraceId;
  readonly contextId: ContextId | null;
  readonly clientId: ClientId;
}

/** Binds a request's ids to its principal: a row without a trace cannot be constructed. */
export function bindCorrelation(
  principal: Pick<Principal, "userId" | "sessionId" | "clientId">,
  traceId: TraceId,
  optional: { readonly taskId?: TaskId; readonly contextId?: ContextId } = {},
): Correlation {
  return {
    userId: principal.userId,
    sessionId: principal.sessionId,
    taskId: optional.taskId ?? null,
    traceId,
    contextId: optional.contextId ?? null,
    clientId: principal.clientId,
  };
}
