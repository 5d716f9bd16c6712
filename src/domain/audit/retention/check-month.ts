import type { Sql } from "#infra/database/database.ts";
import type { MonthPartition } from "#infra/database/partitions/list-months.ts";
import { ed25519Verifier } from "#infra/security/ed25519.ts";
import { isCertified } from "../format/certificate.ts";
import { hashRow, hashText, rootOf } from "../format/hashes.ts";
import { sealNumber } from "../format/seal.ts";
import { readSealText, type StoredRow } from "../verify/records.ts";
import { isKept } from "./kept-rows.ts";
import {
  type MonthSeal,
  monthRows,
  monthSeals,
  type MonthWriter,
  monthWriters,
} from "./month-source.ts";

const hashBytes = 32;

export interface MonthFindings {
  /** Rows in the partition, whatever they are. */
  readonly held: number;
  /** Those that a seal answers for; the same as `held` unless there is a problem. */
  readonly sealed: number;
  /** Those that outlive the month; never one that is not what was sealed. */
  readonly kept: number;
  /** Ids of rows that are not what was sealed. */
  readonly altered: readonly string[];
  /** The first thing that does not match. */
  readonly problem?: string;
}

interface OpenSeal {
  readonly stored: MonthSeal;
  readonly leaves: Buffer;
  /** The place of the next row; unknown before the first one of a batch that began earlier. */
  next: number | undefined;
  /** Rows of the month that name this seal. */
  named: number;
}

/**
 * Checks that the month holds exactly the rows that were sealed: what is dropped can never be
 * checked again. A batch across the turn of a month may have lost rows in the months beside this
 * one: those are for the check of the whole audit.
 */
export async function checkMonth(
  tx: Sql,
  month: MonthPartition,
  installationKeys: readonly string[],
): Promise<MonthFindings> {
  const walk = await MonthWalk.start(tx, month, installationKeys);
  for await (const row of monthRows(tx, month)) await walk.see(row);
  await walk.finish();
  const [counts] = await tx<{ kept: number }[]>`
    select count(*) as kept from ${tx(month.partition)} where ${isKept(tx, walk.altered)}`;
  const { held, sealed, altered, problem } = walk;
  const kept = counts?.kept ?? 0;
  return { held, sealed, kept, altered, ...(problem === undefined ? {} : { problem }) };
}

/** Rows and seals side by side: memory holds the batches that are open, not the month. */
class MonthWalk {
  held = 0;
  sealed = 0;
  problem: string | undefined;
  readonly altered: string[] = [];
  readonly #month: MonthPartition;
  readonly #seals: AsyncIterator<MonthSeal>;
  readonly #isSigned: (stored: MonthSeal) => boolean;
  readonly #open = new Map<number, OpenSeal>();
  readonly #scratch = Buffer.alloc(hashBytes);
  #upcoming: IteratorResult<MonthSeal> | undefined;
  #sinceSweep = 0;

  private constructor(
    month: MonthPartition,
    seals: AsyncIterable<MonthSeal>,
    isSigned: (stored: MonthSeal) => boolean,
  ) {
    this.#month = month;
    this.#seals = seals[Symbol.asyncIterator]();
    this.#isSigned = isSigned;
  }

  static async start(
    tx: Sql,
    month: MonthPartition,
    installationKeys: readonly string[],
  ): Promise<MonthWalk> {
    const { writers, broken } = await monthWriters(tx);
    const walk = new MonthWalk(month, monthSeals(tx, month), signatures(writers, installationKeys));
    if (broken !== undefined) walk.#note(`seals of writer ${broken} are missing`);
    return walk;
  }

  async see(row: StoredRow): Promise<void> {
    this.held += 1;
    await this.#openUpTo(row.id);
    const batch = this.#open.get(row.seal);
    if (batch === undefined) return this.#noteRow(row, "names a seal that does not cover it");
    batch.named += 1;
    if (row.problem !== undefined) return this.#noteRow(row, `holds ${row.problem}`);
    hashRow(row.salt, row.text, this.#scratch, 0);
    const place = placeOf(batch, this.#scratch);
    if (place < 0) return this.#noteRow(row, "is not the row that was sealed");
    if (place !== (batch.next ?? place)) this.#note(`rows are missing before row ${row.id}`);
    batch.next = place + 1;
  }

  async finish(): Promise<void> {
    await this.#openUpTo(this.#month.toId);
    this.#close(undefined);
  }

  async #openUpTo(id: string): Promise<void> {
    this.#upcoming ??= await this.#seals.next();
    while (this.#upcoming.done !== true && (this.#upcoming.value.seal.first_id ?? "") <= id) {
      this.#openSeal(this.#upcoming.value);
      this.#upcoming = await this.#seals.next();
    }
    this.#sinceSweep += 1;
    if (this.#sinceSweep < rowsPerSweep) return;
    this.#sinceSweep = 0;
    this.#close(id);
  }

  #openSeal(stored: MonthSeal): void {
    const { seal } = stored;
    const place = `${seal.writer}:${seal.sequence}`;
    const leaves = Buffer.from(stored.leaves, "hex");
    if (!this.#isSigned(stored)) this.#note(`seal ${place} is not its writer's`);
    else if (leaves.length !== seal.count * hashBytes || rootOf(leaves) !== seal.root) {
      this.#note(`the row hashes of seal ${place} do not match its root`);
    }
    const next = (seal.first_id ?? "") < this.#month.fromId ? undefined : 0;
    this.#open.set(sealNumber(seal.writer, seal.sequence), { stored, leaves, next, named: 0 });
  }

  /** A batch whose last row has passed must be complete. */
  #close(passedId: string | undefined): void {
    for (const [number, batch] of this.#open) {
      const { seal } = batch.stored;
      if (passedId !== undefined && (seal.last_id ?? "") >= passedId) continue;
      this.#open.delete(number);
      this.sealed += Math.min(batch.named, seal.count);
      const goesOn = (seal.last_id ?? "") >= this.#month.toId;
      if (!goesOn && batch.next !== seal.count) {
        this.#note(`rows of seal ${seal.writer}:${seal.sequence} are missing`);
      }
    }
  }

  #noteRow(row: StoredRow, problem: string): void {
    this.altered.push(row.id);
    this.#note(`row ${row.id} ${problem}`);
  }

  #note(problem: string): void {
    this.problem ??= problem;
  }
}

/** How often complete batches are looked for; bounds the memory between two looks. */
const rowsPerSweep = 5_000;

function placeOf({ next = 0, leaves }: OpenSeal, hash: Buffer): number {
  for (let at = next * hashBytes; at < leaves.length; at += hashBytes) {
    if (hash.equals(leaves.subarray(at, at + hashBytes))) return at / hashBytes;
  }
  return -1;
}

/** A seal is genuine when its writer signed it, and the writer when the installation did. */
function signatures(
  writers: ReadonlyMap<number, MonthWriter>,
  installationKeys: readonly string[],
): (stored: MonthSeal) => boolean {
  const verifiers = new Map<number, ReturnType<typeof ed25519Verifier>>();
  const verifierOf = (number: number) => {
    const known = verifiers.get(number);
    if (known !== undefined) return known;
    const writer = writers.get(number);
    const verifier = writer && writerVerifier(writer, installationKeys);
    if (verifier !== undefined) verifiers.set(number, verifier);
    return verifier;
  };
  return (stored) => {
    const text = stored.holdsFraction ? undefined : readSealText(stored.seal);
    if (text === undefined || hashText(text) !== stored.hash) return false;
    const isSigned = verifierOf(stored.seal.writer);
    return isSigned?.(Buffer.from(text), Buffer.from(stored.signature, "hex")) === true;
  };
}

function writerVerifier({ certificate, signature }: MonthWriter, keys: readonly string[]) {
  if (!keys.includes(certificate.installation_key)) return undefined;
  if (!isCertified(certificate, Buffer.from(signature, "hex"))) return undefined;
  return ed25519Verifier(Buffer.from(certificate.public_key, "hex"));
}
