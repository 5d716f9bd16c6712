import { equalBytes, hmacFields } from "#infra/security/digest.ts";
import type { SecretKey } from "#infra/security/secret-key.ts";
import { hashConfig } from "../services/hash-config.ts";

/** What a stored snapshot says of itself, before any of it is believed. */
export interface SnapshotClaim {
  readonly hash: string;
  readonly mac: string;
  readonly body: unknown;
  /** Version of the row before it; 0 for the first. */
  readonly follows: number;
}

/**
 * Binds the meaning, by its hash, to its place in the order: a row that was added in SQL is no
 * configuration, and an older one that was added again is none either.
 */
export function snapshotMac(key: SecretKey, hash: string, follows: number): string {
  return hmacFields(key, ["config-snapshot", hash, `${follows}`]).toString("hex");
}

/** Whether this installation wrote the row, and wrote it whole. */
export function isGenuine(key: SecretKey, { hash, mac, body, follows }: SnapshotClaim): boolean {
  const expected = Buffer.from(snapshotMac(key, hash, follows));
  return equalBytes(Buffer.from(mac), expected) && hashConfig(body) === hash;
}
