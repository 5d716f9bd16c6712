import type { SigningKey } from "#infra/security/ed25519.ts";
import { ed25519Verifier } from "#infra/security/ed25519.ts";
import { canonicalJson } from "./canonical-json.ts";
import { hashText } from "./hashes.ts";

const certificateSpec = "systemprompt.writer/1";

/** The registration of a writer: whose seals are whose, said by the installation's key. */
export interface Certificate {
  readonly writer: string;
  readonly number: number;
  readonly installation: string;
  /** Raw public keys as lower-case hex. */
  readonly installation_key: string;
  readonly public_key: string;
  readonly registered_at: string;
}

export function certificateText(certificate: Certificate): string {
  return canonicalJson({ spec: certificateSpec, ...certificate });
}

export function certificateHash(certificate: Certificate): string {
  return hashText(certificateText(certificate));
}

export function signCertificate(certificate: Certificate, key: SigningKey): Buffer {
  return Buffer.from(key.sign(Buffer.from(certificateText(certificate))));
}

export function isCertified(certificate: Certificate, signature: Uint8Array): boolean {
  const verify = ed25519Verifier(Buffer.from(certificate.installation_key, "hex"));
  return verify(Buffer.from(certificateText(certificate)), signature);
}
