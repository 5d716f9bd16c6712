import type { LocalDeps } from "#app/runtime/local-deps.ts";
import {
  checkpointKey,
  knownInstallationKeys,
  localHeadsPath,
} from "#app/runtime/open-evidence.ts";
import { readLocalAnchors } from "#domain/audit/archive/anchors.ts";
import { CheckpointWriter, readCheckpoint } from "#domain/audit/archive/checkpoint-file.ts";
import type { Head } from "#domain/audit/format/seal.ts";
import { threadsByItself, WorkerPool } from "#domain/audit/verify/run/worker-pool.ts";
import type { VerifyReport } from "#domain/audit/verify/report.ts";
import {
  type Expectations,
  verifyDatabase,
  type Working,
} from "#domain/audit/verify/verify-evidence.ts";
import { systemClock } from "#shared/clock.ts";

export interface VerifyRequest {
  /** Heads that were kept elsewhere. */
  readonly anchors?: readonly Head[];
  /** Installation keys to accept besides those on record. */
  readonly keys: readonly string[];
  /** A file to go on from, and to keep the progress in. */
  readonly checkpoint?: string;
  readonly threads?: number;
}

/** Verifies the database of an installation against everything that it keeps outside of it. */
export async function verifyInstallation(
  deps: Pick<LocalDeps, "database" | "keyring" | "installationId" | "paths">,
  { anchors, keys, checkpoint, threads = threadsByItself() }: VerifyRequest,
): Promise<VerifyReport> {
  const { database, keyring, installationId: installation } = deps;
  const localAnchors = await readLocalAnchors(localHeadsPath(deps.paths.anchors));
  const known = await knownInstallationKeys(deps);
  const signer = { installation, key: checkpointKey(keyring, installation) };
  const earlier = checkpoint === undefined ? undefined : await readCheckpoint(checkpoint, signer);
  const writer =
    checkpoint === undefined
      ? undefined
      : new CheckpointWriter(checkpoint, signer, { nowMs: systemClock.nowMs });
  const expected: Expectations = {
    ...(anchors === undefined ? {} : { anchors }),
    ...(localAnchors === undefined ? {} : { localAnchors }),
    ...(earlier === undefined ? {} : { earlier }),
    installationKeys: [...known, ...keys],
  };
  await using pool = threads > 1 ? new WorkerPool(database, threads) : undefined;
  const working: Working = {
    ...(pool === undefined ? {} : { runner: pool }),
    ...(writer === undefined ? {} : { onProgress: (progress) => writer.keep(progress) }),
  };
  try {
    return await verifyDatabase(database, expected, working);
  } finally {
    await writer?.flush();
  }
}
