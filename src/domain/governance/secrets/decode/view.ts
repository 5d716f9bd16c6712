import { effort } from "../linear/effort.ts";

export type Span = readonly [start: number, end: number];

/** Another reading of a text, and the way back to where each piece of it came from. */
export interface View {
  readonly text: string;
  /** The span of the original that a span of `text` came from. */
  rawSpan(start: number, end: number): Span;
  /** The same in pieces, where something stands between them that masking must keep. */
  rawSpans(start: number, end: number): readonly Span[];
}

interface Piece {
  readonly at: number;
  readonly raw: number;
  readonly rawEnd: number;
  /** False for what stands for something else: it maps as a whole. */
  readonly isLiteral: boolean;
}

/** Structure of JSON and of code: cutting it out would leave a text that no longer parses. */
export const structure = /["'`{}[\]]/;

/** The last piece that starts at or before `index`. */
function pieceIndex(pieces: readonly Piece[], index: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.at ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

function rawStart(piece: Piece, index: number): number {
  return piece.isLiteral ? piece.raw + index - piece.at : piece.raw;
}

function rawEnd(piece: Piece, index: number): number {
  return piece.isLiteral ? piece.raw + index - piece.at : piece.rawEnd;
}

const pieceSteps = 16;

/** Builds a view from left to right; what is not taken over is left out. */
export class ViewBuilder {
  readonly #source: string;
  readonly #pieces: Piece[] = [];
  #text = "";

  constructor(source: string) {
    this.#source = source;
  }

  get length(): number {
    return this.#text.length;
  }

  /** Takes a stretch of the source as it is. */
  keep(raw: number, end: number): void {
    if (end <= raw) return;
    this.#pieces.push({ at: this.#text.length, raw, rawEnd: end, isLiteral: true });
    this.#text += this.#source.slice(raw, end);
  }

  replace(raw: number, end: number, plain: string): void {
    this.#pieces.push({ at: this.#text.length, raw, rawEnd: end, isLiteral: false });
    this.#text += plain;
  }

  finish(): View {
    const pieces = this.#pieces;
    effort.steps += pieceSteps * (4 + pieces.length) + this.#text.length / 4;
    const source = this.#source;
    const rawSpan = (start: number, end: number): Span => {
      const first = pieces[pieceIndex(pieces, start)];
      const last = pieces[pieceIndex(pieces, end - 1)];
      if (first === undefined || last === undefined) return [0, 0];
      return [rawStart(first, start), rawEnd(last, end)];
    };
    const rawSpans = (start: number, end: number): readonly Span[] => {
      const spans: Span[] = [];
      const to = pieceIndex(pieces, end - 1);
      for (let at = pieceIndex(pieces, start); at <= to; at += 1) {
        const piece = pieces[at];
        if (piece === undefined) break;
        effort.steps += pieceSteps;
        const from = Math.max(start, piece.at);
        const until = Math.min(end, pieces[at + 1]?.at ?? end);
        if (until <= from) continue;
        const span: Span = [rawStart(piece, from), rawEnd(piece, until)];
        const last = spans.at(-1);
        const follows = last !== undefined && last[1] <= span[0];
        if (follows && !structure.test(source.slice(last[1], span[0]))) {
          spans[spans.length - 1] = [last[0], span[1]];
        } else spans.push(span);
      }
      return spans;
    };
    return { text: this.#text, rawSpan, rawSpans };
  }
}
