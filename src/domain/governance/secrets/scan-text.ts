import { spelledByTags } from "./decode/fold.ts";
import { decodeRuns } from "./decode/runs.ts";
import { unescape } from "./decode/unescape.ts";
import { matchText, type Meter, type TextMatch } from "./match-text.ts";

/** What decoding may cost; beyond it a text counts as unscannable, which denies the call. */
export interface ScanBudget {
  /** Encodings inside each other that are undone. */
  readonly depthMax: number;
  /** Decoded characters for each character of the input. */
  readonly expansionMax: number;
}

export const defaultBudget: ScanBudget = { depthMax: 3, expansionMax: 4 };

export interface TextScan {
  /** Spans are those of the text that was given, also for what was found in decoded text. */
  readonly matches: readonly TextMatch[];
  /** Why the text could not be judged; null when it could. */
  readonly unscannable: string | null;
}

/** Passes of escapes inside escapes on one level; the same notation nested counts as one. */
const escapePassesMax = 3;
/** Letters and digits written as escapes that the deepest level may still hold. */
const hiddenMax = 8;
/** The shortest credential that is worth looking for. */
export const secretLengthMin = 12;

type ToRaw = (start: number, end: number) => readonly [number, number];

interface Level {
  readonly text: string;
  readonly depth: number;
  readonly escapePasses: number;
  readonly toRaw: ToRaw;
}

class TextScanner {
  readonly matches: TextMatch[] = [];
  unscannable: string | null = null;
  /** What only its surroundings tell; it counts where no level shows a kind with a format. */
  readonly #around: TextMatch[] = [];
  /** Made with the first match: most texts have none. */
  #covered: Uint8Array | undefined;
  readonly #length: number;
  readonly #disabled: ReadonlySet<string>;
  readonly #budget: ScanBudget;
  readonly #meter: Meter;
  #decodedLeft: number;

  constructor(length: number, disabled: ReadonlySet<string>, budget: ScanBudget, meter: Meter) {
    this.#length = length;
    this.#disabled = disabled;
    this.#budget = budget;
    this.#meter = meter;
    this.#decodedLeft = length * budget.expansionMax;
  }

  scan(level: Level): void {
    const pass = matchText(level.text, this.#disabled, this.#meter);
    this.#keep(pass.matches, level.toRaw);
    if (pass.hasForeign) this.#scanTags(level);
    const plain = pass.hasEscapes || pass.hasForeign ? unescape(level.text) : null;
    this.#meter.steps += level.text.length;
    if (plain === null) {
      this.#scanRuns(level);
      return;
    }
    if (level.escapePasses >= escapePassesMax) {
      if (plain.hidden > hiddenMax) this.unscannable ??= "escapes nested too deeply";
      this.#scanRuns(level);
      return;
    }
    this.#descend({
      text: plain.text,
      depth: level.depth,
      escapePasses: level.escapePasses + 1,
      toRaw: (start, end) => level.toRaw(...plain.rawSpan(start, end)),
    });
  }

  /** A credential that shows on several levels counts once, where it shows first. */
  #keep(found: readonly TextMatch[], toRaw: ToRaw): void {
    if (found.length === 0) return;
    const covered = (this.#covered ??= new Uint8Array(this.#length));
    const fresh: TextMatch[] = [];
    for (const match of found) {
      const [start, end] = toRaw(match.start, match.end);
      if (match.kind.isContextual === true) {
        this.#around.push({ ...match, start, end });
        continue;
      }
      if (covered[start] === 1 || covered[end - 1] === 1) continue;
      fresh.push({ ...match, start, end });
    }
    for (const match of fresh) covered.fill(1, match.start, match.end);
    this.matches.push(...fresh);
  }

  finish(): void {
    for (const match of this.#around) {
      const covered = (this.#covered ??= new Uint8Array(this.#length));
      if (covered.subarray(match.start, match.end).includes(1)) continue;
      covered.fill(1, match.start, match.end);
      this.matches.push(match);
    }
  }

  #descend(level: Level): void {
    if (this.unscannable !== null || level.text.length < secretLengthMin) return;
    this.#decodedLeft -= level.text.length;
    if (this.#decodedLeft < 0) {
      this.unscannable = "more decoded text than the budget allows";
      return;
    }
    this.scan(level);
  }

  #scanTags(level: Level): void {
    const text = spelledByTags(level.text);
    if (text.length < secretLengthMin) return;
    const whole = level.toRaw(0, level.text.length);
    this.#descend({ text, depth: level.depth, escapePasses: escapePassesMax, toRaw: () => whole });
  }

  #scanRuns(level: Level): void {
    for (const run of decodeRuns(level.text)) {
      if (this.unscannable !== null) return;
      if (level.depth >= this.#budget.depthMax) {
        if (run.isText) this.unscannable = "encodings nested too deeply";
        continue;
      }
      const span = level.toRaw(run.start, run.end);
      this.#descend({ text: run.text, depth: level.depth + 1, escapePasses: 0, toRaw: () => span });
    }
  }
}

/** Every credential in a text, also an encoded one, with the span to remove. */
export function scanText(
  text: string,
  disabled: ReadonlySet<string> = new Set(),
  budget: ScanBudget = defaultBudget,
  meter: Meter = { steps: 0 },
): TextScan {
  if (text.length < secretLengthMin) return { matches: [], unscannable: null };
  const scanner = new TextScanner(text.length, disabled, budget, meter);
  scanner.scan({ text, depth: 0, escapePasses: 0, toRaw: (start, end) => [start, end] });
  scanner.finish();
  scanner.matches.sort((a, b) => a.start - b.start || b.end - a.end);
  return { matches: scanner.matches, unscannable: scanner.unscannable };
}
