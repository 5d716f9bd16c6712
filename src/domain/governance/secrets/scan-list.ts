import type { JsonObject, JsonValue } from "#shared/json.ts";
import { isTelling, looksRandom } from "./checks/distinctive.ts";
import { effort, limitOf } from "./linear/effort.ts";
import { matchText, type TextMatch } from "./match-text.ts";
import { scanMember, type ScanSettings } from "./scan-member.ts";
import { scanJoined, scanText, type TextScan } from "./scan-text.ts";

/** Fewer members make no credential: codes of its characters, or pieces of two or more. */
const codesMin = 12;
const piecesMin = 2;
/** More is data: a credential in so many pieces would be a key file. */
const membersMax = 20_000;

const piece = /^[A-Za-z0-9+/=_.~:%@-]{1,2000}$/;

/** A list that is put together as its reader may do it. */
interface Joined {
  readonly text: string;
  /** Where members end; a credential inside one is found there. */
  readonly ends: ReadonlySet<number>;
}

function isCode(item: JsonValue): item is number {
  return typeof item === "number" && ((item >= 32 && item < 127) || item === 10 || item === 13);
}

function isPiece(item: JsonValue): item is string {
  return typeof item === "string" && piece.test(item);
}

function joinItems(items: readonly JsonValue[]): Joined | null {
  if (items.length < piecesMin || items.length > membersMax) return null;
  if (items.length >= codesMin && items.every(isCode)) {
    const text = items.map((code) => String.fromCharCode(code)).join("");
    return { text, ends: new Set(Array.from({ length: text.length }, (_, at) => at + 1)) };
  }
  if (!items.every(isPiece)) return null;
  const ends = new Set<number>();
  let end = 0;
  for (const item of items) ends.add((end += item.length));
  return { text: items.join(""), ends };
}

export interface ListScan extends TextScan {
  /** What the matches are in where the members are lines; null where they are pieces of one text. */
  readonly lines: string | null;
}

const keyBorder = "PRIVATE KEY";

/** A file as a list of its lines: a key goes on from one to the next. */
function scanLines(items: readonly JsonValue[], settings: ScanSettings): ListScan | null {
  if (items.length > membersMax) return null;
  if (!items.some((item) => typeof item === "string" && item.includes(keyBorder))) return null;
  const texts = items.filter((item) => typeof item === "string");
  if (texts.length < items.length) return null;
  const lines = texts.map((line) => line.replace(/\r?\n$/, "")).join("\n");
  const { disabledKinds, budget, meter } = settings;
  const scan = scanText(lines, disabledKinds, budget, meter);
  const matches = scan.matches.filter(
    ({ kind, start, end }) => kind.id.startsWith("key.") && lines.slice(start, end).includes("\n"),
  );
  return matches.length === 0 ? null : { matches, unscannable: scan.unscannable, lines };
}

/** Credentials that only the members of a list make together; null where there is none. */
export function scanList(items: readonly JsonValue[], settings: ScanSettings): ListScan | null {
  return scanLines(items, settings) ?? scanPieces(items, settings);
}

function scanPieces(items: readonly JsonValue[], settings: ScanSettings): ListScan | null {
  const joined = joinItems(items);
  if (joined === null) return null;
  const { disabledKinds, budget, meter } = settings;
  const scan = scanJoined(joined.text, disabledKinds, budget, meter);
  const matches = scan.matches.filter(({ start, end }) => {
    for (let at = start + 1; at < end; at += 1) if (joined.ends.has(at)) return true;
    return false;
  });
  const isWhole = (item: JsonValue): boolean =>
    typeof item === "string" && scanText(item, disabledKinds, budget, meter).matches.length > 0;
  // One that a member holds whole may seem to go on in the next.
  if (matches.length === 0 || items.some(isWhole)) return null;
  return { matches, unscannable: scan.unscannable, lines: null };
}

const digit = /[0-9]/;

/** Members of an object that are put together; settings and rows of tables have more. */
const objectMembersMax = 64;

/** A credential that members of an object make together, and which ones hold it. */
export interface JoinedMembers {
  readonly match: TextMatch;
  readonly keys: readonly string[];
}

function matchesIn(text: string, settings: ScanSettings, isJoined: boolean): readonly TextMatch[] {
  const { disabledKinds, meter } = settings;
  const before = effort.steps;
  const { matches } = matchText(text, disabledKinds, limitOf(text.length, meter), isJoined);
  meter.steps += effort.steps - before;
  return matches;
}

/** What only several of the pieces make together, and which of them. */
function findAcross(
  pieces: readonly string[],
  settings: ScanSettings,
): readonly [TextMatch, readonly number[]] | null {
  const text = pieces.join("");
  // One that a member holds whole may seem to go on in the next.
  const isWhole = (at: number): boolean => matchesIn(pieces[at] ?? "", settings, false).length > 0;
  for (const match of matchesIn(text, settings, true)) {
    const secret = text.slice(match.start, match.end);
    if (!isTelling(match.kind) || !looksRandom(match.kind, secret)) continue;
    let end = 0;
    const held = pieces.flatMap((item, at) => {
      const start = end;
      end += item.length;
      return start < match.end && end > match.start ? [at] : [];
    });
    if (held.length < 2 || held.some(isWhole)) continue;
    return [match, held];
  }
  return null;
}

/** `{"first": "ghp_…", "second": "…"}` and `{"ghp_…": "…"}`: one credential in two places. */
export function scanMembers(object: JsonObject, settings: ScanSettings): JoinedMembers | null {
  const keys = Object.keys(object);
  if (keys.length > objectMembersMax) return null;
  const named = keys.filter((key) => isPiece(object[key] ?? null));
  const values = named.map((key) => String(object[key]));
  // Words alone are nothing that would be trusted.
  const hasDigits = (at: number): boolean =>
    digit.test(values[at] ?? "") || digit.test(named[at] ?? "");
  if (!named.some((_key, at) => hasDigits(at))) return null;
  const across = values.length > 1 ? findAcross(values, settings) : null;
  const isFound = (key: string): boolean =>
    scanMember(object, key, String(object[key]), settings).matches.length > 0;
  if (across !== null) {
    const [match, held] = across;
    const holders = held.map((at) => named[at] ?? "");
    return holders.some(isFound) ? null : { match, keys: holders };
  }
  for (const [at, key] of named.entries()) {
    if (key.length < keyLengthMin || !hasDigits(at) || !isPiece(key)) continue;
    const found = findAcross([key, values[at] ?? ""], settings);
    if (found !== null && !isFound(key)) return { match: found[0], keys: [key] };
  }
  return null;
}

/** A lead and nothing more. */
const keyLengthMin = 4;
