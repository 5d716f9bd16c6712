import type { LocalDeps } from "#app/runtime/local-deps.ts";
import { knownInstallationKeys, localHeadsPath } from "#app/runtime/open-evidence.ts";
import { readLocalAnchors } from "#domain/audit/archive/anchors.ts";
import {
  type CheckpointKeys,
  CheckpointWriter,
  readCheckpoint,
} from "#domain/audit/archive/checkpoint-file.ts";
import type { Head } from "#domain/audit/format/seal.ts";
import { threadsByItself, WorkerPool } from "#domain/audit/verify/run/worker-pool.ts";
import type { VerifyReport } from "#domain/audit/verify/report.ts";
import {
  type Expectations,
  verifyDatabase,
  type Working,
} from "#domain/audit/verify/verify-evidence.ts";
import { ed25519FromSeed } from "#infra/security/ed25519.ts";
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
  const { database } = deps;
  const localAnchors = await readLocalAnchors(localHeadsPath(deps.paths.anchors));
  const known = await knownInstallationKeys(deps);
  const signer = checkpointKeys(deps);
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

/** A key of its own: it certifies nothing, and no writer's key can sign a checkpoint. */
function checkpointKeys({
  keyring,
  installationId: installation,
}: Pick<LocalDeps, "keyring" | "installationId">): CheckpointKeys {
  const seed = keyring.derive("checkpoints", installation);
  return { installation, key: ed25519FromSeed(seed.expose()) };
}
