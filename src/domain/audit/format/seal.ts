import type { JsonObject } from "#shared/json.ts";
import { canonicalJson } from "./canonical-json.ts";

const sealSpec = "systemprompt.seal/1";
/** `seal` = writer × 2^32 + sequence: below 2^53 as long as a writer's number is below this. */
export const writersMax = 2 ** 21;
export const sequencesMax = 2 ** 32;

/** Hashes are lower-case hex, times ISO 8601 with milliseconds, ids lower-case UUIDs. */
export interface Seal {
  readonly writer: number;
  readonly sequence: number;
  readonly kind: "genesis" | "batch" | "closing";
  /** Hash of the writer's seal before; of its certificate for a genesis. */
  readonly previous: string;
  /** SHA-256 of the row hashes, one after the other in the order of row ids. */
  readonly root: string;
  readonly count: number;
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly first_at: string | null;
  readonly last_at: string | null;
  /** The writer's own clock. */
  readonly sealed_at: string;
  /** The database's clock at the newest commit of this writer that it knew of. */
  readonly previous_commit_at: string | null;
  /** SHA-256 of the canonical list of the other writers' heads, as last seen. */
  readonly heads_hash: string;
  /** What a genesis has to say, as a loss of history. */
  readonly note: JsonObject | null;
}

/** A seal of another writer: its number, sequence and hash. */
export interface Head {
  readonly writer: number;
  readonly sequence: number;
  readonly head: string;
}

export function sealNumber(writer: number, sequence: number): number {
  return writer * sequencesMax + sequence;
}

const sealMembers = 14;

/** A member more would be read by people, and signed by nobody. */
export function isSealWhole(seal: Seal): boolean {
  return Object.keys(seal).length === sealMembers;
}

/** What is hashed and signed: the RFC 8785 text of the members and the name of this format. */
export function sealText(seal: Seal): string {
  // In the order of names, which canonicalJson takes as it is.
  return canonicalJson({
    count: seal.count,
    first_at: seal.first_at,
    first_id: seal.first_id,
    heads_hash: seal.heads_hash,
    kind: seal.kind,
    last_at: seal.last_at,
    last_id: seal.last_id,
    note: seal.note,
    previous: seal.previous,
    previous_commit_at: seal.previous_commit_at,
    root: seal.root,
    sealed_at: seal.sealed_at,
    sequence: seal.sequence,
    spec: sealSpec,
    writer: seal.writer,
  });
}
