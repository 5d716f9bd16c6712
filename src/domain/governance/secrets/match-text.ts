import { isPlaceholder } from "./checks/placeholder.ts";
import type { KindSelection, SecretKind } from "./kind.ts";
import { secretKinds } from "./kinds.ts";
import { buildPrefilter, type Prefilter } from "./prefilter.ts";

/** A credential in one text as it stands there. */
export interface TextMatch {
  readonly kind: SecretKind;
  readonly start: number;
  readonly end: number;
  /** `ghp_…(40)`. */
  readonly masked: string;
}

/** What a scan has cost, in steps that do not depend on the machine. */
export interface Meter {
  steps: number;
}

/** What one pass over a text learnt: the matches, and which decoders have something to do. */
export interface Pass {
  readonly matches: readonly TextMatch[];
  readonly hasEscapes: boolean;
  readonly hasForeign: boolean;
}

const prefilter: Prefilter = buildPrefilter(secretKinds);

/** `\`, `%` and `&` start an escape in some notation. */
const escapeMarks = new Uint8Array(128);
for (const mark of "\\%&") escapeMarks[mark.charCodeAt(0)] = 1;

export function maskOf(kind: SecretKind, secret: string): string {
  return `${secret.slice(0, kind.publicLength(secret))}…(${secret.length})`;
}

function isGenuine(kind: SecretKind, text: string, start: number, end: number): boolean {
  const secret = text.slice(start, end);
  if (kind.proof?.(secret) === true) return true;
  if (isPlaceholder(secret.slice(kind.publicLength(secret)))) return false;
  return kind.check?.({ secret, text, start, end }) ?? true;
}

function matchAt(kind: SecretKind, text: string, at: number, meter: Meter): TextMatch | null {
  kind.pattern.lastIndex = at;
  const found = kind.pattern.exec(text);
  meter.steps += 1;
  if (found === null) return null;
  const [whole, group] = found;
  meter.steps += whole.length;
  const secret = group ?? whole;
  // A context pattern ends with its value, so its value starts where the rest is left.
  const start = group === undefined ? at : at + whole.lastIndexOf(secret);
  const end = start + secret.length;
  if (!isGenuine(kind, text, start, end)) return null;
  return { kind, start, end, masked: maskOf(kind, secret) };
}

/** How many characters before the keyword can belong to the pattern. */
function leadLength(kind: SecretKind, text: string, keywordStart: number): number {
  const { before, leads } = kind;
  if (leads === undefined) return before;
  let length = 0;
  while (length < before && leads[text.charCodeAt(keywordStart - length - 1)] === 1) length += 1;
  return length;
}

class Matcher {
  readonly matches: TextMatch[] = [];
  /** By kind: where its last match ended; hits inside it are the same credential. */
  #covered: Map<SecretKind, number> | undefined;
  readonly #text: string;
  readonly #disabled: ReadonlySet<string>;
  readonly #meter: Meter;

  constructor(text: string, disabled: ReadonlySet<string>, meter: Meter) {
    this.#text = text;
    this.#disabled = disabled;
    this.#meter = meter;
  }

  tryKind(kind: SecretKind, keywordStart: number): void {
    if (this.#disabled.has(kind.id)) return;
    const covered = this.#covered?.get(kind) ?? 0;
    const first = Math.max(covered, keywordStart - leadLength(kind, this.#text, keywordStart));
    for (let at = first; at <= keywordStart - (kind.beforeMin ?? 0); at += 1) {
      const match = matchAt(kind, this.#text, at, this.#meter);
      if (match === null) continue;
      this.matches.push(match);
      (this.#covered ??= new Map()).set(kind, match.end);
      return;
    }
  }
}

/** Every credential of an enabled kind in a text as it stands, nothing decoded. One pass. */
export function matchText(text: string, disabled: KindSelection, meter: Meter): Pass {
  const { classes, classCount, next, firstHit, hits } = disabled.prefilter ?? prefilter;
  const matcher = new Matcher(text, disabled, meter);
  let state = 0;
  let escapes = 0;
  let foreign = 0;
  const length = text.length;
  meter.steps += length;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127) {
      foreign = 1;
      state = 0;
      continue;
    }
    escapes |= escapeMarks[code] as number;
    state = next[state * classCount + (classes[code] as number)] as number;
    if (state < firstHit) continue;
    for (const hit of hits[state - firstHit] ?? []) {
      matcher.tryKind(hit.kind, at + 1 - hit.keywordLength);
    }
  }
  return {
    matches: withoutOverlaps(matcher.matches),
    hasEscapes: escapes === 1,
    hasForeign: foreign === 1,
  };
}

/** Where two kinds claim the same text the longer match is the more specific one. */
export function withoutOverlaps(matches: readonly TextMatch[]): readonly TextMatch[] {
  if (matches.length < 2) return matches;
  const ordered = [...matches].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: TextMatch[] = [];
  for (const match of ordered) {
    const last = kept.at(-1);
    if (last === undefined || match.start >= last.end) kept.push(match);
  }
  return kept;
}
