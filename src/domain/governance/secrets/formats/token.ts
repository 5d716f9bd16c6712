import type { Candidate, Draw, SecretKind } from "../kind.ts";
import { membersOf } from "./characters.ts";
import { longestOf, shortestOf } from "./measure-parts.ts";
import { type Part, patternOf, sampleOf } from "./parts.ts";

interface Anchor {
  readonly keywords: readonly string[];
  readonly before: number;
  readonly beforeMin: number;
  readonly leads?: Uint8Array;
}

/** The first literal of a format is what the prefilter looks for. */
function anchorOf(parts: readonly Part[]): Anchor {
  let before = 0;
  let beforeMin = 0;
  // Each set by itself: behind another one a hyphen at the end would be read as a range.
  const leads = new Uint8Array(128);
  for (const part of parts) {
    if (typeof part === "object" && !("words" in part)) {
      before += longestOf(part);
      beforeMin += shortestOf(part);
      membersOf(part.set).forEach((member, code) => {
        if (member === 1) leads[code] = 1;
      });
      continue;
    }
    const keywords = (typeof part === "string" ? [part] : part.words).map((word) =>
      word.toLowerCase(),
    );
    return { keywords, before, beforeMin, ...(before === 0 ? {} : { leads }) };
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

/** What a kind says of itself, whichever way it is found. */
export function issuedBy(issuer: Issuer, id: string, title: string) {
  return {
    id,
    title: `${issuer.name} ${title}`,
    source: issuer.source,
    severity: issuer.severity ?? "high",
    remedy: issuer.remedy,
  };
}

export interface FormatOptions {
  readonly check?: (candidate: Candidate) => boolean;
  readonly proof?: (secret: string) => boolean;
  readonly keywords?: readonly string[];
  /** Nothing of this set may follow; only where a longer run would be something else. */
  readonly notBefore?: string;
  readonly example?: (draw: Draw) => string;
}

function beginningsOf([first]: readonly Part[]): readonly string[] {
  if (typeof first === "string") return [first];
  return first !== undefined && "words" in first ? first.words : [];
}

/** Without the left border `task-…` would be an `sk-…`; a host may stand before a path. */
function borderOf(parts: readonly Part[]): string {
  const words = beginningsOf(parts);
  const isPath = words.length > 0 && words.every((word) => /^[./]/.test(word));
  return isPath ? "" : leftBorder;
}

/** Nothing that could be the first part of a longer word. */
export const leftBorder = "(?<![A-Za-z0-9])";

const samplesMax = 16;

/** Chance may draw a token without a digit, which the row's own check would drop. */
function sampleThatPasses(
  parts: readonly Part[],
  draw: Draw,
  check: FormatOptions["check"],
): string {
  let sample = sampleOf(parts, draw);
  for (let count = 1; count < samplesMax; count += 1) {
    const whole = { secret: sample, text: sample, start: 0, end: sample.length };
    if (check === undefined || check(whole)) return sample;
    sample = sampleOf(parts, draw);
  }
  return sample;
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
    ...issuedBy(issuer, id, title),
    keywords: options.keywords ?? anchor.keywords,
    beginnings: beginningsOf(parts),
    before: anchor.before,
    beforeMin: anchor.beforeMin,
    ...(anchor.leads === undefined ? {} : { leads: anchor.leads }),
    pattern: new RegExp(`${borderOf(parts)}${patternOf(parts)}${after}`, "y"),
    ...(options.check === undefined ? {} : { check: options.check }),
    ...(options.proof === undefined ? {} : { proof: options.proof }),
    publicLength: publicLengthOf(parts),
    example: options.example ?? ((draw) => sampleThatPasses(parts, draw, options.check)),
  };
}
