import { open } from "node:fs/promises";
import { AppError } from "#shared/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { canonicalJson } from "../format/canonical-json.ts";
import { sealNumber } from "../format/seal.ts";
import {
  type ColumnTexts,
  readRow,
  type StoredRow,
  type StoredSeal,
  type StoredWriter,
} from "../verify/records.ts";
import type { EvidenceSource } from "../verify/source.ts";
import type { SealPlace } from "../format/seal-place.ts";
import { statesLoss } from "../verify/stated-losses.ts";
import { type Expectations, verifyEvidence } from "../verify/verify-evidence.ts";
import type { VerifyReport } from "../verify/report.ts";
import { archiveSpec } from "./write-archive.ts";

/** Longer than any seal of a full batch; a line beyond it is not ours. */
const lineBytesMax = 8_388_608;
const rowsPerPage = 1_000;

interface SealLine {
  readonly number: number;
  readonly firstId: string | null;
  readonly hash: string;
  readonly statesLoss: boolean;
  readonly offset: number;
  readonly length: number;
}

interface Line {
  readonly kind: string;
  readonly value: JsonValue;
  readonly offset: number;
  readonly length: number;
}

/** Checks an archive, without a database. Memory grows with its seals, not with its rows. */
export async function verifyFile(path: string, expected: Expectations = {}): Promise<VerifyReport> {
  return verifyEvidence(await archiveSource(path), expected);
}

async function archiveSource(path: string): Promise<EvidenceSource> {
  const writers: StoredWriter[] = [];
  const seals: SealLine[] = [];
  let rowsFrom = 0;
  for await (const line of readLines(path, 0)) {
    if (line.kind === "row" || line.kind === "end") {
      rowsFrom = line.offset;
      break;
    }
    if (line.kind === "writer") writers.push(writerOf(line));
    else if (line.kind === "seal") seals.push(placeOf(line));
    else assertHead(line);
  }
  if (rowsFrom === 0) throw refuse("has no end");
  assertInOrder(seals);
  const byNumber = new Map(seals.map((place) => [place.number, place]));
  return {
    writers: async () => writers,
    // Not evidence, so an archive does not hold it: a fenced writer's chain is as good as any.
    fenced: async () => [],
    async lossSeals() {
      const places = seals.filter((place) => place.statesLoss);
      return Promise.all(places.map((place) => readSealAt(path, place)));
    },
    sealsByChain: (from, to) => readSeals(path, seals.filter(isBetween(from, to))),
    sealsByFirstRow: ({ from, to }) =>
      readSeals(path, seals.filter(beginsIn(from, to)).sort(byFirstRow)),
    async sealAt({ writer, sequence }) {
      const place = byNumber.get(sealNumber(writer, sequence));
      return place === undefined ? undefined : readSealAt(path, place);
    },
    // A file is read from its beginning to its end, once.
    rows: () => readRows(path, rowsFrom),
    idAfter: async () => undefined,
    async tombstones() {
      const found: StoredRow[] = [];
      for await (const page of readRows(path, rowsFrom)) {
        found.push(...page.filter((row) => row.tombstone !== undefined));
      }
      return found;
    },
    hashesOf: async (wanted) =>
      new Map(wanted.flatMap((seal) => byNumber.get(seal) ?? []).map((at) => [at.number, at.hash])),
    partitions: async () => "",
  };
}

async function* readSeals(path: string, places: readonly SealLine[]): AsyncIterable<StoredSeal> {
  for (const place of places) yield await readSealAt(path, place);
}

async function readSealAt(path: string, { offset, length }: SealLine): Promise<StoredSeal> {
  const text = await Bun.file(path)
    .slice(offset, offset + length)
    .text();
  return sealOf(parseLine(text, offset));
}

async function* readRows(path: string, from: number): AsyncIterable<readonly StoredRow[]> {
  let rows = 0;
  let page: StoredRow[] = [];
  let hasEnd = false;
  for await (const line of readLines(path, from)) {
    if (hasEnd) throw refuse("goes on after its end");
    if (line.kind === "end") {
      if (!isJsonObject(line.value) || line.value["rows"] !== rows) throw refuse("is incomplete");
      hasEnd = true;
      continue;
    }
    if (line.kind !== "row") throw refuse(`has a ${line.kind} among its rows`);
    rows += 1;
    page.push(readRow(columnsOf(line.value as JsonObject)));
    if (page.length < rowsPerPage) continue;
    yield page;
    page = [];
  }
  if (!hasEnd) throw refuse("has no end");
  yield page;
}

function columnsOf(row: JsonObject): ColumnTexts {
  return { ...row, detail: canonicalJson(row["detail"] ?? null) } as unknown as ColumnTexts;
}

async function* readLines(path: string, from: number): AsyncIterable<Line> {
  const file = await open(path, "r").catch((cause: unknown) => {
    throw new AppError("NOT_FOUND", "The archive cannot be opened.", { cause });
  });
  try {
    let offset = from;
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of file.createReadStream({ start: from, autoClose: false })) {
      rest = Buffer.concat([rest, chunk as Buffer]);
      let begin = 0;
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, begin)) {
        yield parseLine(rest.toString("utf8", begin, end), offset);
        offset += end - begin + 1;
        begin = end + 1;
      }
      rest = rest.subarray(begin);
      if (rest.length > lineBytesMax) throw refuse("has a line that is too long");
    }
    if (rest.length > 0) throw refuse("is cut off");
  } finally {
    await file.close();
  }
}

/** Every line is canonical: doubled keys, other spellings of numbers and spaces are refused. */
function parseLine(text: string, offset: number): Line {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
    if (canonicalJson(value) !== text) throw new SyntaxError("not canonical");
  } catch (cause) {
    throw refuse(`is not canonical JSON at byte ${offset}`, cause);
  }
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  const [entry] = entries;
  if (entry === undefined || entries.length !== 1) throw refuse(`is unknown at byte ${offset}`);
  return { kind: entry[0], value: entry[1], offset, length: Buffer.byteLength(text) };
}

function placeOf(line: Line): SealLine {
  const { seal, hash } = sealOf(line);
  const { offset, length } = line;
  return {
    number: sealNumber(seal.writer, seal.sequence),
    firstId: seal.first_id,
    hash,
    statesLoss: seal.sequence === 0 && statesLoss(seal.note),
    offset,
    length,
  };
}

/** The shape alone; every member is then compared with a hash or a signature. */
function sealOf({ value, offset }: Line): StoredSeal {
  const stored = isJsonObject(value) ? value : {};
  const { seal, heads, leaves, hash, signature } = stored;
  const texts = [leaves, hash, signature].every((text) => typeof text === "string");
  if (!texts || !isJsonObject(seal) || !(heads === null || Array.isArray(heads))) {
    throw refuse(`has a broken seal at byte ${offset}`);
  }
  return stored as unknown as StoredSeal;
}

function writerOf({ value, offset }: Line): StoredWriter {
  const stored = isJsonObject(value) ? value : {};
  const { certificate, signature, head, sequence } = stored;
  const keys = isJsonObject(certificate)
    ? [certificate["public_key"], certificate["installation_key"], signature, head]
    : [];
  if (keys.length === 0 || !keys.every((text) => typeof text === "string")) {
    throw refuse(`has a broken writer at byte ${offset}`);
  }
  if (!Number.isSafeInteger(sequence)) throw refuse(`has a broken writer at byte ${offset}`);
  return stored as unknown as StoredWriter;
}

function isBetween(from: SealPlace, to: SealPlace | null): (line: SealLine) => boolean {
  const lowest = sealNumber(from.writer, from.sequence);
  const highest = to === null ? Infinity : sealNumber(to.writer, to.sequence);
  return ({ number }) => lowest <= number && number <= highest;
}

function beginsIn(from: string, to: string | null): (line: SealLine) => boolean {
  return ({ firstId }) => firstId !== null && from <= firstId && (to === null || firstId < to);
}

function byFirstRow(a: SealLine, b: SealLine): number {
  if (a.firstId !== b.firstId) return (a.firstId ?? "") < (b.firstId ?? "") ? -1 : 1;
  return a.number - b.number;
}

function assertInOrder(seals: readonly SealLine[]): void {
  let last = 0;
  for (const { number } of seals) {
    // The negation refuses what is no number as well.
    if (!(number > last)) throw refuse("has its seals out of order");
    last = number;
  }
}

function assertHead(line: Line): void {
  const spec = isJsonObject(line.value) ? line.value["spec"] : undefined;
  if (line.kind !== "archive" || spec !== archiveSpec) throw refuse(`is not ${archiveSpec}`);
}

function refuse(problem: string, cause?: unknown): AppError {
  return new AppError("CHECK_FAILED", `The archive ${problem}.`, { cause });
}
