import type { Sql } from "#infra/database/database.ts";
import { clockSkewSeconds, readKeyId, verifyAccessToken } from "#infra/security/access-token.ts";
import { equalBytes } from "#infra/security/digest.ts";
import type { ClientId, SessionId, TokenId, UserId } from "#shared/ids.ts";
import type { Principal } from "#shared/principal.ts";
import type { VerifiedCredential } from "./credential-cache.ts";
import type { KeyTable } from "./key-table.ts";
import { hashPersonalToken, isPersonalToken, readPersonalTokenPrefix } from "./personal-token.ts";
import {
  type CredentialRow,
  selectPersonalCredential,
  selectTokenCredential,
} from "./queries/credentials.ts";

export interface VerifyDeps {
  readonly sql: Sql;
  readonly keys: KeyTable;
  readonly issuer: string;
}

export type VerificationProblem = "MALFORMED" | "EXPIRED" | "REVOKED" | "INVALID" | "STALE";
export type Verification = VerifiedCredential | VerificationProblem;

/** Every scope: what a session of our own or a personal access token carries. */
export const everyScope = "*";

/** A personal access token speaks through no registered client. */
const personalTokenClient = "pat" as ClientId;

/** Verifies a credential of either kind and reads the user behind it. */
export function verifyCredential(
  deps: VerifyDeps,
  credential: string,
  nowMs: number,
): Promise<Verification> {
  return isPersonalToken(credential)
    ? verifyPersonalToken(deps, credential, nowMs)
    : verifyJwt(deps, credential, nowMs);
}

async function verifyJwt(deps: VerifyDeps, token: string, nowMs: number): Promise<Verification> {
  const kid = readKeyId(token);
  if (kid === null) return "MALFORMED";
  const key = await deps.keys.find(kid, nowMs);
  if (key === null) return "INVALID";
  const { claims, problem } = await verifyAccessToken(token, key, { issuer: deps.issuer, nowMs });
  if (claims === undefined) return problem === "expired" ? "EXPIRED" : "INVALID";
  const row = await selectTokenCredential(deps.sql, {
    userId: claims.sub,
    sessionId: claims.sid,
    tokenId: claims.jti,
  });
  if (row === null || row.revoked) return "REVOKED";
  const principal = toPrincipal(row, {
    scopes: claims.scope.split(" ").filter((scope) => scope !== ""),
    clientId: claims.client_id as ClientId,
    sessionId: claims.sid as SessionId,
    tokenId: claims.jti as TokenId,
    credential: "access_token",
  });
  const tokenEndsMs = (claims.exp + clockSkewSeconds) * 1_000;
  const expiresMs = Math.min(tokenEndsMs, row.expiresAt?.getTime() ?? tokenEndsMs);
  if (expiresMs <= nowMs) return "EXPIRED";
  const audiences = typeof claims.aud === "string" ? [claims.aud] : claims.aud;
  return { authentication: { principal }, audiences, expiresMs, epoch: row.epoch };
}

async function verifyPersonalToken(
  deps: VerifyDeps,
  token: string,
  nowMs: number,
): Promise<Verification> {
  const prefix = readPersonalTokenPrefix(token);
  if (prefix === null) return "MALFORMED";
  const row = await selectPersonalCredential(deps.sql, prefix);
  if (row === null || !equalBytes(row.hash, hashPersonalToken(token))) return "INVALID";
  if (row.revoked) return "REVOKED";
  const expiresMs = row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  if (expiresMs <= nowMs) return "EXPIRED";
  const principal = toPrincipal(row, {
    scopes: [everyScope],
    clientId: personalTokenClient,
    sessionId: row.tokenId as SessionId,
    tokenId: row.tokenId as TokenId,
    credential: "pat",
  });
  const audiences = [deps.issuer];
  return { authentication: { principal }, audiences, expiresMs, epoch: row.epoch };
}

type FromCredential = Pick<
  Principal,
  "scopes" | "clientId" | "sessionId" | "tokenId" | "credential"
>;

/** Role and departments come from the user's row, never from what the caller presented. */
function toPrincipal(row: CredentialRow, from: FromCredential): Principal {
  return Object.freeze({
    userId: row.userId as UserId,
    email: row.email,
    role: row.role,
    departments: Object.freeze(row.departments),
    ...from,
    scopes: Object.freeze(from.scopes),
  });
}
