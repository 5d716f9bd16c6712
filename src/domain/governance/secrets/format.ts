import type { Candidate, Draw, SecretKind } from "./kind.ts";

/** A stretch of characters from one set, given as the inside of a character class. */
export interface Body {
  readonly set: string;
  readonly min: number;
  readonly max: number;
}

/** One of several words, in the provider's own case. */
export interface Choice {
  readonly words: readonly string[];
}

export type Part = string | Body | Choice;

export function body(set: string, min: number, max: number = min): Body {
  return { set, min, max };
}

export function choice(...words: readonly string[]): Choice {
  return { words };
}

/** `A-Za-z0-9_-` → every character of it. */
function expandSet(set: string): string {
  return set.replace(/\\(.)/g, "$1").replace(/(.)-(.)/g, (_all, from: string, to: string) => {
    let span = "";
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code += 1) {
      span += String.fromCharCode(code);
    }
    return span;
  });
}

/** A set as a table of character codes. */
export function membersOf(set: string): Uint8Array {
  const members = new Uint8Array(128);
  for (const character of expandSet(set)) members[character.charCodeAt(0)] = 1;
  return members;
}

export function escapePattern(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

export function patternOf(parts: readonly Part[]): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return escapePattern(part);
      if ("words" in part) return `(?:${part.words.map(escapePattern).join("|")})`;
      return part.min === part.max
        ? `[${part.set}]{${part.min}}`
        : `[${part.set}]{${part.min},${part.max}}`;
    })
    .join("");
}

export function sampleOf(parts: readonly Part[], draw: Draw): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      if ("words" in part) return part.words[draw.below(part.words.length)] ?? "";
      // Ranges state what is tolerated; real tokens sit near the lower half.
      const span = Math.min(part.max - part.min, 24);
      return draw.chars(expandSet(part.set), part.min + draw.below(span + 1));
    })
    .join("");
}

function longestOf(part: Part): number {
  if (typeof part === "string") return part.length;
  if ("words" in part) return Math.max(...part.words.map((word) => word.length));
  return part.max;
}

interface Anchor {
  readonly keywords: readonly string[];
  readonly before: number;
  readonly beforeMin: number;
  readonly leads?: Uint8Array;
}

function shortestOf(part: Part): number {
  if (typeof part === "string") return part.length;
  if ("words" in part) return Math.min(...part.words.map((word) => word.length));
  return part.min;
}

/** The first literal of a format is what the prefilter looks for. */
function anchorOf(parts: readonly Part[]): Anchor {
  let before = 0;
  let beforeMin = 0;
  let leadSet = "";
  for (const part of parts) {
    if (typeof part === "object" && !("words" in part)) {
      before += longestOf(part);
      beforeMin += shortestOf(part);
      leadSet += part.set;
      continue;
    }
    const keywords = (typeof part === "string" ? [part] : part.words).map((word) =>
      word.toLowerCase(),
    );
    return { keywords, before, beforeMin, ...(before === 0 ? {} : { leads: membersOf(leadSet) }) };
  }
  return { keywords: [], before, beforeMin };
}

function publicLengthOf(parts: readonly Part[]): (secret: string) => number {
  const lead: Part[] = [];
  for (const part of parts) {
    if (typeof part === "object" && !("words" in part)) break;
    lead.push(part);
  }
  const pattern = new RegExp(`^${patternOf(lead)}`);
  return (secret) => pattern.exec(secret)?.[0].length ?? 0;
}

/** What the kinds of one provider share. */
export interface Issuer {
  readonly name: string;
  /** The provider's page that gives the format. */
  readonly source: string;
  readonly remedy: string;
  readonly severity?: SecretKind["severity"];
}

export interface FormatOptions {
  readonly check?: (candidate: Candidate) => boolean;
  readonly proof?: (secret: string) => boolean;
  readonly keywords?: readonly string[];
  /** Nothing of this set may follow; only where a longer run would be something else. */
  readonly notBefore?: string;
  readonly example?: (draw: Draw) => string;
}

/** A kind whose format is a fixed sequence of parts; the usual case. */
export function token(
  issuer: Issuer,
  id: string,
  title: string,
  parts: readonly Part[],
  options: FormatOptions = {},
): SecretKind {
  const anchor = anchorOf(parts);
  const after = options.notBefore === undefined ? "" : `(?![${options.notBefore}])`;
  return {
    id,
    title: `${issuer.name} ${title}`,
    source: issuer.source,
    severity: issuer.severity ?? "high",
    remedy: issuer.remedy,
    keywords: options.keywords ?? anchor.keywords,
    before: anchor.before,
    beforeMin: anchor.beforeMin,
    ...(anchor.leads === undefined ? {} : { leads: anchor.leads }),
    // Without the left border `task-…` would be an `sk-…`.
    pattern: new RegExp(`(?<![A-Za-z0-9])${patternOf(parts)}${after}`, "y"),
    ...(options.check === undefined ? {} : { check: options.check }),
    ...(options.proof === undefined ? {} : { proof: options.proof }),
    publicLength: publicLengthOf(parts),
    example: options.example ?? ((draw) => sampleOf(parts, draw)),
  };
}
