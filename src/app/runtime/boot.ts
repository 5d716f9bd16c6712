import { createLargeScanner } from "#app/calls/scan-large.ts";
import { startConfig, type ConfigRuntime } from "#app/config/running-config.ts";
import { keepRetention, type RetentionJob } from "#app/retention/keep-retention.ts";
import { openSeenFiles } from "#app/config/seen-files.ts";
import { loadExtensions } from "#app/extensions/load-extensions.ts";
import { compilePolicy } from "#domain/governance/policy/compile-policy.ts";
import { maskText } from "#domain/governance/secrets/mask.ts";
import { extensions } from "#extensions/index.ts";
import type { RunningConfig } from "#infra/config/reload/config-state.ts";
import { snapshotChannel } from "#infra/config/snapshots/queries.ts";
import { bringUpToDate } from "#infra/database/migrations/bring-up-to-date.ts";
import { migrate } from "#infra/database/migrations/migrate.ts";
import type { Logger } from "#infra/logging/logger.ts";
import { makeUndumpable } from "#infra/processes/confinement/isolation.ts";
import { adoptOrphans } from "#infra/processes/tree/own-children.ts";
import { assert } from "#shared/assert.ts";
import { systemClock } from "#shared/clock.ts";
import { localActor } from "#shared/recorded-act.ts";
import { type AdmissionGates, openGates } from "./admission.ts";
import { assertCluster } from "./database/assert-installation.ts";
import { Closers } from "./closers.ts";
import { executableDigest } from "./executable-digest.ts";
import { type GovernedDeps, governedDeps } from "./governed-deps.ts";
import { auditHmac } from "./open-evidence.ts";
import type { OpenProfile } from "./open-profile.ts";
import {
  databaseUrls,
  openPool,
  startProfileDatabase,
  stopProfileDatabase,
} from "./profile-database.ts";
import { compileOptions } from "./services-knowledge.ts";
import { openServerParts, type ServerParts, startLimiter } from "./server-parts.ts";
import { waitForDatabase } from "./database/wait-for-database.ts";
import { openSurfaces, type ServerSurfaces } from "./server-surfaces.ts";

/** A booted server, short of listening. */
export interface Booted {
  readonly parts: ServerParts;
  readonly calls: GovernedDeps;
  readonly surfaces: ServerSurfaces;
  readonly config: ConfigRuntime;
  readonly gates: AdmissionGates;
  readonly retention: RetentionJob;
  /** Digest of the running executable; the build that the run file names. */
  readonly build: string;
  readonly closers: Closers;
}

const closeMsMax = 2_000;
const partitionsEveryMs = 24 * 3_600 * 1_000;

/** Opens everything in order. A step that fails closes what was opened before it. */
export async function boot(open: OpenProfile, log: Logger, onFenced: () => void): Promise<Booted> {
  const closers = new Closers();
  try {
    return await openAll(open, log, onFenced, closers);
  } catch (error) {
    for (const failure of await closers.closeAll()) {
      log.error(`closing ${failure.name} failed`, { error: failure.error });
    }
    throw error;
  }
}

async function openAll(
  open: OpenProfile,
  log: Logger,
  onFenced: () => void,
  closers: Closers,
): Promise<Booted> {
  // Another process of this account must not read keys out of this one's memory.
  if (!makeUndumpable()) log.warn("this process can be read by others of the same account");
  if (!adoptOrphans()) log.warn("what a tool server leaves behind may outlive it");
  const digest = executableDigest();
  await startProfileDatabase(open);
  if (open.profile.database.embedded) {
    closers.defer("embedded database", () => stopProfileDatabase(open));
  }
  await prepareSchema(open, log);
  closers.defer("partitions", keepPartitions(open, log));
  const parts = await openServerParts(open, log, closers, onFenced);
  const build = await digest;
  let running: RunningConfig | undefined;
  const current = () => {
    assert(running !== undefined, "the configuration is read before it is loaded");
    return running;
  };
  const limiter = startLimiter(parts.database, () => calls.policy().rates);
  closers.defer("rate limits", () => limiter.close());
  const { audit, identity } = parts;
  const hmac = auditHmac(parts.keyring, parts.installationId);
  const gates = openGates(audit, log, closers);
  const largeScanner = createLargeScanner();
  closers.defer("large scans", () => largeScanner.close());
  const decided = { audit, identity, limiter, gates, largeScanner, hmac, executable: build, log };
  const calls = governedDeps(decided);
  const surfaces = openSurfaces(parts, calls, current, closers);
  await surfaces.endedSessions.start();
  const config = await followConfig(parts, calls, surfaces, (next) => (running = next), closers);
  await startExtensions(parts, current(), closers);
  const keptMonths = () => current().config.governance.retention?.audit_months ?? "keep";
  const retention = keepRetention(parts, keptMonths);
  closers.defer("retention", () => retention.close());
  return { parts, calls, surfaces, config, gates, retention, build: build.slice(0, 12), closers };
}

async function prepareSchema(open: OpenProfile, log: Logger): Promise<void> {
  const url = databaseUrls(open.profile).owner;
  const owner = openPool(open.profile, { url, applicationName: "systemprompt boot", max: 1 });
  try {
    await waitForDatabase(owner, log);
    await assertCluster(owner, open.profile);
    const { applied, defaultsUsed } = await bringUpToDate(owner, systemClock.nowMs());
    if (applied.length > 0) log.info("applied migrations", { count: applied.length });
    if (defaultsUsed.length > 0) {
      log.error("rows fell past every month: check the clock", { tables: defaultsUsed });
    }
  } finally {
    await owner.close(closeMsMax);
  }
}

function keepPartitions(open: OpenProfile, log: Logger): () => void {
  const keep = () =>
    prepareSchema(open, log).catch((error: unknown) => {
      log.error("partitions could not be made; it is tried again tomorrow", { error });
    });
  const timer = setInterval(() => void keep(), partitionsEveryMs);
  return () => clearInterval(timer);
}

async function followConfig(
  parts: ServerParts,
  calls: GovernedDeps,
  surfaces: ServerSurfaces,
  keep: (running: RunningConfig) => void,
  closers: Closers,
): Promise<ConfigRuntime> {
  const { open, log, database, audit, keyring, installationId } = parts;
  const { profile } = open;
  const swap = (running: RunningConfig) => {
    keep(running);
    const policy = compilePolicy(running.config, running.hash, compileOptions(profile));
    calls.swapPolicy(policy);
    log.redactor.searchBy((text) => maskText(text, policy.kinds));
    void surfaces.servers.reconcile(running.config).catch((error: unknown) => {
      log.error("tool servers could not be brought to the new configuration", { error });
    });
    log.info("configuration in force", {
      version: running.version,
      hash: running.hash.slice(0, 16),
    });
  };
  const actor = localActor("server");
  const key = keyring.derive("snapshots", installationId);
  const folder = profile.services;
  const seen = openSeenFiles(open.paths.servicesSeen);
  const config = await startConfig({ folder, database, audit, actor, log, seen, key, swap });
  closers.defer("configuration", () => config.close());
  parts.changes.subscribe(snapshotChannel, () => void config.adoptNewest());
  return config;
}

async function startExtensions(
  { open }: ServerParts,
  { config }: RunningConfig,
  closers: Closers,
): Promise<void> {
  const loaded = await loadExtensions({
    extensions,
    config: config.extensions ?? {},
    migrate: async (source, files) => {
      const url = databaseUrls(open.profile).owner;
      const owner = openPool(open.profile, {
        url,
        applicationName: `systemprompt ${source}`,
        max: 1,
      });
      const numbered = files.map((file, index) => ({ ...file, number: index + 1, breaking: true }));
      try {
        await migrate(owner, { source, migrations: numbered });
      } finally {
        await owner.close(closeMsMax);
      }
    },
  });
  closers.defer("extensions", () => loaded.close());
}
