import { openBytes, sealBytes } from "#infra/security/aead.ts";
import { hmacFields, hmacSha256 } from "#infra/security/digest.ts";
import { SecretKey } from "#infra/security/secret-key.ts";
import type { DataKey } from "./keys/data-key.ts";
import type { SecretName } from "./secret.ts";

export interface SecretPlace extends SecretName {
  readonly installationId: string;
  readonly version: number;
}

function valuePlace(place: SecretPlace, dataKey: DataKey): readonly string[] {
  const { installationId, owner, name, version } = place;
  return [
    "secret-value",
    installationId,
    owner,
    name,
    `${version}`,
    dataKey.owner,
    `${dataKey.version}`,
  ];
}

export function sealValue(value: Uint8Array, place: SecretPlace, dataKey: DataKey): Buffer {
  return sealBytes(dataKey.key, value, valuePlace(place, dataKey));
}

export function openValue(sealed: Uint8Array, place: SecretPlace, dataKey: DataKey): Uint8Array {
  return openBytes(dataKey.key, sealed, valuePlace(place, dataKey));
}

/**
 * What the audit attests of a sealed value. Keyed by the data key: it survives a rotation of the
 * master key, and nobody without keys can make one for a row of his own.
 */
export function attestDigest(sealed: Uint8Array, place: SecretPlace, dataKey: DataKey): string {
  const subkey = new SecretKey(
    "attest",
    hmacSha256(dataKey.key, Buffer.from("systemprompt/v1/secrets-attest")),
  );
  const fields = [...valuePlace(place, dataKey), Buffer.from(sealed).toString("base64")];
  const digest = hmacFields(subkey, fields).toString("hex");
  subkey.wipe();
  return digest;
}
