import { isLegacyVersion, type LegacyVersion } from "./versions.ts";

/** A legacy session ends after a day; clients then start a new one (404, −32001). */
export const sessionSecondsMax = 86_400;
/** A longer header is not one of ours. */
const sessionIdCharsMax = 1_024;

/** Keyed digests of the purpose `session-ids`; `verify` compares in constant time. */
export interface SessionSigner {
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
}

/** What a session is bound to: it opens nothing for anybody else. */
export interface SessionOwner {
  readonly userId: string;
  readonly clientId: string;
  readonly server: string;
}

export interface LegacySession {
  readonly id: string;
  /** What tells it from every other session, in few characters. */
  readonly nonce: string;
  readonly expiresMs: number;
  readonly version: LegacyVersion;
}

/** A session id says everything about its session, so any replica can serve it. */
export function mintSessionId(
  owner: SessionOwner,
  version: LegacyVersion,
  nonce: string,
  nowMs: number,
  signer: SessionSigner,
): string {
  const expires = Math.floor(nowMs / 1_000) + sessionSecondsMax;
  const fields = [owner.userId, owner.clientId, owner.server, version, expires, nonce];
  const body = Buffer.from(JSON.stringify(fields)).toString("base64url");
  return `${body}.${signer.sign(body)}`;
}

/** The session behind an id, or null when it is unknown, expired or somebody else's. */
export function readSessionId(
  id: string,
  owner: SessionOwner,
  nowMs: number,
  signer: SessionSigner,
): LegacySession | null {
  const dot = id.indexOf(".");
  if (id.length > sessionIdCharsMax || dot === -1) return null;
  const body = id.slice(0, dot);
  if (!signer.verify(body, id.slice(dot + 1))) return null;
  const fields = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as readonly unknown[];
  const [userId, clientId, server, version, expires, nonce] = fields;
  if (userId !== owner.userId || clientId !== owner.clientId || server !== owner.server)
    return null;
  if (typeof expires !== "number" || nowMs >= expires * 1_000) return null;
  if (typeof version !== "string" || !isLegacyVersion(version)) return null;
  return typeof nonce === "string" ? { id, nonce, expiresMs: expires * 1_000, version } : null;
}
