import { openBytes, sealBytes } from "#infra/security/aead.ts";
import { hmacFields, hmacSha256 } from "#infra/security/digest.ts";
import type { MasterKey } from "#infra/security/master-key.ts";
import { keyBytes, SecretKey } from "#infra/security/secret-key.ts";
import { systemRandom } from "#shared/random.ts";
import type { DataKeyRow } from "./queries.ts";
import type { SecretName } from "./secret.ts";

/** One owner's key: it seals that owner's values, and destroying it destroys them. */
export interface DataKey {
  readonly owner: string;
  readonly version: number;
  readonly key: SecretKey;
}

type DataKeyPlace = Pick<DataKeyRow, "owner" | "version" | "masterKeyId">;

function dataKeyPlace(installationId: string, row: DataKeyPlace): readonly string[] {
  return ["secret-data-key", installationId, row.owner, `${row.version}`, row.masterKeyId];
}

export function drawDataKey(owner: string, version: number): DataKey {
  return { owner, version, key: new SecretKey("data", systemRandom(keyBytes)) };
}

export function wrapDataKey(
  dataKey: DataKey,
  master: MasterKey,
  installationId: string,
): DataKeyRow {
  const { owner, version } = dataKey;
  const place = dataKeyPlace(installationId, { owner, version, masterKeyId: master.id });
  const wrapKey = master.derive("secrets-wrap", installationId);
  const wrapped = sealBytes(wrapKey, dataKey.key.expose(), place);
  return { owner, version, wrapped, masterKeyId: master.id };
}

/** Throws `OpenFailure` when the row was moved, edited, or wrapped by another master key. */
export function unwrapDataKey(row: DataKeyRow, master: MasterKey, installationId: string): DataKey {
  const wrapKey = master.derive("secrets-wrap", installationId);
  const bytes = openBytes(wrapKey, row.wrapped, dataKeyPlace(installationId, row));
  const key = new SecretKey("data", bytes);
  bytes.fill(0);
  return { owner: row.owner, version: row.version, key };
}

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
 * What the audit attests of a sealed value. Keyed by the data key, so that it survives a rotation of
 * the master key and so that nobody without keys can make one for a row of his own.
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
