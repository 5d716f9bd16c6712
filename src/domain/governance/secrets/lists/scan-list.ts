import { isJsonObject, type JsonValue } from "#shared/json.ts";
import type { Meter } from "../linear/effort.ts";
import type { ScanSettings } from "../scan-member.ts";
import { scanJoined, scanText, type TextScan } from "../scan-text.ts";
import { type ListScan, scanLines } from "./scan-lines.ts";

/** Fewer members make no credential: codes of its characters, or pieces of two or more. */
const codesMin = 12;
const piecesMin = 2;
/** More is data: a credential in so many pieces would be a key file. */
const membersMax = 20_000;

/** To look at a member, and where it ends. */
const memberSteps = 6;

const piece = /^[A-Za-z0-9+/=_.~:%@-]{1,2000}$/;

/** A list that is put together as its reader may do it. */
interface Joined {
  readonly text: string;
  /** The members; a credential inside one is found there. */
  readonly pieces: readonly string[];
  /** Codes of characters can be read in one way only. */
  readonly isExact: boolean;
}

function isCode(item: JsonValue): item is number {
  return typeof item === "number" && ((item >= 32 && item < 127) || item === 10 || item === 13);
}

function isCodeText(item: JsonValue): boolean {
  return typeof item === "string" && /^[0-9]{2,3}$/.test(item);
}

function isPiece(item: JsonValue): item is string {
  return typeof item === "string" && piece.test(item);
}

/** Rows of rows; each list around them would go through all of them again. */
const rowsNestingMax = 2;

function joinItems(
  items: readonly JsonValue[],
  meter: Meter,
  nesting = rowsNestingMax,
): Joined | null {
  if (items.length < piecesMin || items.length > membersMax) return null;
  meter.steps += items.length * memberSteps;
  if (items.length >= codesMin && items.every(isCode)) {
    const pieces = items.map((code) => String.fromCharCode(code));
    return { text: pieces.join(""), pieces, isExact: true };
  }
  const numbers = items.length >= codesMin && items.every(isCodeText) ? items.map(Number) : [];
  if (numbers.length > 0 && numbers.every(isCode)) return joinItems(numbers, meter);
  // Rows of characters or of pieces.
  if (nesting > 0 && items.every((item) => Array.isArray(item))) {
    return joinItems(items.flat(), meter, nesting - 1);
  }
  if (!items.every(isPiece)) return null;
  return { text: items.join(""), pieces: items, isExact: false };
}

function endsOf(pieces: readonly string[]): ReadonlySet<number> {
  let end = 0;
  return new Set(pieces.map((piece) => (end += piece.length)));
}

/** Credentials that only the members of a list make together; null where there is none. */
export function scanList(items: readonly JsonValue[], settings: ScanSettings): ListScan | null {
  return scanLines(items, settings) ?? scanPieces(items, settings);
}

function scanPieces(items: readonly JsonValue[], settings: ScanSettings): ListScan | null {
  const joined = joinItems(items, settings.meter);
  if (joined === null) return null;
  const { disabledKinds, budget, meter } = settings;
  const scan = joined.isExact
    ? scanText(joined.text, disabledKinds, budget, meter)
    : scanJoined(joined.text, disabledKinds, budget, meter);
  if (scan.matches.length === 0) return scan.unscannable === null ? null : unread(scan);
  const ends = endsOf(joined.pieces);
  const matches = scan.matches.filter(({ start, end }) => {
    for (let at = start + 1; at < end; at += 1) if (ends.has(at)) return true;
    return false;
  });
  const isWhole = (item: JsonValue): boolean =>
    typeof item === "string" && scanText(item, disabledKinds, budget, meter).matches.length > 0;
  // One that a member holds whole may seem to go on in the next.
  if (matches.length === 0 || items.some(isWhole)) return null;
  return { matches, unscannable: scan.unscannable, lines: null, member: null };
}

function unread(scan: TextScan): ListScan {
  return { ...scan, lines: null, member: null };
}

/** `{"0": 103, "1": 104, …}`: how a typed array of JavaScript is written in JSON. */
export function asList(value: JsonValue): readonly JsonValue[] | null {
  if (!isJsonObject(value) || value["0"] === undefined || value["11"] === undefined) return null;
  const keys = Object.keys(value);
  return keys.length <= membersMax && keys.every((key, at) => key === `${at}`)
    ? Object.values(value)
    : null;
}
