import { loadServices } from "#infra/config/load-services.ts";
import { configInvalid } from "#infra/config/config-invalid.ts";
import type { RunningConfig } from "#infra/config/reload/config-state.ts";
import { type Candidate, ServicesReloader } from "#infra/config/reload/services-reloader.ts";
import { diffServices, summarizeDiff } from "#infra/config/services/diff-services.ts";
import {
  insertSnapshot,
  newestSnapshot,
  newestSnapshotHead,
} from "#infra/config/snapshots/queries.ts";
import { watchServices } from "#infra/config/watch-services.ts";
import type { Database } from "#infra/database/database.ts";
import { inTx } from "#infra/database/in-tx.ts";
import type { Logger } from "#infra/logging/logger.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { systemClock } from "#shared/clock.ts";
import type { JsonObject } from "#shared/json.ts";
import type { Actor } from "#shared/recorded-act.ts";
import { recordAct } from "#shared/recorded-act.ts";
import { servicesKnowledge } from "../runtime/services-knowledge.ts";

export interface RunningConfigOptions {
  readonly folder: string;
  readonly database: Database;
  readonly audit: AuditLog;
  readonly actor: Actor;
  readonly log: Logger;
  /** Puts a committed configuration in force; must not throw. */
  readonly swap: (running: RunningConfig) => void;
}

export interface ConfigRuntime {
  readonly reloader: ServicesReloader;
  /** Another replica may have committed a newer snapshot: run it. */
  adoptNewest(): Promise<void>;
  close(): void;
}

/** The net under NOTIFY: half of what a change may take to reach every replica. */
const pollMs = 1_000;

/** Loads the files, commits them as a snapshot when they are new, and follows every later change. */
export async function startConfig(options: RunningConfigOptions): Promise<ConfigRuntime> {
  const initial = await loadInitial(options);
  const { folder, log } = options;
  const reloader = new ServicesReloader(
    initial,
    {
      load: () => loadServices(folder, servicesKnowledge()),
      commit: (candidate) => commitSnapshot(options, candidate),
      swap: options.swap,
      report: (status) => log.error("the changed configuration is not in force", { ...status }),
    },
    systemClock,
  );
  options.swap(initial);
  const watch = watchServices(folder, () => void reloader.reload());
  const adoptNewest = () => adopt(options, reloader);
  const poll = setInterval(() => void adoptNewest(), pollMs);
  return {
    reloader,
    adoptNewest,
    close: () => {
      clearInterval(poll);
      watch.close();
    },
  };
}

async function loadInitial(options: RunningConfigOptions): Promise<RunningConfig> {
  const loaded = loadServices(options.folder, servicesKnowledge());
  if (loaded.config === null) {
    throw configInvalid(`The configuration in ${options.folder}`, loaded.diagnostics);
  }
  const { config, hash } = loaded;
  const newest = await newestSnapshot(options.database.sql);
  if (newest?.hash === hash) return { version: newest.version, hash, config };
  const diff = diffServices(newest?.body ?? null, config);
  const { version } = await commitSnapshot(options, { hash, config, diff });
  return { version, hash, config };
}

/** The act is in the audit, hash and difference included, before any replica runs the snapshot. */
async function commitSnapshot(
  { database, audit, actor }: RunningConfigOptions,
  { hash, config, diff }: Candidate,
): Promise<{ version: number }> {
  const act = {
    target: `config://snapshot/${hash.slice(0, 16)}`,
    policy: "config.snapshot",
    reason: summarizeDiff(diff),
    detail: { hash, diff: diff as unknown as JsonObject },
  };
  return recordAct(audit, actor, act, () =>
    inTx(database, (tx) =>
      insertSnapshot(tx, { hash, actor: actor.correlation.userId, summary: diff, body: config }),
    ),
  );
}

async function adopt(options: RunningConfigOptions, reloader: ServicesReloader): Promise<void> {
  try {
    const head = await newestSnapshotHead(options.database.sql);
    if (head === undefined || head.version <= reloader.running.version) return;
    const newest = await newestSnapshot(options.database.sql);
    if (newest === undefined || newest.version <= reloader.running.version) return;
    reloader.adopt({ version: newest.version, hash: newest.hash, config: newest.body });
  } catch (error) {
    options.log.warn("the newest configuration could not be read", { error });
  }
}
