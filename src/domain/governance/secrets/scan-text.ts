import type { Allowance } from "./decode/bytes.ts";
import { decodeArmours } from "./decode/forms/armours.ts";
import { boundariesOf } from "./decode/boundaries.ts";
import { readColumns } from "./decode/forms/columns.ts";
import { readDumps } from "./decode/forms/dumps.ts";
import { withoutDropped, withoutFillers, withoutMarks } from "./decode/forms/markup.ts";
import { joinAppended } from "./decode/sums/join-appended.ts";
import { joinFormats } from "./decode/sums/join-formats.ts";
import { type Definitions, readDefinitions } from "./decode/sums/definitions.ts";
import { joinReferences } from "./decode/sums/join-references.ts";
import { joinSums } from "./decode/sums/join-sums.ts";
import { type Clue, clueNames, readByClue } from "./decode/forms/clues.ts";
import { readCodes } from "./decode/codes.ts";
import { joinLiterals, joinLists } from "./decode/literals.ts";
import { joinBehindLeads } from "./decode/pieces.ts";
import { marks, viewMarks } from "./decode/marks.ts";
import { readMailWords, readQuotedPrintable } from "./decode/quoted-printable.ts";
import { type DecodedRun, decodeRuns } from "./decode/runs.ts";
import { signsOf } from "./decode/signs.ts";
import { joinStrides } from "./decode/strides.ts";
import { readBackwards, readReversed, readRotated } from "./decode/twist.ts";
import { unescape } from "./decode/unescape.ts";
import { readSingles, singlesMin } from "./decode/forms/singles.ts";
import { spelledByUnseen } from "./decode/forms/unseen.ts";
import { inPieces, type Level, throughView, type ToRaw } from "./decode/level.ts";
import type { Span, View } from "./decode/view.ts";
import { effort, limitOf, type Meter } from "./linear/effort.ts";
import { isTrusted, leadLengthMin } from "./checks/trust.ts";
import { matchText, type Pass, type TextMatch } from "./match-text.ts";

/** What decoding may cost; beyond it a text counts as unscannable, which denies the call. */
export interface ScanBudget {
  /** Encodings inside each other that are undone. */
  readonly depthMax: number;
  /** Decoded characters for each character of the input. */
  readonly expansionMax: number;
  /** Decoded characters that a text may have whatever its length. */
  readonly decodedMin?: number;
}

/**
 * A page of words or a file of settings packs to a tenth, so a short text may unpack to 64 KB; what
 * is read then takes a few milliseconds at most.
 */
export const defaultBudget: ScanBudget = { depthMax: 3, expansionMax: 4, decodedMin: 65_536 };

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
/**
 * Characters that may be read again in another order or without what separates them, for each
 * character of the input. Each way of reading takes a text once, so ordinary text stays below 2.
 */
const viewExpansionMax = 16;
/** A short text may be read again in all ways at once. */
const viewLengthMin = 8_192;
/** The shortest credential that is worth looking for. */
export const secretLengthMin = 12;
/** `PIN: 4831`, `pwd=Ab3!xy`. */
const textLengthMin = 9;

/** Each further reading of a text, however short it is. */
const levelSteps = 200;
const keepingSteps = 100;
const spanSteps = 20;
/** What reads a text for its signs looks at what stands beside each letterless place. */
const boundarySteps = 1;
/** A mail, a listing; longer ones are files, and what is hidden in those is read once. */
const decodedViewLengthMax = 8_192;

const tooMuch = "more decoded text than the budget allows";
export const tooDense = "more beginnings of credentials than the budget allows to follow";

interface LevelSettings {
  readonly disabled: ReadonlySet<string>;
  readonly budget: ScanBudget;
}

class TextScanner {
  readonly matches: TextMatch[] = [];
  unscannable: string | null = null;
  /** What only its surroundings tell; it counts where no level shows a kind with a format. */
  readonly #around: (readonly TextMatch[])[] = [];
  /** Made with the first match: most texts have none. */
  #covered: Uint8Array | undefined;
  readonly #length: number;
  readonly #disabled: ReadonlySet<string>;
  readonly #budget: ScanBudget;
  readonly #stepsMax: number;
  #decodedLeft: number;
  #viewsLeft: number;
  readonly #allowance: Allowance;

  constructor(length: number, settings: LevelSettings, stepsMax: number) {
    const { disabled, budget } = settings;
    this.#length = length;
    this.#disabled = disabled;
    this.#budget = budget;
    this.#stepsMax = stepsMax;
    this.#decodedLeft = Math.max(length * budget.expansionMax, budget.decodedMin ?? 0);
    this.#viewsLeft =
      Math.max(length, (budget.decodedMin ?? 0) / 4) * viewExpansionMax + viewLengthMin;
    this.#allowance = { inflateBytes: this.#decodedLeft, stepsMax };
  }

  scan(level: Level, pass = this.#match(level)): void {
    this.#keep(pass.matches, level);
    if (pass.isCut) this.unscannable ??= tooDense;
    if (this.unscannable !== null) return;
    if (pass.hasForeign) this.#scanUnseen(level);
    // ROT47 has the signs that escapes start with too.
    if (pass.clues.length > 0 && level.isView !== true) this.#scanClues(level, pass);
    const { hasEscapes, hasForeign } = pass;
    const plain = hasEscapes || hasForeign ? unescape(level.text, hasForeign) : null;
    effort.steps += level.text.length / 2;
    if (this.#isSpent()) return;
    // Their alphabets hold the signs that escapes start with.
    this.#scanDecoded(decodeArmours(level.text), level);
    const isLast = plain === null || level.escapePasses >= escapePassesMax;
    if (isLast || !plain.isWhole) {
      if (level.isView !== true) this.#scanViews(level, pass);
      this.#scanDecoded(decodeRuns(level.text, this.#allowance), level);
      if (this.#isSpent()) return;
    }
    if (isLast) {
      if (plain !== null && plain.hidden > hiddenMax) {
        this.unscannable ??= "escapes nested too deeply";
      }
      return;
    }
    this.#descend({
      ...level,
      text: plain.text,
      escapePasses: level.escapePasses + 1,
      toRaw: throughView(plain, level),
    });
  }

  #isSpent(): boolean {
    if (effort.steps > this.#stepsMax) this.unscannable ??= tooDense;
    return this.unscannable !== null;
  }

  #match({ text, trust }: Level): Pass {
    return matchText(text, this.#disabled, this.#stepsMax, trust !== undefined);
  }

  /** A credential that shows on several levels counts once, where it shows first. */
  #keep(found: readonly TextMatch[], level: Level): void {
    if (found.length === 0) return;
    const covered = (this.#covered ??= new Uint8Array(this.#length));
    const fresh: TextMatch[] = [];
    let shown: readonly Span[] | undefined;
    effort.steps += found.length * keepingSteps;
    for (const match of found) {
      if (!isTrusted(match.kind, level.text.slice(match.start, match.end), level.trust)) continue;
      const spans = level.toRaw(match.start, match.end);
      const [first] = spans;
      // All that is in decoded text stands where its encoding does: one piece of it is enough.
      const isShown = spans === shown;
      shown = spans;
      if (first === undefined || (isShown && match.kind.isContextual === true)) continue;
      const group = inPieces(match, isShown ? [first] : spans, level.replacement);
      effort.steps += group.length * spanSteps;
      if (match.kind.isContextual === true) {
        this.#around.push(group);
        continue;
      }
      const [start, end] = first;
      if (covered[start] === 1 || covered[end - 1] === 1) continue;
      fresh.push(...group);
      // What was put together by guess is given in several ways.
      if (level.trust === "distinctive")
        for (const one of group) covered.fill(1, one.start, one.end);
    }
    for (const match of fresh) covered.fill(1, match.start, match.end);
    this.matches.push(...fresh);
  }

  finish(): void {
    if (this.#around.length === 0) return;
    const covered = (this.#covered ??= new Uint8Array(this.#length));
    for (const group of this.#around) {
      if (group.some(({ start, end }) => covered.subarray(start, end).includes(1))) continue;
      for (const match of group) covered.fill(1, match.start, match.end);
      this.matches.push(...group);
    }
  }

  #descend(level: Level): void {
    const isReading = level.isView === true || level.isDecoded === true || level.escapePasses > 0;
    effort.steps += levelSteps;
    if (this.#isSpent() || level.text.length < secretLengthMin) return;
    if (isReading) this.#viewsLeft -= level.text.length;
    else this.#decodedLeft -= level.text.length;
    if (this.#decodedLeft < 0 || this.#viewsLeft < 0) {
      this.unscannable = tooMuch;
      return;
    }
    this.scan(level);
  }

  #scanUnseen(level: Level): void {
    const text = spelledByUnseen(level.text);
    if (text.length < secretLengthMin) return;
    const whole = level.toRaw(0, level.text.length);
    this.#descend({ ...level, text, escapePasses: escapePassesMax, toRaw: () => whole });
  }

  #scanViews(level: Level, pass: Pass): void {
    const { text } = level;
    if ((pass.marks & viewMarks) !== 0) this.#scanMarked(level, pass.marks);
    const { bareLeads, reversedLeads, rotatedLeads } = pass;
    if (bareLeads.length + reversedLeads.length + rotatedLeads.length === 0) return;
    if (this.#isSpent()) return;
    const guesses = [
      ...joinBehindLeads(text, bareLeads, this.#stepsMax),
      ...readReversed(text, reversedLeads),
      ...readRotated(text, rotatedLeads),
    ];
    this.#scanEach(guesses, level, { trust: "distinctive" });
  }

  /** A text that says how it is written is no guess; signs that are spoken may be prose. */
  #scanClues(level: Level, { clues }: Pass): void {
    const read = (clue: Clue) => readByClue(clue, level.text, clues);
    this.#scanDecodedViews(read("signs"), { ...level, trust: "distinctive" });
    const others = clueNames.filter((name) => name !== "signs");
    this.#scanEach(others.flatMap(read), level, {});
  }

  #scanMarked(level: Level, found: number): void {
    const { text } = level;
    effort.steps += text.length;
    const has = (mark: number) => (found & mark) !== 0 && !this.#isSpent();
    const boundaries = boundariesOf(text);
    // One word: nothing is written in signs, and nothing stands beside anything.
    if (boundaries.length === 1) return;
    effort.steps += boundaries.length * boundarySteps;
    const signs = signsOf(text, boundaries);
    // All are read before any is scanned, as the boundaries last until the next text only.
    const printable = has(marks.equals) ? readQuotedPrintable(text) : null;
    const words = has(marks.equals) ? readMailWords(text) : null;
    const joined = has(marks.quote) ? joinLiterals(text, signs.quotes) : null;
    let known: Definitions | undefined;
    const definitions = (): Definitions => (known ??= readDefinitions(text, signs.values));
    const sums = has(marks.quote) || has(marks.digit) ? joinSums(text, signs, definitions) : null;
    const formats = has(marks.quote) ? joinFormats(text) : null;
    const backwards = readBackwards(text, signs.reversing);
    const references = joinReferences(text, signs.references, definitions);
    const listed = has(marks.quote) ? joinLists(text, boundaries, signs.joining) : null;
    const codes = has(marks.digit) ? readCodes(text, boundaries) : [];
    const dumps = has(marks.digit) ? readDumps(text) : null;
    const columns = has(marks.digit) ? readColumns(text) : null;
    const singles = signs.singles >= singlesMin ? readSingles(text) : null;
    const strides = has(marks.digit) ? joinStrides(text, boundaries) : null;
    const unmarked = signs.hasMarks ? withoutMarks(text) : null;
    const appended = joinAppended(text, signs.values);
    const read = [joined, sums, references, formats, appended];
    const cleared = [
      signs.hasDropped ? withoutDropped(text) : null,
      ...withoutFillers(text, signs.fillers),
    ];
    this.#scanDecodedViews([printable, words, dumps, unmarked], level);
    this.#scanEach([...read, ...cleared, ...backwards], level, {});
    this.#scanEach([listed], level, { trust: "formats" });
    this.#scanDecodedViews(codes, { ...level, replacement: "0" });
    this.#scanEach([columns, singles, strides], level, { trust: "distinctive" });
  }

  /** What is no guess is read in every way once more. */
  #scanDecodedViews(views: readonly (View | null)[], level: Level): void {
    for (const view of views) {
      if (view === null) continue;
      if (level.isDecoded === true || view.text.length > decodedViewLengthMax) {
        this.#scanEach([view], level, {});
        continue;
      }
      const toRaw = throughView(view, level);
      this.#descend({ ...level, text: view.text, toRaw, isDecoded: true });
    }
  }

  #scanEach(views: readonly (View | null)[], level: Level, more: Partial<Level>): void {
    for (const view of views) {
      if (view === null) continue;
      const toRaw = throughView(view, level);
      this.#descend({ ...level, text: view.text, toRaw, isView: true, ...more });
    }
  }

  #scanDecoded(runs: readonly DecodedRun[], level: Level): void {
    for (const run of runs) {
      if (this.unscannable !== null) return;
      if (run.isCut === true) this.unscannable = tooMuch;
      if (level.depth >= this.#budget.depthMax) {
        if (run.isText) this.unscannable = "encodings nested too deeply";
        continue;
      }
      const spans = run.spans.flatMap(([start, end]) => level.toRaw(start, end));
      this.#descend({
        text: run.text,
        depth: level.depth + 1,
        escapePasses: 0,
        toRaw: () => spans,
      });
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
  return scanLevel(text, disabled, budget, meter, {});
}

/** The same for a text that was put together by guess: surroundings and words do not count. */
export function scanJoined(
  text: string,
  disabled: ReadonlySet<string>,
  budget: ScanBudget,
  meter: Meter,
): TextScan {
  return scanLevel(text, disabled, budget, meter, { trust: "formats", isView: true });
}

const plain: TextScan = { matches: [], unscannable: null };

/** Most texts: nothing in them starts a credential or could be read in another way. */
function isPlain(text: string, pass: Pass): boolean {
  if (text.length < textLengthMin) return true;
  return (
    pass.matches.length === 0 &&
    !pass.isCut &&
    !pass.hasEscapes &&
    !pass.hasForeign &&
    pass.bareLeads.length + pass.reversedLeads.length + pass.rotatedLeads.length === 0 &&
    pass.clues.length === 0 &&
    (pass.marks & viewMarks) === 0 &&
    decodeRuns(text, { inflateBytes: 0, stepsMax: Infinity }).length === 0
  );
}

function scanLevel(
  text: string,
  disabled: ReadonlySet<string>,
  budget: ScanBudget,
  meter: Meter,
  more: Partial<Level>,
): TextScan {
  if (text.length < leadLengthMin) return plain;
  const before = effort.steps;
  const stepsMax = limitOf(text.length, meter);
  effort.stepsMax = stepsMax;
  const pass = matchText(text, disabled, stepsMax, more.trust !== undefined);
  if (pass.bareLeads.length > 0) meter.hasBareLead = true;
  const scan = isPlain(text, pass)
    ? plain
    : scanLevels(text, { disabled, budget }, stepsMax, pass, more);
  effort.stepsMax = Infinity;
  meter.steps += effort.steps - before;
  return scan;
}

function scanLevels(
  text: string,
  settings: LevelSettings,
  stepsMax: number,
  pass: Pass,
  more: Partial<Level>,
): TextScan {
  const scanner = new TextScanner(text.length, settings, stepsMax);
  const toRaw: ToRaw = (start, end) => [[start, end]];
  scanner.scan({ text, depth: 0, escapePasses: 0, toRaw, ...more }, pass);
  scanner.finish();
  scanner.matches.sort((a, b) => a.start - b.start || b.end - a.end);
  return { matches: scanner.matches, unscannable: scanner.unscannable };
}
