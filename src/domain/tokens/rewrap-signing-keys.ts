import type { Sql } from "#infra/database/database.ts";
import type { MasterKey } from "#infra/security/master-key.ts";
import { rewrapSigningKey } from "#infra/security/signing-keys.ts";
import { rewrapKeyRow } from "./queries/change-signing-keys.ts";
import { lockSigningKeys } from "./queries/signing-keys.ts";

/** This noun's share of a master-key rotation, inside its transaction. Returns the rows touched. */
export async function rewrapSigningKeys(
  tx: Sql,
  from: MasterKey,
  to: MasterKey,
  installationId: string,
): Promise<number> {
  const rows = await lockSigningKeys(tx);
  const old = from.derive("tokens-wrap", installationId);
  const fresh = to.derive("tokens-wrap", installationId);
  for (const row of rows) {
    const { wrapped } = rewrapSigningKey(row, old, fresh);
    await rewrapKeyRow(tx, row.kid, wrapped, to.id);
  }
  return rows.length;
}
