import { join } from "node:path";
import { installationKey } from "#app/runtime/open-evidence.ts";
import { decisionEntry } from "#domain/audit/test-evidence.ts";
import { openAuditWriter } from "#domain/audit/writer/audit-writer.ts";
import { openDatabase } from "#infra/database/open-database.ts";
import { ensurePartitions } from "#infra/database/partitions/ensure-partitions.ts";
import type { Month } from "#infra/database/partitions/month-bounds.ts";
import { readInstallationId } from "#infra/database/roles/provision-roles.ts";
import { Keyring } from "#infra/security/keyring.ts";
import { settleMasterKey } from "#infra/security/master-key-state.ts";
import { systemClock } from "#shared/clock.ts";

export const rowsPerTestMonth = 4;

/**
 * Gives an installation that was set up in a folder a past month: three refusals and one event that
 * outlives it, sealed with the installation's own key.
 */
export async function fillPastMonth(
  folder: string,
  ownerUrl: string,
  { year, month }: Month,
): Promise<void> {
  const limits = { connectTimeoutMs: 10_000, statementTimeoutMs: 10_000 };
  const name = { applicationName: "systemprompt test", max: 1 };
  const owner = openDatabase({ url: ownerUrl, ...limits, ...name });
  try {
    const first = Date.UTC(year, month - 1, 1);
    await ensurePartitions(owner, { table: "audit_events", nowMs: first, monthsAhead: 0 });
    const path = join(folder, ".systemprompt/keys/master-key");
    const keyring = await Keyring.open([{ path, trust: "private" }]);
    await settleMasterKey(owner, keyring);
    const installation = await readInstallationId(owner.sql);
    let nowMs = Date.UTC(year, month - 1, 15);
    const writer = await openAuditWriter({
      url: ownerUrl,
      ...limits,
      installation,
      installationKey: installationKey(keyring, installation),
      durability: "local",
      queueRowsMax: 1_000,
      clock: { ...systemClock, nowMs: () => nowMs++ },
      clockGapMsMax: Infinity,
      onFenced: () => undefined,
      onHistoryLost: () => undefined,
      onTrouble: () => undefined,
    });
    for (let row = 1; row < rowsPerTestMonth; row += 1) {
      await writer.commit(decisionEntry({ verdict: "deny" }));
    }
    const kept = { kind: "event", target: "secret://system/key", verdict: "ok" } as const;
    await writer.commit(decisionEntry(kept));
    await writer.stop(5_000);
  } finally {
    await owner.close(2_000);
  }
}
