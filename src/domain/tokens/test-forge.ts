import { createHmac } from "node:crypto";
import type { SigningKey } from "#infra/security/signing-keys.ts";

export type Json = Readonly<Record<string, unknown>>;

const encode = (value: Json) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A compact JWS made by hand, so that a test can write what no library would. */
export async function forge(
  header: Json,
  claims: Json,
  sign: (input: string) => Promise<Uint8Array> | Uint8Array,
): Promise<string> {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${Buffer.from(await sign(input)).toString("base64url")}`;
}

export function hmacSigner(secret: string | Uint8Array) {
  return (input: string) => createHmac("sha256", secret).update(input).digest();
}

/** Signs with a real key of the bench. */
export function realSigner(key: SigningKey) {
  return async (input: string): Promise<Uint8Array> => {
    if (key.material instanceof Uint8Array) return hmacSigner(key.material)(input);
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    return new Uint8Array(await crypto.subtle.sign(algorithm, key.material, Buffer.from(input)));
  };
}

export function readPart(token: string, index: 0 | 1): Record<string, unknown> {
  const part = token.split(".")[index] ?? "";
  return JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Record<string, unknown>;
}
