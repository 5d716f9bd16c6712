import { join } from "node:path";
import type { Logger } from "#infra/logging/logger.ts";
import type { Profile } from "#infra/config/profile.ts";
import type { Keyring } from "#infra/security/keyring.ts";
import { ed25519FromSeed, type SigningKey } from "#infra/security/ed25519.ts";
import {
  readInstallationKeys,
  rememberInstallationKey,
} from "#domain/audit/archive/installation-keys.ts";
import { readNewestAnchors } from "#domain/audit/archive/anchors.ts";
import { type AuditWriter, openAuditWriter } from "#domain/audit/writer/audit-writer.ts";
import { systemClock } from "#shared/clock.ts";
import { databaseIdentity, databaseUrls } from "./profile-database.ts";

export interface EvidenceOptions {
  readonly profile: Profile;
  readonly keyring: Keyring;
  readonly installationId: string;
  readonly log: Logger;
  readonly onFenced: () => void;
  /** The folder of heads and keys on record; without it nothing is kept outside the database. */
  readonly anchors?: string;
  /** Looks whether the database holds the heads on record; the server does, once. */
  readonly checksHeads?: boolean;
}

/** The key that certifies audit writers, derived from the root key of this installation. */
export function installationKey(keyring: Keyring, installationId: string): SigningKey {
  return ed25519FromSeed(keyring.derive("audit-signing", installationId).expose());
}

/** Public keys that certified writers here: those on record, and today's. */
export async function knownInstallationKeys(open: {
  readonly paths: { readonly anchors: string };
  readonly keyring: Keyring;
  readonly installationId: string;
}): Promise<readonly string[]> {
  const { publicKey } = installationKey(open.keyring, open.installationId);
  const path = installationKeysPath(open.paths.anchors);
  return [...(await readInstallationKeys(path)), Buffer.from(publicKey).toString("hex")];
}

/** Where the server appends the heads of its chain. Copies of it are what `--expect` takes. */
export function localHeadsPath(anchors: string): string {
  return join(anchors, "heads.jsonl");
}

function installationKeysPath(anchors: string): string {
  return join(anchors, "installation-keys");
}

/** Keyed digests of inputs and outputs: a plain hash of a short secret could be guessed. */
export function auditHmac(keyring: Keyring, installationId: string): (text: string) => string {
  const key = keyring.derive("audit-hmac", installationId);
  // Setting the key up is half of a digest's 0.5 µs, so each text gets a copy of one that has it.
  const keyed = new Bun.CryptoHasher("sha256", key.expose());
  return (text) => keyed.copy().update(text).digest("base64url");
}

/** Opens this process's audit writer. Rejects when PostgreSQL cannot keep what it confirms. */
export async function openEvidence(options: EvidenceOptions): Promise<AuditWriter> {
  const { profile, keyring, installationId, log, anchors } = options;
  const { audit, database } = profile;
  const key = installationKey(keyring, installationId);
  if (anchors !== undefined) {
    await rememberInstallationKey(installationKeysPath(anchors), key.publicKey);
  }
  const checked = anchors !== undefined && options.checksHeads === true;
  return openAuditWriter({
    knownHeads: checked ? await readNewestAnchors(localHeadsPath(anchors)) : [],
    url: databaseUrls(profile).direct,
    identity: { ...databaseIdentity(profile), installation: installationId },
    connectTimeoutMs: database.connect_timeout_ms,
    statementTimeoutMs: database.statement_timeout_ms,
    installation: installationId,
    installationKey: key,
    durability: audit.durability,
    queueRowsMax: audit.queue_rows_max,
    clock: systemClock,
    onFenced: options.onFenced,
    onHistoryLost: (loss) =>
      log.error("AUDIT_HISTORY_LOST: the database lost committed rows", { loss }),
    onTrouble: (problem, cause) => log.warn(problem, { error: cause }),
  });
}
