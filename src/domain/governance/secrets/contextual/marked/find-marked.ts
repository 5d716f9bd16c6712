import type { Span } from "#domain/governance/secrets/kind.ts";
import { base62Alphabet, tableOf } from "#domain/governance/secrets/formats/characters.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { isDrawnUuid } from "../values/uuid-key.ts";
import { scoreShape, shapes } from "../values/value-shape.ts";

const bodyCharacters = tableOf(`${base62Alphabet}_-`);
const leadCharacters = tableOf("abcdefghijklmnopqrstuvwxyz0123456789_-");

/** The shortest body of a published token is about that long; ids of objects are shorter. */
const bodyLengthMin = 24;
/** Keys of caches and names of files end in a digest; so do tokens, after a firmer mark. */
const digestLengthMin = 32;
const bodyLengthMax = 400;
const leadLengthMax = 24;

/** Marks that stand before ids and digests of other things too. */
const weakMark = /(?:key|token|prod|sandbox)[_-]$/;
const weakLengthMin = 32;
/** Published on purpose, or of a page. */
const harmless =
  /(?:^|[_-])(?:pk|pub|public|publishable|client|cs|csrf|xsrf|page|next|cache|sort|primary|partition|idempotency|design|color|theme|css|site|sk-(?:icon|btn))(?:[_-]|$)/;
/** Issuers with rows of their own, which know what these prefixes are followed by. */
const listed = /^(?:[sr]k_(?:live|test|org)_|sk-(?:ant|proj|svcacct|admin|or|None)-)/;
/** `token-1f3a….js`, `secret-….yaml`. */
const fileEnding = /^\.[a-z]{2,5}(?![a-z])/;

function endOf(text: string, from: number): number {
  let at = from;
  const limit = Math.min(text.length, from + bodyLengthMax);
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code > 127 || bodyCharacters[code] === 0) break;
    at += 1;
  }
  return at;
}

const joined = /[a-z][a-z]/i;

function joinedPat(text: string, at: number): boolean {
  if (!text.startsWith("pat_", at)) return false;
  return /(?:^|[^A-Za-z0-9_-])[a-z]{2,3}$/.test(text.slice(Math.max(0, at - 4), at));
}

/** Where the prefix starts that the mark ends; -1 where it is the middle of something longer. */
function leadStart(text: string, markStart: number): number {
  let at = markStart;
  // `task_` ends in a mark and is a word; `ldpat_` joins the issuer's letters to it.
  if (joined.test(text.slice(Math.max(0, at - 1), at + 1)) && !joinedPat(text, at)) return -1;
  const limit = Math.max(0, markStart - leadLengthMax);
  while (at > limit) {
    const code = text.charCodeAt(at - 1);
    if (code > 127 || leadCharacters[code] === 0) break;
    at -= 1;
  }
  return /[A-Za-z0-9_+/.$@-]/.test(text.charAt(at - 1)) ? -1 : at;
}

/** `manager-7d9f8b6c5d-x2x4z`: a word, and what makes a name of an object unique. */
const spelled =
  /(?:^|[_-])(?!(?:live|test|prod(?:uction)?|staging|sandbox|proj(?:ect)?|admin|user)[_-])[a-z]{4,}(?:[_-]|$)/;

function isDrawn(body: string, isWeak: boolean): boolean {
  if (isDrawnUuid(body)) return !isWeak;
  if (body.length < (isWeak ? weakLengthMin : bodyLengthMin) || spelled.test(body)) return false;
  if (/^[0-9a-f]+$/.test(body)) return !isWeak && body.length >= digestLengthMin && /\d/.test(body);
  return /\d/.test(body) && /[A-Za-z]/.test(body) && scoreShape(body) === shapes.random;
}

/**
 * `acme_sk_live_…`, `acme_pat_…`: issuers that nobody has listed yet follow the grammar of those
 * who came first, a prefix that says what the rest is and a value that was drawn.
 */
export function findMarked(text: string, markStart: number, markLength: number): Span | null {
  const bodyStart = markStart + markLength;
  const end = endOf(text, bodyStart);
  if (end - bodyStart < bodyLengthMin) return null;
  effort.steps += end - bodyStart;
  const start = leadStart(text, markStart);
  if (start === -1 || /[+/=(]/.test(text.charAt(end))) return null;
  const lead = text.slice(start, bodyStart);
  if (listed.test(text.slice(start, start + 12))) return null;
  if (lead !== lead.toLowerCase() || harmless.test(lead.slice(0, -1))) return null;
  if (fileEnding.test(text.slice(end, end + 7))) return null;
  return isDrawn(text.slice(bodyStart, end), weakMark.test(lead)) ? { start, end } : null;
}
