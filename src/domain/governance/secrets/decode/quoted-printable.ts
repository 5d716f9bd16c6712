import { effort } from "../linear/effort.ts";
import { type View, ViewBuilder } from "./view.ts";

const equals = 61;
const escapeSteps = 6;
const wordSteps = 120;
/** How far from an escape what it belongs to is looked at. */
const reachBefore = 256;
const reachAfter = 400;

/** How many characters a soft line break takes, 0 for none. RFC 2045, section 6.7, rule 5. */
function softBreakLength(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next !== 10 && next !== 13) return 0;
  const length = next === 10 ? 2 : text.charCodeAt(at + 2) === 10 ? 3 : 0;
  if (length === 0) return 0;
  // An assignment at the end of a line has a blank before it or behind it.
  return /[A-Za-z0-9_.-][^\s]$/.test(text.slice(Math.max(0, at - 1), at + 1)) &&
    !/\s/.test(text.charAt(at + length))
    ? length
    : 0;
}

/** The signs that credentials have; a number after an equals sign is no escape. */
const signs = /^(?:2[BDEF]|3[AD]|40|5F)$/;

function escapedText(text: string, at: number): string | null {
  const first = text.charCodeAt(at + 1);
  if (!(first >= 50 && first <= 55)) return null;
  const digits = text.slice(at + 1, at + 3);
  if (!/^[2-7][0-9A-F]$/.test(digits)) return null;
  const isChained = text.charCodeAt(at + 3) === equals || text.charCodeAt(at - 3) === equals;
  if (!isChained && !signs.test(digits)) return null;
  return String.fromCharCode(Number.parseInt(digits, 16));
}

/** Quoted-printable undone, with its surroundings; null where there is none. */
export function readQuotedPrintable(text: string): View | null {
  const builder = new ViewBuilder(text);
  let kept = 0;
  let reach = 0;
  for (let at = text.indexOf("="); at !== -1; at = text.indexOf("=", at)) {
    const broken = softBreakLength(text, at);
    const plain = broken > 0 ? "" : escapedText(text, at);
    effort.steps += escapeSteps;
    if (plain === null) {
      at += 1;
      continue;
    }
    const from = Math.max(kept, at - reachBefore);
    if (from > reach) {
      builder.keep(kept, reach);
      if (builder.length > 0) builder.replace(reach, reach, "\n\n");
      kept = from;
    }
    builder.keep(kept, at);
    kept = at + (broken > 0 ? broken : 3);
    builder.replace(at, kept, plain);
    reach = Math.min(text.length, kept + reachAfter);
    at = kept;
  }
  if (reach === 0) return null;
  builder.keep(kept, reach);
  return builder.finish();
}

/** RFC 2047, section 2; what stands between two in a row is no part of the text (section 6.2). */
const mailWord = /=\?[\w-]{2,20}\?([BbQq])\?([^?\s]{0,600})\?=(\s{1,8}(?==\?))?/y;

/** The words of mail headers decoded, with what stands around them; null where there is none. */
export function readMailWords(text: string): View | null {
  const builder = new ViewBuilder(text);
  let kept = 0;
  for (let at = text.indexOf("=?"); at !== -1; at = text.indexOf("=?", at)) {
    mailWord.lastIndex = at;
    const [whole, form, body = ""] = mailWord.exec(text) ?? [];
    effort.steps += wordSteps + body.length * 4;
    if (whole === undefined) {
      at += 2;
      continue;
    }
    if (kept === 0) kept = Math.max(0, at - reachBefore);
    builder.keep(kept, at);
    kept = at + whole.length;
    const isBase64 = form === "B" || form === "b";
    builder.replace(at, kept, isBase64 ? Buffer.from(body, "base64").toString() : fromWord(body));
    at = kept;
  }
  if (kept === 0) return null;
  builder.keep(kept, Math.min(text.length, kept + reachAfter));
  return builder.finish();
}

function fromWord(body: string): string {
  return body
    .replaceAll("_", " ")
    .replace(/=([0-9A-Fa-f]{2})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
}
