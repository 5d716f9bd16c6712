import { ed25519Verifier } from "#infra/security/ed25519.ts";
import { uuidTimeMs } from "#shared/ids.ts";
import { certificateHash, isCertified } from "../format/certificate.ts";
import { hashText, headsHash, rootOf } from "../format/hashes.ts";
import { type Head, type Seal, sealNumber } from "../format/seal.ts";
import { LaterSeals } from "./later-seals.ts";
import { readSealText, type StoredSeal, type StoredWriter } from "./records.ts";
import type { EvidenceSource } from "./source.ts";
import { type SealPlace, sealPlaceOf } from "../format/seal-place.ts";
import { Mismatch } from "./report.ts";
import { lossOf, readStatedLosses, type StatedLoss } from "./stated-losses.ts";

const hexPerHash = 64;

/** Heads of other writers are compared as soon as this many came together. */
const headsAtOnceMax = 5_000;

/** Seals from one place to another, both included; the last part has no end. */
export interface ChainPart {
  readonly from: SealPlace;
  readonly to: SealPlace | null;
}

export interface ChainPartResult {
  readonly seals: number;
  readonly clockSkewMsMax: number;
  /** The smallest id of their rows. */
  readonly firstId: string | null;
  /** How far each chain of the part was followed. */
  readonly ends: readonly Head[];
  /** Hash of the seal that the part's first one continues, as it is stored. */
  readonly before: string | null;
  /** Seals that came after the list of writers was read: writer → highest sequence. */
  readonly later: readonly SealPlace[];
}

interface Walk {
  readonly writer: StoredWriter;
  readonly isSigned: (message: Uint8Array, signature: Uint8Array) => boolean;
  last: StoredSeal | undefined;
  /** The seal before the last. */
  secondLast: StoredSeal | undefined;
}

/** Walks the chains of a part: certificates, sequence, hashes, signatures, heads. */
export async function checkChains(
  source: EvidenceSource,
  writers: readonly StoredWriter[],
  { from, to }: ChainPart,
): Promise<ChainPartResult> {
  const stated = new Map<number, string>();
  const later = new LaterSeals();
  const ends: Head[] = [];
  const sums = { seals: 0, clockSkewMsMax: 0, firstId: null as string | null };
  const lastNumber = Math.min(to?.writer ?? writers.length, writers.length);
  let walk = await startWalk(source, writers[from.writer - 1], from.sequence);
  const before = walk?.last?.hash ?? null;
  const next = async (): Promise<void> => {
    if (walk === undefined) return;
    ends.push(...endOf(walk, to));
    const { number } = walk.writer.certificate;
    walk = number < lastNumber ? await startWalk(source, writers[number], 0) : undefined;
  };
  for await (const stored of source.sealsByChain(from, to)) {
    const { seal } = stored;
    if (seal.sequence > (writers[seal.writer - 1]?.sequence ?? -1)) {
      later.see(seal);
      continue;
    }
    while (walk !== undefined && walk.writer.certificate.number < seal.writer) await next();
    if (walk === undefined) continue;
    checkSeal(stored, walk);
    for (const head of stored.heads ?? []) state(stated, head, seal);
    if (stated.size >= headsAtOnceMax) await checkStated(source, writers, stated);
    sums.clockSkewMsMax = Math.max(sums.clockSkewMsMax, skewOf(seal, walk));
    sums.seals += 1;
    sums.firstId = smaller(sums.firstId, seal.first_id);
    walk.secondLast = walk.last;
    walk.last = stored;
  }
  while (walk !== undefined) await next();
  await checkStated(source, writers, stated);
  return { ...sums, ends, before, later: later.list() };
}

/** The smaller of two ids, where there are two. */
export function smaller(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

/** A head that another seal states; the map is empty when this returns. */
async function checkStated(
  source: EvidenceSource,
  writers: readonly StoredWriter[],
  stated: Map<number, string>,
): Promise<void> {
  const who = "another writer saw";
  try {
    await checkHeads(source, stated, who);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    await checkHeads(source, stated, who, await readStatedLosses(source, writers));
  }
  stated.clear();
}

/** A head that a seal or an anchor states must be the hash of that very seal, or stated as lost. */
export async function checkHeads(
  source: EvidenceSource,
  heads: ReadonlyMap<number, string>,
  who: string,
  losses: readonly StatedLoss[] = [],
): Promise<void> {
  const perLookup = 1_000;
  const numbers = [...heads.keys()];
  for (let from = 0; from < numbers.length; from += perLookup) {
    const wanted = numbers.slice(from, from + perLookup);
    const found = await source.hashesOf(wanted);
    for (const number of wanted) {
      const hash = found.get(number);
      if (hash === heads.get(number)) continue;
      const place = sealPlaceOf(number);
      if (lossOf(losses, place.writer, place.sequence) !== undefined) continue;
      const problem = hash === undefined ? "is missing" : "is another one";
      throw new Mismatch({
        id: null,
        at: null,
        ...place,
        problem: `the seal that ${who} ${problem}`,
      });
    }
  }
}

/** Each certificate by itself, and their numbers without a gap. */
export function checkWriters(writers: readonly StoredWriter[]): void {
  writers.forEach(checkWriter);
}

function checkWriter(writer: StoredWriter, index: number): void {
  const { certificate } = writer;
  const place = { id: null, at: null, writer: index + 1, sequence: 0 };
  if (certificate.number !== index + 1) throw new Mismatch({ ...place, problem: "no such writer" });
  if (!isCertified(certificate, Buffer.from(writer.signature, "hex"))) {
    throw new Mismatch({ ...place, problem: "the writer's certificate is not signed by its key" });
  }
}

/** In the middle of a chain the seals before are read along; what they are was checked there. */
async function startWalk(
  source: EvidenceSource,
  writer: StoredWriter | undefined,
  sequence: number,
): Promise<Walk | undefined> {
  if (writer === undefined) return undefined;
  const { number, public_key } = writer.certificate;
  const at = (place: number) => source.sealAt({ writer: number, sequence: place });
  const last = sequence > 0 ? await at(sequence - 1) : undefined;
  const secondLast = sequence > 1 ? await at(sequence - 2) : undefined;
  return { writer, isSigned: ed25519Verifier(Buffer.from(public_key, "hex")), last, secondLast };
}

function checkSeal(stored: StoredSeal, walk: Walk): void {
  const { seal } = stored;
  const before = walk.last;
  const refuse = (problem: string): never => {
    throw new Mismatch({
      id: seal.first_id,
      at: seal.first_at,
      writer: seal.writer,
      sequence: seal.sequence,
      problem,
    });
  };
  if (stored.problem !== undefined) refuse(stored.problem);
  const sequence = (before?.seal.sequence ?? -1) + 1;
  if (seal.sequence !== sequence) refuse(`seal ${sequence} is missing before this one`);
  const previous = before?.hash ?? certificateHash(walk.writer.certificate);
  if (seal.previous !== previous) refuse("it does not continue the seal before");
  if ((seal.kind === "genesis") !== (sequence === 0)) refuse("its kind does not fit its place");
  if (before?.seal.kind === "closing") refuse("it follows a closing seal");
  const text = readSealText(seal) ?? refuse("it holds a value that no writer stores");
  if (hashText(text) !== stored.hash) refuse("its members do not match its hash");
  if (!walk.isSigned(Buffer.from(text), Buffer.from(stored.signature, "hex"))) {
    refuse("its signature is not its writer's");
  }
  if (stored.leaves.length !== seal.count * hexPerHash) refuse("its row hashes are not complete");
  if (rootOf(Buffer.from(stored.leaves, "hex")) !== seal.root) {
    refuse("its row hashes do not match its root");
  }
  if (!isRangeTrue(seal)) refuse("its range of rows does not match its times");
  checkHeadsList(stored, before, refuse);
}

function checkHeadsList(
  { seal, heads }: StoredSeal,
  before: StoredSeal | undefined,
  refuse: (problem: string) => never,
): void {
  if (heads === null) {
    if (seal.heads_hash !== before?.seal.heads_hash) refuse("its list of heads is missing");
    return;
  }
  if (headsHash(heads) !== seal.heads_hash) refuse("its list of heads does not match its hash");
  if (before !== undefined && before.seal.heads_hash === seal.heads_hash) {
    refuse("its list of heads is there twice");
  }
  const needsPredecessor = seal.kind === "genesis" && seal.writer > 1;
  if (needsPredecessor && !heads.some((head) => head.writer === seal.writer - 1)) {
    refuse("its genesis does not name the writer before");
  }
}

function isRangeTrue(seal: Seal): boolean {
  const { first_id, last_id, first_at, last_at } = seal;
  if (seal.count === 0) return (first_id ?? last_id ?? first_at ?? last_at) === null;
  if (first_id === null || last_id === null || first_at === null || last_at === null) return false;
  return isTimeOf(first_at, first_id) && isTimeOf(last_at, last_id) && first_id <= last_id;
}

function isTimeOf(at: string, id: string): boolean {
  return Date.parse(at) === uuidTimeMs(id);
}

/** A chain ends where its writer says, when that is within the part; else the next part goes on. */
function endOf(walk: Walk, to: SealPlace | null): readonly Head[] {
  const { writer, last } = walk;
  const { number } = writer.certificate;
  const isEndHere = to === null || number < to.writer || writer.sequence <= to.sequence;
  if (isEndHere) checkEnd(walk);
  if (last === undefined) return [];
  return [{ writer: number, sequence: last.seal.sequence, head: last.hash }];
}

function checkEnd({ writer, last }: Walk): void {
  const seal = last?.seal;
  const refuse = (problem: string): never => {
    throw new Mismatch({
      id: seal?.last_id ?? null,
      at: seal?.last_at ?? null,
      writer: writer.certificate.number,
      sequence: seal === undefined ? 0 : writer.sequence,
      problem,
    });
  };
  if (seal === undefined) refuse("the writer has no seals");
  if (seal?.sequence !== writer.sequence) refuse("the writer's last seals are missing");
  if (last?.hash !== writer.head) refuse("the writer's head is not its last seal");
  if ((seal?.kind === "closing") !== writer.closed) refuse("the writer's end is not its last seal");
}

function state(stated: Map<number, string>, head: Head, by: Seal): void {
  const number = sealNumber(head.writer, head.sequence);
  const other = stated.get(number);
  if (other !== undefined && other !== head.head) {
    throw new Mismatch({
      id: by.first_id,
      at: by.first_at,
      writer: by.writer,
      sequence: by.sequence,
      problem: `seal ${head.writer}:${head.sequence} is stated with two hashes`,
    });
  }
  stated.set(number, head.head);
}

/**
 * A seal commits right after it is made; the next one states the database's time of that, or the
 * one after it when its writer had two batches under way.
 */
function skewOf(seal: Seal, { last, secondLast }: Walk): number {
  if (seal.previous_commit_at === null) return 0;
  const committedMs = Date.parse(seal.previous_commit_at);
  const skewTo = (made: string) => Math.abs(committedMs - Date.parse(made));
  const skew = skewTo(last?.seal.sealed_at ?? seal.sealed_at);
  return secondLast === undefined ? skew : Math.min(skew, skewTo(secondLast.seal.sealed_at));
}
