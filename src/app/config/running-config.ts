import { loadServices } from "#infra/config/load-services.ts";
import { configInvalid } from "#infra/config/config-invalid.ts";
import type { RunningConfig } from "#infra/config/reload/config-state.ts";
import { type Candidate, ServicesReloader } from "#infra/config/reload/services-reloader.ts";
import { diffServices, summarizeDiff } from "#infra/config/services/diff-services.ts";
import {
  hasSnapshot,
  insertSnapshot,
  newestSnapshotHead,
  type Snapshot,
  snapshotsAfter,
} from "#infra/config/snapshots/queries.ts";
import { isGenuine } from "#infra/config/snapshots/snapshot-mac.ts";
import { watchServices } from "#infra/config/watch-services.ts";
import type { Database } from "#infra/database/database.ts";
import { inTx } from "#infra/database/in-tx.ts";
import type { Logger } from "#infra/logging/logger.ts";
import type { SecretKey } from "#infra/security/secret-key.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { systemClock } from "#shared/clock.ts";
import type { JsonObject } from "#shared/json.ts";
import type { Actor } from "#shared/recorded-act.ts";
import { recordAct } from "#shared/recorded-act.ts";
import type { SeenFiles } from "./seen-files.ts";
import { servicesKnowledge } from "../runtime/services-knowledge.ts";
import { rulesById } from "./rules-by-id.ts";

export interface RunningConfigOptions {
  readonly folder: string;
  readonly database: Database;
  readonly audit: AuditLog;
  readonly actor: Actor;
  readonly log: Logger;
  readonly seen: SeenFiles;
  /** Tells snapshots of this installation from rows that were added in SQL. */
  readonly key: SecretKey;
  /** Puts a committed configuration in force; must not throw. */
  readonly swap: (running: RunningConfig) => void;
}

export interface ConfigRuntime {
  readonly reloader: ServicesReloader;
  /** Another replica may have committed a newer snapshot: run it. */
  adoptNewest(): Promise<void>;
  /** Set for good once a snapshot was seen that this installation did not write; it is not run. */
  alarm(): string | null;
  /** Another replica changed what runs, and the files here are as they were before. */
  areFilesOlder(): boolean;
  close(): void;
}

/** The net under NOTIFY: half of what a change may take to reach every replica. */
const pollMs = 1_000;

/** Loads the files, commits them as a snapshot when they are new, and follows every later change. */
export async function startConfig(options: RunningConfigOptions): Promise<ConfigRuntime> {
  const alarm: Alarm = { version: 0 };
  const initial = await loadInitial(options, alarm);
  const { folder, log, seen } = options;
  const reloader: ServicesReloader = new ServicesReloader(
    initial,
    {
      load: () => loadChanged(options, reloader.running),
      commit: async (candidate) => {
        const committed = await commitSnapshot(options, candidate);
        remember(options, candidate.hash);
        return committed;
      },
      swap: options.swap,
      report: (status) => log.error("the changed configuration is not in force", { ...status }),
    },
    systemClock,
  );
  options.swap(initial);
  const watch = watchServices(folder, () => void reloader.reload());
  const known: Known = { at: new Date(0) };
  const adoptNewest = () => adopt(options, reloader, alarm, known);
  const poll = setInterval(() => void adoptNewest(), pollMs);
  return {
    reloader,
    adoptNewest,
    alarm: () => describeAlarm(alarm),
    areFilesOlder: () => seen.hash() !== reloader.running.hash,
    close: () => {
      clearInterval(poll);
      watch.close();
    },
  };
}

/** When the running snapshot was committed, by the database's clock. */
interface Known {
  at: Date;
}

/** The newest version that was found to be forged; 0 while none was. */
interface Alarm {
  version: number;
}

function describeAlarm({ version }: Alarm): string | null {
  if (version === 0) return null;
  return (
    `The configuration snapshot ${version} in the database was not written by this installation ` +
    "and is not run: somebody writes to the database. Compare with infra audit verify."
  );
}

/** The newest of the rows that is ours; each newer one is an alarm, once. */
function newestGenuine(
  { key, log }: RunningConfigOptions,
  newestFirst: readonly Snapshot[],
  alarm: Alarm,
): Snapshot | undefined {
  for (const snapshot of newestFirst) {
    if (isGenuine(key, snapshot)) return snapshot;
    if (snapshot.version <= alarm.version) continue;
    alarm.version = snapshot.version;
    log.error("CONFIG_FORGED: a snapshot in the database is not ours; it is not run", {
      version: snapshot.version,
      hash: snapshot.hash,
    });
  }
  return undefined;
}

/** What the files say; those that did not change say what runs already. */
function loadChanged(options: RunningConfigOptions, running: RunningConfig) {
  const { folder, seen } = options;
  const loaded = loadServices(folder, servicesKnowledge());
  if (loaded.config === null) return loaded;
  if (loaded.hash === running.hash) remember(options, loaded.hash);
  return loaded.hash === seen.hash()
    ? { ...loaded, hash: running.hash, config: running.config }
    : loaded;
}

/** What is in force does not depend on it: at worst the same files are committed once more. */
function remember({ seen, log }: RunningConfigOptions, hash: string): void {
  try {
    seen.remember(hash);
  } catch (error) {
    log.warn("the state of the services files could not be noted", { error });
  }
}

async function loadInitial(options: RunningConfigOptions, alarm: Alarm): Promise<RunningConfig> {
  const loaded = loadServices(options.folder, servicesKnowledge());
  if (loaded.config === null) {
    throw configInvalid(`The configuration in ${options.folder}`, loaded.diagnostics);
  }
  const { config, hash } = loaded;
  const { seen, log } = options;
  const newest = newestGenuine(options, await snapshotsAfter(options.database.sql, 0), alarm);
  if (newest?.hash === hash) {
    remember(options, hash);
    return { version: newest.version, hash, config };
  }
  const { sql } = options.database;
  // A state that the database does not know was lost with it, not left behind by others.
  if (newest !== undefined && seen.hash() === hash && (await hasSnapshot(sql, hash))) {
    const { version } = newest;
    log.warn("the services files are older than what other replicas committed", { version });
    return { version, hash: newest.hash, config: newest.body };
  }
  const diff = diffServices(newest?.body ?? null, config);
  const { version } = await commitSnapshot(options, { hash, config, diff });
  remember(options, hash);
  return { version, hash, config };
}

/** The act is in the audit, hash and difference included, before any replica runs the snapshot. */
async function commitSnapshot(
  { database, audit, actor, key }: RunningConfigOptions,
  { hash, config, diff }: Candidate,
): Promise<{ version: number }> {
  const named = await rulesById(database.sql, diff);
  const act = {
    target: `config://snapshot/${hash.slice(0, 16)}`,
    policy: "config.snapshot",
    reason: summarizeDiff(named),
    detail: { hash, diff: named as unknown as JsonObject },
  };
  return recordAct(audit, actor, act, () =>
    inTx(database, (tx) =>
      insertSnapshot(
        tx,
        { hash, actor: actor.correlation.userId, summary: named, body: config },
        key,
      ),
    ),
  );
}

async function adopt(
  options: RunningConfigOptions,
  reloader: ServicesReloader,
  alarm: Alarm,
  known: Known,
): Promise<void> {
  const { sql } = options.database;
  try {
    const { version, hash } = reloader.running;
    const head = await newestSnapshotHead(sql);
    if (head?.version === version && head.hash === hash) known.at = head.at;
    else if ((head?.version ?? 0) <= version) await regain(options, reloader, alarm, known);
    else if (head !== undefined && head.version > alarm.version) {
      const newest = newestGenuine(options, await snapshotsAfter(sql, version), alarm);
      if (newest === undefined || newest.version <= reloader.running.version) return;
      reloader.adopt({ version: newest.version, hash: newest.hash, config: newest.body });
    }
  } catch (error) {
    options.log.warn("the newest configuration could not be read", { error });
  }
}

/**
 * An old copy of the database was restored under a running replica: what somebody committed since
 * is run; else what runs is committed anew, as a start would commit the files.
 */
async function regain(
  options: RunningConfigOptions,
  reloader: ServicesReloader,
  alarm: Alarm,
  known: Known,
): Promise<void> {
  const { running } = reloader;
  const newest = newestGenuine(options, await snapshotsAfter(options.database.sql, 0), alarm);
  // A change of ours that was committed in the meantime.
  if (reloader.running !== running) return;
  if (newest !== undefined && (newest.hash === running.hash || newest.at > known.at)) {
    return reloader.regain({ version: newest.version, hash: newest.hash, config: newest.body });
  }
  const { hash, config } = running;
  options.log.error("the database lost the configuration in force; it is committed anew", { hash });
  const diff = diffServices(newest?.body ?? null, config);
  const { version } = await commitSnapshot(options, { hash, config, diff });
  if (reloader.running === running) reloader.regain({ ...running, version });
}
