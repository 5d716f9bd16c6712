import type { SigningKey } from "#infra/security/ed25519.ts";
import type { JsonObject } from "#shared/json.ts";
import { uuidTimeMs } from "#shared/ids.ts";
import { hashRow, hashText, headsHash, rootOf } from "../format/hashes.ts";
import { type Head, type Seal, sealNumber, sealText } from "../format/seal.ts";
import { canonicalRow } from "../format/canonical-row.ts";
import { fieldEnd, nothing, rowEnd } from "../format/row.ts";
import type { Pending } from "./queue/pending.ts";
import { type FrozenCompanions, freezeCompanions } from "./freeze-companions.ts";
import type { RowForm } from "./statements.ts";

/** Where a chain stands: what the next seal continues. */
export interface ChainState {
  readonly writer: number;
  readonly sequence: number;
  readonly head: string;
  readonly headsHash: string;
  readonly committedAtMs: number | null;
}

export interface SealContext {
  readonly kind: Seal["kind"];
  readonly nowMs: number;
  /** The other writers' heads when they were read again since the last seal. */
  readonly heads: readonly Head[] | null;
  readonly note: JsonObject | null;
  readonly key: SigningKey;
}

/** Everything of a batch that is sent; never changed after, however often it is sent. */
export interface FrozenBatch {
  readonly rows: readonly Pending[];
  readonly seal: Seal;
  readonly hash: string;
  readonly sealLine: string;
  readonly form: RowForm;
  /** The rows as one text: lines, or the canonical rows as a JSON list. */
  readonly rowsText: string;
  readonly companions: FrozenCompanions;
}

const hashBytes = 32;

/** Hashes, seals and signs a batch. Pure: the same input gives the same bytes. */
export function freezeBatch(
  rows: readonly Pending[],
  chain: ChainState,
  context: SealContext,
): FrozenBatch {
  const sequence = chain.sequence + 1;
  const ordered = inOrder(rows);
  const number = `${sealNumber(chain.writer, sequence)}`;
  const leaves = Buffer.allocUnsafe(ordered.length * hashBytes);
  const texts: string[] = [];
  for (let place = 0; place < ordered.length; place++) {
    const row = ordered[place] as Pending;
    const text = canonicalRow(row.text.fields, number, row.text.isEscaped);
    hashRow(row.salt, text, leaves, place);
    texts.push(text);
  }
  const listed = context.heads !== null && headsHash(context.heads) !== chain.headsHash;
  const seal: Seal = {
    writer: chain.writer,
    sequence,
    kind: context.kind,
    previous: chain.head,
    root: rootOf(leaves),
    ...rangeOf(ordered),
    sealed_at: isoTime(context.nowMs),
    previous_commit_at: chain.committedAtMs === null ? null : isoTime(chain.committedAtMs),
    heads_hash: listed ? headsHash(context.heads ?? []) : chain.headsHash,
    note: context.note,
  };
  const signed = signSeal(seal, context.key);
  return {
    rows: ordered,
    seal,
    hash: signed.hash,
    sealLine: sealLine(seal, signed, leaves, listed ? context.heads : null),
    ...rowsText(ordered, texts),
    companions: freezeCompanions(ordered),
  };
}

export function signSeal(seal: Seal, key: SigningKey): { hash: string; signature: string } {
  const text = sealText(seal);
  const signature = Buffer.from(key.sign(Buffer.from(text))).toString("hex");
  return { hash: hashText(text), signature };
}

/**
 * A seal as its line, in the order of `sealColumns` in the statement; bytea in hex form. No field
 * can hold a separator: JSON escapes control characters.
 */
export function sealLine(
  seal: Seal,
  signed: { readonly hash: string; readonly signature: string },
  leaves: Buffer,
  heads: readonly Head[] | null,
): string {
  const fields = [
    seal.writer,
    seal.sequence,
    seal.kind,
    `\\x${seal.previous}`,
    `\\x${seal.root}`,
    seal.count,
    seal.first_id,
    seal.last_id,
    seal.first_at,
    seal.last_at,
    seal.sealed_at,
    seal.previous_commit_at,
    `\\x${seal.heads_hash}`,
    seal.note && JSON.stringify(seal.note),
    heads && JSON.stringify(heads),
    `\\x${leaves.toString("hex")}`,
    `\\x${signed.hash}`,
    `\\x${signed.signature}`,
  ];
  return fields.map((field) => field ?? nothing).join(fieldEnd);
}

function rowsText(
  rows: readonly Pending[],
  texts: readonly string[],
): Pick<FrozenBatch, "form" | "rowsText"> {
  if (rows.some((row) => row.text.line === null)) {
    return { form: "json", rowsText: `[${texts.join(",")}]` };
  }
  return { form: "lines", rowsText: rows.map((row) => row.text.line).join(rowEnd) };
}

function rangeOf(rows: readonly Pending[]) {
  const first = rows[0]?.id ?? null;
  const last = rows.at(-1)?.id ?? null;
  return {
    count: rows.length,
    first_id: first,
    last_id: last,
    first_at: first && isoTime(uuidTimeMs(first)),
    last_at: last && isoTime(uuidTimeMs(last)),
  };
}

/** Ids grow as rows arrive, but for outcomes: most batches are in order already. */
function inOrder(rows: readonly Pending[]): readonly Pending[] {
  for (let place = 1; place < rows.length; place++) {
    if ((rows[place] as Pending).id < (rows[place - 1] as Pending).id) return [...rows].sort(byId);
  }
  return rows;
}

function byId(a: Pending, b: Pending): number {
  return a.id < b.id ? -1 : 1;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
