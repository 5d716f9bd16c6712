import { ed25519Verifier } from "#infra/security/ed25519.ts";
import { isJsonObject, type JsonValue } from "#shared/json.ts";
import { hashText } from "../format/hashes.ts";
import { sealText } from "../format/seal.ts";
import type { StoredSeal, StoredWriter } from "./records.ts";
import type { EvidenceSource } from "./source.ts";

/** Confirmed seals that the database lost, as the genesis of a later writer states. */
export interface StatedLoss {
  readonly writer: number;
  readonly first: number;
  readonly last: number;
  readonly stated_by: number;
}

/** A statement counts only where its writer signed it; that its chain is whole is checked apart. */
export async function readStatedLosses(
  source: EvidenceSource,
  writers: readonly StoredWriter[],
): Promise<readonly StatedLoss[]> {
  const seals = await source.lossSeals();
  return seals.filter((stored) => isSigned(stored, writers)).flatMap(lossesIn);
}

export function lossOf(
  losses: readonly StatedLoss[],
  writer: number,
  sequence: number,
): StatedLoss | undefined {
  return losses.find(
    (loss) => loss.writer === writer && loss.first <= sequence && sequence <= loss.last,
  );
}

/** Whether a genesis' note says anything of a loss. */
export function statesLoss(note: JsonValue): boolean {
  return isJsonObject(note) && "lost" in note;
}

function isSigned(stored: StoredSeal, writers: readonly StoredWriter[]): boolean {
  const writer = writers[stored.seal.writer - 1];
  if (writer === undefined || stored.problem !== undefined || stored.seal.sequence !== 0) {
    return false;
  }
  const text = sealText(stored.seal);
  const isOwn = ed25519Verifier(Buffer.from(writer.certificate.public_key, "hex"));
  return (
    hashText(text) === stored.hash && isOwn(Buffer.from(text), Buffer.from(stored.signature, "hex"))
  );
}

function lossesIn({ seal }: StoredSeal): readonly StatedLoss[] {
  const stated = seal.note?.["lost"] ?? [];
  // One loss alone was stated as an object before there could be several.
  const lost = Array.isArray(stated) ? stated : [stated];
  return lost.filter(isJsonObject).flatMap(({ writer, sequence, found }) => {
    if (!isPlace(writer) || !isPlace(sequence)) return [];
    const held = isJsonObject(found ?? null) ? (found as { sequence?: JsonValue }).sequence : null;
    const first = isPlace(held) ? held + 1 : 0;
    return first > sequence ? [] : [{ writer, first, last: sequence, stated_by: seal.writer }];
  });
}

function isPlace(value: JsonValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
