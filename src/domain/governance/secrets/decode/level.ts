import type { Trust } from "../checks/trust.ts";
import type { TextMatch } from "../match-text.ts";
import type { Span, View } from "./view.ts";

export type ToRaw = (start: number, end: number) => readonly Span[];

/** A text that another one was read as, down from the one that was given. */
export interface Level {
  readonly text: string;
  readonly depth: number;
  readonly escapePasses: number;
  readonly toRaw: ToRaw;
  /** Put together by guess: only kinds count that are no chance there. */
  readonly trust?: Trust;
  /** Already another reading of its text, which is not read in yet another way. */
  readonly isView?: true;
  /** Mail, a listing or markup was undone, which does not end what else may be undone. */
  readonly isDecoded?: true;
  /** What stands in for a piece that masking removes. */
  readonly replacement?: string;
}

/** A match in the given text: in pieces where it was cut there. */
export function inPieces(
  match: TextMatch,
  spans: readonly Span[],
  replacement: string | undefined,
): readonly TextMatch[] {
  const [whole] = spans;
  const isSame = whole?.[0] === match.start && whole[1] === match.end;
  if (isSame && spans.length === 1 && replacement === undefined) return [match];
  return spans.map(([start, end], at) =>
    at === 0
      ? { ...match, start, end, ...(replacement === undefined ? {} : { replacement }) }
      : { ...match, start, end, isRest: true, replacement: "…" },
  );
}

export function throughView(view: View, level: Level): ToRaw {
  return (start, end) => view.rawSpans(start, end).flatMap(([from, to]) => level.toRaw(from, to));
}
