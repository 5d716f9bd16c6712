import { ed25519FromSeed } from "#infra/security/ed25519.ts";
import { systemClock } from "#shared/clock.ts";
import type { AuditWriterOptions, HistoryLoss } from "./writer/writer-options.ts";

/** Fixed, so that a report can be compared with it. */
export const testInstallationKey = ed25519FromSeed(Buffer.alloc(32, 7));

export interface TestEvents {
  fenced: number;
  readonly lost: HistoryLoss[];
  readonly troubles: string[];
}

/** All but the URL; what a writer reports goes into the events. */
export function writerOptions(events: TestEvents): Omit<AuditWriterOptions, "url"> {
  return {
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 5_000,
    installation: "6f1b2c3d-0000-4000-8000-000000000001",
    installationKey: testInstallationKey,
    durability: "local",
    queueRowsMax: 1_000,
    clock: systemClock,
    onFenced: () => void (events.fenced += 1),
    onHistoryLost: (loss) => void events.lost.push(loss),
    onTrouble: (problem) => void events.troubles.push(problem),
  };
}
