import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { SigningKey, VerificationKey } from "./signing-keys.ts";

/** RFC 9068, section 2.1: an access token cannot pass for another kind of JWT, nor the reverse. */
export const accessTokenType = "at+jwt";

/** Clocks of replicas and clients differ by this much at most, in seconds. */
export const clockSkewSeconds = 5;

export interface AccessTokenClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  readonly sid: string;
  readonly jti: string;
  readonly client_id: string;
  readonly scope: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
}

export async function signAccessToken(key: SigningKey, claims: AccessTokenClaims): Promise<string> {
  return new SignJWT(claims as unknown as JWTPayload)
    .setProtectedHeader({ alg: key.algorithm, typ: accessTokenType, kid: key.kid })
    .sign(key.material);
}

/** The key id a token names, or null when it is no JWT of ours at all. Nothing is verified yet. */
export function readKeyId(token: string): string | null {
  try {
    const header = decodeProtectedHeader(token);
    return typeof header.kid === "string" && header.kid.length <= 64 ? header.kid : null;
  } catch (error) {
    // jose throws TypeError for a token that is not one, JOSEError for a header that is not one.
    if (error instanceof TypeError || error instanceof errors.JOSEError) return null;
    throw error;
  }
}

export type VerifiedToken =
  | { readonly claims: AccessTokenClaims; readonly problem?: undefined }
  | { readonly claims?: undefined; readonly problem: "expired" | "invalid" };

export interface Expectations {
  readonly issuer: string;
  readonly nowMs: number;
}

/**
 * Verifies signature, type, issuer, times and shape under the key's own algorithm. The audience is
 * left to the caller: it differs from call to call while the token stays the same.
 */
export async function verifyAccessToken(
  token: string,
  key: VerificationKey,
  expected: Expectations,
): Promise<VerifiedToken> {
  try {
    const { payload } = await jwtVerify(token, key.material, {
      algorithms: [key.algorithm],
      typ: accessTokenType,
      issuer: expected.issuer,
      currentDate: new Date(expected.nowMs),
      clockTolerance: clockSkewSeconds,
      requiredClaims: ["sub", "aud", "sid", "jti", "client_id", "scope", "iat", "nbf", "exp"],
    });
    if (!isShaped(payload)) return { problem: "invalid" };
    if (payload.iat > expected.nowMs / 1000 + clockSkewSeconds) return { problem: "invalid" };
    if (payload.exp <= payload.iat) return { problem: "invalid" };
    return { claims: payload };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { problem: "expired" };
    if (error instanceof errors.JOSEError) return { problem: "invalid" };
    if (error instanceof TypeError) return { problem: "invalid" };
    throw error;
  }
}

const textClaims = ["iss", "sub", "sid", "jti", "client_id", "scope"] as const;
const timeClaims = ["iat", "nbf", "exp"] as const;

function isShaped(payload: JWTPayload): payload is JWTPayload & AccessTokenClaims {
  const aud: unknown = payload.aud;
  const audiences = Array.isArray(aud) ? aud : [aud];
  return (
    textClaims.every((name) => typeof payload[name] === "string") &&
    timeClaims.every((name) => Number.isSafeInteger(payload[name])) &&
    audiences.every((audience) => typeof audience === "string")
  );
}
