import { keepAnchors } from "#domain/audit/archive/anchors.ts";
import type { AuditWriter } from "#domain/audit/writer/audit-writer.ts";
import { sweepDeadWriters } from "#domain/audit/writer/sweep-dead-writers.ts";
import { createRateLimiter, type RateLimiter } from "#domain/governance/limits/rate-limiter.ts";
import { ExcerptKeys } from "#domain/secrets/excerpts/excerpt-keys.ts";
import { Identity, identityChannel } from "#domain/tokens/identity.ts";
import type { Database } from "#infra/database/database.ts";
import { assertAppRole } from "#infra/database/roles/assert-app-role.ts";
import type { Logger } from "#infra/logging/logger.ts";
import type { Keyring } from "#infra/security/keyring.ts";
import { settleMasterKey } from "#infra/security/master-key-state.ts";
import { systemClock } from "#shared/clock.ts";
import { localActor } from "#shared/recorded-act.ts";
import { assertInstallation } from "./database/assert-installation.ts";
import type { Closers } from "./closers.ts";
import { type Changes, listenToChanges } from "./listen-changes.ts";
import { localHeadsPath, openEvidence } from "./open-evidence.ts";
import { type IdentityServices, openIdentityServices } from "./open-identity.ts";
import { openKeyring, type OpenProfile } from "./open-profile.ts";
import { databaseUrls, openPool } from "./profile-database.ts";

/** What the server holds open, in the order in which it was opened. */
export interface ServerParts extends IdentityServices {
  readonly open: OpenProfile;
  readonly log: Logger;
  readonly database: Database;
  readonly keyring: Keyring;
  readonly installationId: string;
  readonly audit: AuditWriter;
  readonly identity: Identity;
  readonly excerptKeys: ExcerptKeys;
  readonly changes: Changes;
}

const closeMsMax = 2_000;
const auditStopMsMax = 15_000;
/** A replica whose lease expired is found within this and its lease. */
const sweepEveryMs = 5_000;

export async function openServerParts(
  open: OpenProfile,
  log: Logger,
  closers: Closers,
  onFenced: () => void,
): Promise<ServerParts> {
  const { profile } = open;
  const urls = databaseUrls(profile);
  const database = openPool(profile, {
    url: urls.app,
    applicationName: "systemprompt server",
    max: profile.database.pool_max,
  });
  closers.defer("database", () => database.close(closeMsMax));
  const installationId = await assertInstallation(database, profile);
  await assertAppRole(database, { singleRole: profile.database.single_role });
  const keyring = await openKeyring(open);
  await settleMasterKey(database, keyring);
  const audit = await openEvidence({
    profile,
    keyring,
    installationId,
    log,
    onFenced,
    anchors: open.paths.anchors,
    checksHeads: true,
  });
  const anchors = startAnchors(open, audit, log);
  closers.defer("audit writer", async () => {
    await audit.stop(auditStopMsMax);
    // After the closing seal, so that it is on record too.
    await anchors.stop();
  });
  closers.defer("sweep", startSweep(database, audit, log));
  const services = openIdentityServices({ profile, database, keyring, installationId, audit });
  const changes = listenToChanges(profile);
  closers.defer("listener", () => changes.close(closeMsMax));
  const actor = localActor("server");
  const excerptKeys = new ExcerptKeys({ keys: services.ownerKeys, installationId, actor });
  const identity = await startIdentity(open, database, services, { changes, excerptKeys, log });
  closers.defer("identity", () => identity.stop());
  const held = { open, log, database, keyring, installationId, audit };
  return { ...services, ...held, identity, excerptKeys, changes };
}

function startAnchors(open: OpenProfile, audit: AuditWriter, log: Logger) {
  return keepAnchors(audit, {
    path: localHeadsPath(open.paths.anchors),
    everyMs: open.profile.audit.anchor_seconds * 1_000,
    nowMs: systemClock.nowMs,
    onTrouble: (error) => log.error("the file of heads cannot be written", { error }),
  });
}

function startSweep(database: Database, audit: AuditWriter, log: Logger): () => void {
  const sweep = async () => {
    try {
      const report = await sweepDeadWriters(database, audit, audit.lease);
      if (report.fenced.length > 0) log.warn("completed the acts of dead writers", { ...report });
    } catch (error) {
      log.warn("the sweep of dead writers failed; it is tried again", { error });
    }
  };
  void sweep();
  const timer = setInterval(() => void sweep(), sweepEveryMs);
  return () => clearInterval(timer);
}

async function startIdentity(
  { profile }: OpenProfile,
  database: Database,
  { keys }: IdentityServices,
  { changes, excerptKeys, log }: Pick<ServerParts, "changes" | "excerptKeys" | "log">,
): Promise<Identity> {
  const identity = new Identity({
    database,
    keys,
    issuer: profile.server.public_url,
    clock: systemClock,
    listen: (onChange) => changes.subscribe(identityChannel, onChange),
    onDataKeyChange: (owner) => excerptKeys.forget(owner),
    onFailure: (error) => log.warn("changes of identity could not be read", { error }),
  });
  await identity.start();
  return identity;
}

export function startLimiter(
  database: Database,
  policy: Parameters<typeof createRateLimiter>[0]["policy"],
): RateLimiter {
  const limiter = createRateLimiter({ database, policy, monotonicMs: systemClock.monotonicMs });
  limiter.start();
  return limiter;
}
