import { ed25519Verifier } from "#infra/security/ed25519.ts";
import { isAppError } from "#shared/errors.ts";
import { uuidTimeMs } from "#shared/ids.ts";
import { certificateHash, isCertified } from "../format/certificate.ts";
import { hashText, headsHash, rootOf } from "../format/hashes.ts";
import { type Head, type Seal, sealNumber, sealText } from "../format/seal.ts";
import type { EvidenceSource, StoredSeal, StoredWriter } from "./records.ts";
import { Mismatch } from "./report.ts";

const hexPerHash = 64;

export interface ChainsResult {
  readonly seals: number;
  readonly rowsSealed: number;
  readonly clockSkewMsMax: number;
  /** Heads that seals state of other writers: `seal` number → hash. */
  readonly stated: ReadonlyMap<number, string>;
  /** Seals that came after the list of writers was read: writer → highest sequence. */
  readonly later: Map<number, number>;
}

interface Walk {
  readonly writer: StoredWriter;
  readonly isSigned: (message: Uint8Array, signature: Uint8Array) => boolean;
  last: StoredSeal | undefined;
  /** The seal before the last. */
  secondLast: StoredSeal | undefined;
}

/** Walks every chain from its genesis: certificate, sequence, hashes, signatures, heads. */
export async function checkChains(
  source: EvidenceSource,
  writers: readonly StoredWriter[],
): Promise<ChainsResult> {
  writers.forEach(checkWriter);
  const stated = new Map<number, string>();
  const later = new Map<number, number>();
  let seals = 0;
  let rowsSealed = 0;
  let clockSkewMsMax = 0;
  let walk: Walk | undefined;
  for await (const stored of source.sealsByChain()) {
    const { seal } = stored;
    const writer = writers[seal.writer - 1];
    if (writer === undefined || seal.sequence > writer.sequence) {
      later.set(seal.writer, Math.max(later.get(seal.writer) ?? 0, seal.sequence));
      continue;
    }
    if (walk === undefined || walk.writer !== writer) {
      finish(walk, writers, seal.writer);
      walk = startWalk(writer);
    }
    checkSeal(stored, walk);
    for (const head of stored.heads ?? []) state(stated, head, seal);
    clockSkewMsMax = Math.max(clockSkewMsMax, skewOf(seal, walk));
    seals += 1;
    rowsSealed += seal.count;
    walk.secondLast = walk.last;
    walk.last = stored;
  }
  finish(walk, writers, writers.length + 1);
  return { seals, rowsSealed, clockSkewMsMax, stated, later };
}

/** A head that a seal or an anchor states must be the hash of that very seal. */
export async function checkHeads(
  source: EvidenceSource,
  heads: ReadonlyMap<number, string>,
  who: string,
): Promise<void> {
  const perLookup = 1_000;
  const numbers = [...heads.keys()];
  for (let from = 0; from < numbers.length; from += perLookup) {
    const wanted = numbers.slice(from, from + perLookup);
    const found = await source.hashesOf(wanted);
    for (const number of wanted) {
      const hash = found.get(number);
      if (hash === heads.get(number)) continue;
      const place = { writer: Math.floor(number / 2 ** 32), sequence: number % 2 ** 32 };
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

function checkWriter(writer: StoredWriter, index: number): void {
  const { certificate } = writer;
  const place = { id: null, at: null, writer: index + 1, sequence: 0 };
  if (certificate.number !== index + 1) throw new Mismatch({ ...place, problem: "no such writer" });
  if (!isCertified(certificate, Buffer.from(writer.signature, "hex"))) {
    throw new Mismatch({ ...place, problem: "the writer's certificate is not signed by its key" });
  }
}

function startWalk(writer: StoredWriter): Walk {
  const key = Buffer.from(writer.certificate.public_key, "hex");
  return { writer, isSigned: ed25519Verifier(key), last: undefined, secondLast: undefined };
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
  const text = textOf(seal) ?? refuse("it holds a value that no writer stores");
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

function textOf(seal: Seal): string | undefined {
  try {
    return sealText(seal);
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
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

/** A chain ends where its writer says; writers between two chains have none at all. */
function finish(walk: Walk | undefined, writers: readonly StoredWriter[], next: number): void {
  const done = walk?.writer.certificate.number ?? 0;
  if (walk !== undefined) checkEnd(walk);
  if (next > done + 1 && writers[done] !== undefined) {
    const place = { id: null, at: null, writer: done + 1, sequence: 0 };
    throw new Mismatch({ ...place, problem: "the writer has no seals" });
  }
}

function checkEnd({ writer, last }: Walk): void {
  const seal = last?.seal;
  const refuse = (problem: string): never => {
    throw new Mismatch({
      id: seal?.last_id ?? null,
      at: seal?.last_at ?? null,
      writer: writer.certificate.number,
      sequence: writer.sequence,
      problem,
    });
  };
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
