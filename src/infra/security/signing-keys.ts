import { exportJWK, exportPKCS8, generateKeyPair, importJWK, importPKCS8, type JWK } from "jose";
import type { RandomBytes } from "#shared/random.ts";
import { systemRandom } from "#shared/random.ts";
import { mintUuid } from "#shared/ids.ts";
import { openBytes, sealBytes } from "./aead.ts";
import { keyBytes, type SecretKey } from "./secret-key.ts";

export const signingAlgorithms = ["ES256", "HS256"] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** A signing key as it is stored: the private half only wrapped. */
export interface StoredSigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  /** Null for HS256, which has no public half. */
  readonly publicJwk: JWK | null;
  readonly wrapped: Uint8Array;
}

type KeyMaterial = CryptoKey | Uint8Array;

/** What a key id stands for. The algorithm is ours, never the token's. */
export interface VerificationKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly material: KeyMaterial;
}

export interface SigningKey extends VerificationKey {
  readonly publicJwk: JWK | null;
}

/** The public half is bound too: a row whose public key was swapped in SQL does not open. */
function place(stored: Omit<StoredSigningKey, "wrapped">): readonly string[] {
  const { kid, algorithm, publicJwk } = stored;
  return ["signing-key", kid, algorithm, publicJwk?.x ?? "", publicJwk?.y ?? ""];
}

/** Draws a new key and wraps its secret half for storage. */
export async function generateSigningKey(
  algorithm: SigningAlgorithm,
  wrapKey: SecretKey,
  random: RandomBytes = systemRandom,
): Promise<StoredSigningKey> {
  const kid = mintUuid();
  if (algorithm === "HS256") {
    const secret = random(keyBytes);
    const named = { kid, algorithm, publicJwk: null };
    const wrapped = sealBytes(wrapKey, secret, place(named), random);
    secret.fill(0);
    return { ...named, wrapped };
  }
  const pair = await generateKeyPair("ES256", { extractable: true });
  const secret = Buffer.from(await exportPKCS8(pair.privateKey), "utf8");
  const publicJwk = { ...(await exportJWK(pair.publicKey)), kid, alg: "ES256", use: "sig" };
  const named = { kid, algorithm, publicJwk };
  const wrapped = sealBytes(wrapKey, secret, place(named), random);
  secret.fill(0);
  return { ...named, wrapped };
}

/** Unwraps the half that signs. Throws `OpenFailure` when the row was moved or edited. */
export async function openSigningKey(
  stored: StoredSigningKey,
  wrapKey: SecretKey,
): Promise<SigningKey> {
  const { kid, algorithm, publicJwk } = stored;
  const secret = openBytes(wrapKey, stored.wrapped, place(stored));
  if (algorithm === "HS256") return { kid, algorithm, publicJwk, material: secret };
  const material = await importPKCS8(Buffer.from(secret).toString("utf8"), "ES256");
  secret.fill(0);
  return { kid, algorithm, publicJwk, material };
}

/** The half that verifies: the public key, or for HS256 the secret itself. */
export async function openVerificationKey(
  stored: StoredSigningKey,
  wrapKey: SecretKey,
): Promise<VerificationKey> {
  const { kid, algorithm, publicJwk } = stored;
  if (publicJwk === null || algorithm === "HS256") return openSigningKey(stored, wrapKey);
  openBytes(wrapKey, stored.wrapped, place(stored)).fill(0);
  return { kid, algorithm, material: await importJWK(publicJwk, "ES256") };
}

/** Wraps the same key under another master key. */
export function rewrapSigningKey(
  stored: StoredSigningKey,
  from: SecretKey,
  to: SecretKey,
): StoredSigningKey {
  const where = place(stored);
  const secret = openBytes(from, stored.wrapped, where);
  const wrapped = sealBytes(to, secret, where);
  secret.fill(0);
  return { ...stored, wrapped };
}
