import type { DatabaseIdentity } from "#infra/database/connection/prove-database.ts";
import type { SigningKey } from "#infra/security/ed25519.ts";
import type { Clock } from "#shared/clock.ts";
import type { JsonObject } from "#shared/json.ts";
import { type Head, sequencesMax } from "../format/seal.ts";
import type { Circumstances } from "./writer-link.ts";

/** The newest seal that was confirmed of a chain, and what the database holds of it instead. */
export interface HistoryLoss extends Head {
  readonly found: JsonObject;
}

export interface AuditWriterOptions {
  /** The application role's URL; never through a pooler. */
  readonly url: string;
  readonly connectTimeoutMs: number;
  /** Where the URL must lead; writers write nowhere else. */
  readonly identity?: DatabaseIdentity;
  /** An unanswered statement drops the connection after this. */
  readonly statementTimeoutMs: number;
  readonly installation: string;
  readonly installationKey: SigningKey;
  readonly durability: "local" | "remote_flush";
  readonly queueRowsMax: number;
  readonly clock: Clock;
  /** Heads on record that the database must hold: an old copy of it may have been restored. */
  readonly knownHeads?: readonly Head[];
  /** Another process found our lease expired: kill every act and exit. */
  readonly onFenced: () => void;
  /** The database does not hold what it confirmed: raise the alarm. A new chain follows. */
  readonly onHistoryLost: (loss: HistoryLoss) => void;
  /** For the log: an attempt failed, a row was rejected, a setting is wrong. */
  readonly onTrouble: (problem: string, cause?: unknown) => void;
  readonly decisionWaitMsMax?: number;
  readonly outcomeWaitMsMax?: number;
  readonly leaseMs?: number;
  readonly heartbeatMs?: number;
  readonly sequencesPerWriterMax?: number;
  /** How far this host's clock may be from the database's. */
  readonly clockGapMsMax?: number;
}

export const writerDefaults = {
  decisionWaitMsMax: 5_000,
  outcomeWaitMsMax: 30_000,
  leaseMs: 15_000,
  heartbeatMs: 2_000,
  sequencesPerWriterMax: sequencesMax - 1,
  clockGapMsMax: 86_400_000,
};

/** Why PostgreSQL does not keep what it confirms; undefined when it does. */
export function durabilityProblem(
  now: Circumstances,
  durability: AuditWriterOptions["durability"],
): string | undefined {
  const { fsync, full_page_writes, synchronous_commit, standbys } = now;
  const isLocal = fsync === "on" && full_page_writes === "on" && synchronous_commit === "on";
  if (isLocal && (durability === "local" || standbys !== "")) return undefined;
  const found = JSON.stringify({ fsync, full_page_writes, synchronous_commit, standbys });
  return `PostgreSQL's settings do not keep what it confirms: ${found}`;
}

const hourMs = 3_600_000;

/**
 * Why this host's clock may not date rows; undefined when it may. A row belongs to the month of its
 * own time: one of a month that retention has dropped would look like one that was hidden.
 */
export function clockProblem(gapMs: number, gapMsMax: number): string | undefined {
  if (Math.abs(gapMs) <= gapMsMax) return undefined;
  const hours = Math.round(Math.abs(gapMs) / hourMs);
  return `The clocks of this host and of PostgreSQL differ by ${hours} hours. Set them right.`;
}
