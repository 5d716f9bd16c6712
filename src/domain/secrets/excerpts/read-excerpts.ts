import { OpenFailure } from "#infra/security/aead.ts";
import type { RecordCipher } from "#infra/security/record-cipher.ts";
import { isAppError } from "#shared/errors.ts";
import type { JsonValue } from "#shared/json.ts";
import type { DataKey } from "../keys/data-key.ts";
import type { OwnerKeys } from "../keys/owner-keys.ts";
import { excerptCipher } from "./excerpt-keys.ts";

/** What an execution's row holds of its excerpts. */
export interface SealedExcerpts {
  readonly decisionId: string;
  readonly owner: string;
  readonly keyVersion: number | null;
  readonly excerpts: Uint8Array | null;
}

/**
 * `erased`: the key was destroyed. `refused`: the bytes or the key are not what this program put
 * there; the problem says which. `none`: nothing was kept.
 */
export type OpenedExcerpts =
  | { readonly state: "open"; readonly input: JsonValue; readonly output: JsonValue }
  | { readonly state: "erased" }
  | { readonly state: "none" }
  | { readonly state: "refused"; readonly problem: string };

/** Opens excerpts for whoever holds the profile's keys; each key is read once for all rows. */
export async function readExcerpts(
  keys: OwnerKeys,
  installationId: string,
  rows: readonly SealedExcerpts[],
): Promise<readonly OpenedExcerpts[]> {
  const found = new Map<string, RecordCipher | OpenedExcerpts>();
  const opened: OpenedExcerpts[] = [];
  for (const { decisionId, owner, keyVersion, excerpts } of rows) {
    if (keyVersion === null || excerpts === null) {
      opened.push({ state: "none" });
      continue;
    }
    const name = `${keyVersion}/${owner}`;
    const cipher = found.get(name) ?? (await cipherOf(keys, installationId, owner, keyVersion));
    found.set(name, cipher);
    opened.push("state" in cipher ? cipher : openOne(cipher, decisionId, excerpts));
  }
  return opened;
}

async function cipherOf(
  keys: OwnerKeys,
  installationId: string,
  owner: string,
  version: number,
): Promise<RecordCipher | OpenedExcerpts> {
  let dataKey: DataKey | "erased" | null;
  try {
    dataKey = await keys.version(owner, version);
  } catch (error) {
    if (!isAppError(error) || error.code !== "CHECK_FAILED") throw error;
    return { state: "refused", problem: error.message };
  }
  if (dataKey === "erased") return { state: "erased" };
  if (dataKey === null) return { state: "refused", problem: "Its key is not in the database." };
  return excerptCipher(dataKey, installationId);
}

function openOne(cipher: RecordCipher, decisionId: string, excerpts: Uint8Array): OpenedExcerpts {
  try {
    const { input, output } = JSON.parse(cipher.open(decisionId, excerpts)) as {
      readonly input: JsonValue;
      readonly output: JsonValue;
    };
    return { state: "open", input, output };
  } catch (error) {
    if (!(error instanceof OpenFailure)) throw error;
    return { state: "refused", problem: "It does not open: it was edited, or moved to this row." };
  }
}
