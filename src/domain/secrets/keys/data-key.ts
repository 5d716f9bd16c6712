import { openBytes, sealBytes } from "#infra/security/aead.ts";
import type { MasterKey } from "#infra/security/master-key.ts";
import { keyBytes, SecretKey } from "#infra/security/secret-key.ts";
import { systemRandom } from "#shared/random.ts";
import type { DataKeyRow } from "./queries.ts";

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
