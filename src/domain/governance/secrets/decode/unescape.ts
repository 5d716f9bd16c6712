import { foldablePattern, foldPoint } from "./fold.ts";

/** A text with its escapes resolved, and the way back to where each piece came from. */
export interface Unescaped {
  readonly text: string;
  /** How many escapes stood for a letter or digit: nothing honest needs many of those. */
  readonly hidden: number;
  /** The span of the original that a span of `text` came from. */
  rawSpan(start: number, end: number): readonly [number, number];
}

interface Piece {
  readonly at: number;
  readonly raw: number;
  readonly rawEnd: number;
  /** False for what stands for something else: it maps as a whole. */
  readonly isLiteral: boolean;
}

/**
 * One alternative for each notation. Backslashes and `%25` may be doubled, as they are when JSON
 * holds JSON or a URL holds a URL, so nesting of the same notation is undone at once.
 */
const escapePattern = new RegExp(
  [
    "\\\\{1,16}(?:u\\{([0-9a-fA-F]{1,6})\\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3][0-7]{2})|" +
      "([nrtbf])|(\\r?\\n)|([\"'/`$&]))",
    "((?:%(?:25){0,8}[0-9a-fA-F]{2}){1,64})",
    "&#x([0-9a-fA-F]{1,6});",
    "&#([0-9]{1,7});",
    foldablePattern,
  ].join("|"),
  "yu",
);

const controls: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: " ", f: " " };

function fromPoint(digits: string, radix: number): string {
  const point = Number.parseInt(digits, radix);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : " ";
}

function fromPercent(run: string): string {
  const bytes = run
    .split("%")
    .slice(1)
    .map((digits) => Number.parseInt(digits.slice(-2), 16));
  return Buffer.from(bytes).toString("utf8");
}

function foldAll(text: string): string {
  let folded = "";
  for (const character of text) folded += foldPoint(character.codePointAt(0) ?? 0) ?? character;
  return folded;
}

/** What an escape stands for; null when the character is to stay as it is. */
function resolve(match: RegExpExecArray): string | null {
  const [whole, braced, short, byte, octal, control, lineBreak, plain, percent, hexRef, decimal] =
    match;
  if (braced !== undefined) return foldAll(fromPoint(braced, 16));
  if (short !== undefined) return foldAll(fromPoint(short, 16));
  if (byte !== undefined) return fromPoint(byte, 16);
  if (octal !== undefined) return fromPoint(octal, 8);
  if (control !== undefined) return controls[control] ?? null;
  // A backslash before a line break continues the line.
  if (lineBreak !== undefined) return "";
  if (plain !== undefined) return plain;
  if (percent !== undefined) return foldAll(fromPercent(percent));
  if (hexRef !== undefined) return foldAll(fromPoint(hexRef, 16));
  if (decimal !== undefined) return foldAll(fromPoint(decimal, 10));
  return foldAll(whole);
}

class Builder {
  readonly #pieces: Piece[] = [];
  #text = "";
  #raw = 0;
  hidden = 0;

  /** Takes what stood between the last escape and this one as it is. */
  keepUntil(source: string, rawEnd: number): void {
    if (rawEnd === this.#raw) return;
    this.#pieces.push({ at: this.#text.length, raw: this.#raw, rawEnd, isLiteral: true });
    this.#text += source.slice(this.#raw, rawEnd);
    this.#raw = rawEnd;
  }

  replace(rawEnd: number, plain: string): void {
    this.#pieces.push({ at: this.#text.length, raw: this.#raw, rawEnd, isLiteral: false });
    this.#text += plain;
    this.#raw = rawEnd;
  }

  finish(): Unescaped {
    const pieces = this.#pieces;
    const pieceAt = (index: number): Piece | undefined => {
      let low = 0;
      let high = pieces.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((pieces[middle]?.at ?? 0) <= index) low = middle;
        else high = middle - 1;
      }
      return pieces[low];
    };
    const rawStart = (index: number): number => {
      const piece = pieceAt(index);
      if (piece === undefined) return 0;
      return piece.isLiteral ? piece.raw + index - piece.at : piece.raw;
    };
    const rawEnd = (index: number): number => {
      const piece = pieceAt(index - 1);
      if (piece === undefined) return 0;
      return piece.isLiteral ? piece.raw + index - piece.at : piece.rawEnd;
    };
    return {
      text: this.#text,
      hidden: this.hidden,
      rawSpan: (start, end) => [rawStart(start), rawEnd(end)],
    };
  }
}

/** Where an escape may start: a pattern tried at every place of the text cost 12 µs a KB. */
function nextMark(source: string, from: number): number {
  for (let at = from; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    if (code === 92 || code === 37 || code === 38 || code > 127) return at;
  }
  return -1;
}

/** Resolves escapes, drops the invisible, folds look-alikes; null when nothing changed. */
export function unescape(source: string): Unescaped | null {
  const builder = new Builder();
  let changed = false;
  for (let at = nextMark(source, 0); at !== -1; at = nextMark(source, at)) {
    escapePattern.lastIndex = at;
    const match = escapePattern.exec(source);
    const plain = match === null ? null : resolve(match);
    if (match === null || plain === null) {
      at += 1;
      continue;
    }
    changed = true;
    builder.keepUntil(source, at);
    at += match[0].length;
    builder.replace(at, plain);
    if (match[0].charCodeAt(0) < 128 && /[A-Za-z0-9]/.test(plain) && match[5] === undefined) {
      builder.hidden += 1;
    }
  }
  if (!changed) return null;
  builder.keepUntil(source, source.length);
  return builder.finish();
}
