import { effort } from "../linear/effort.ts";
import type { SecretKind, Span } from "../kind.ts";

/** BIP-39 knows no other sizes. */
const sizes = new Set([12, 15, 18, 21, 24]);
const phraseLengthMax = 400;

/** The end of the name, an assignment or a verb, and the sign that sets the phrase off. */
const joint = /[A-Za-z_]{0,12}["'\])]{0,2}\s{0,4}(?:=>|[:=：]|is|es|est|è)\s{0,8}["'`“「]?/y;
const word = /[\p{L}\p{M}]{1,10}/uy;
const gap = /[ \t\u3000]{1,2}|, ?|["'], ?["']/y;
/** Words that no list of BIP-39 has and that nearly every sentence has. */
const sentence =
  /(?:^| )(?:the|and|your|you|for|with|this|not|are|de|la|el|les|des|une|que|pour|und|die|der|il|di|para|com|os|se|na|je)(?: |$)/i;

function match(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** Words between single blanks, and nothing else up to the end of the line or a quote. */
function readPhrase(text: string, from: number): Span | null {
  const stop = Math.min(text.length, from + phraseLengthMax);
  let count = 0;
  let end = from;
  for (let at = from; at !== -1 && at < stop;) {
    const next = match(word, text, at);
    if (next === -1) break;
    effort.steps += 20;
    count += 1;
    end = next;
    at = match(gap, text, end);
  }
  if (new Set(text.slice(from, end).split(/[^\p{L}\p{M}]+/u)).size * 4 < count * 3) return null;
  if (!sizes.has(count) || /[\p{L}\d.?!]/u.test(text.charAt(end))) return null;
  return sentence.test(text.slice(from, end)) ? null : { start: from, end };
}

function findAnnounced(text: string, keywordStart: number, keywordLength: number): Span | null {
  const from = match(joint, text, keywordStart + keywordLength);
  return from === -1 ? null : readPhrase(text, from);
}

/** Of twelve one-sign words every second place is a blank: this many signs hold one of each. */
const sampleStep = 16;
const signs = /(?:[\u4e00-\u9fff][ \u3000]){11,23}[\u4e00-\u9fff](?![ \u3000]?[\u4e00-\u9fff])/uy;
const kana =
  /(?:[\u3041-\u309f]{3,9}[ \u3000]){11,23}[\u3041-\u309f]{3,9}(?![ \u3000]?[\u3041-\u309f])/uy;

const isHan = (code: number): boolean => code >= 0x4e00 && code <= 0x9fff;
const isKana = (code: number): boolean => code >= 0x3041 && code <= 0x309f;
const isGap = (code: number): boolean => code === 32 || code === 0x3000;

/** The start of the row of such signs and blanks that `at` lies in. */
function rowStart(text: string, at: number, isSign: (code: number) => boolean): number {
  let start = at;
  const limit = Math.max(0, at - phraseLengthMax);
  while (start > limit && (isSign(text.charCodeAt(start - 1)) || isGap(text.charCodeAt(start - 1))))
    start -= 1;
  while (isGap(text.charCodeAt(start))) start += 1;
  effort.steps += at - start;
  return start;
}

/** Neither script puts blanks between its words, so a row of them is a phrase. */
function findSpaced(text: string): readonly Span[] {
  const found: Span[] = [];
  for (let at = sampleStep; at < text.length; at += sampleStep) {
    const code = text.charCodeAt(at);
    const sign = isGap(code) ? text.charCodeAt(at + 1) : code;
    const isSign = isHan(sign) ? isHan : isKana(sign) ? isKana : null;
    if (isSign === null) continue;
    const start = rowStart(text, at, isSign);
    const pattern = isSign === isHan ? signs : kana;
    pattern.lastIndex = start;
    const row = pattern.exec(text)?.[0];
    effort.steps += 20 + (row?.length ?? 0);
    if (row === undefined || !sizes.has(row.split(/[ \u3000]/).length)) continue;
    found.push({ start, end: start + row.length });
    at = start + row.length;
  }
  return found;
}

const shared = {
  source: "BIP-39: mnemonic code for generating deterministic keys, wordlists",
  severity: "critical",
  remedy: "Move the funds to a wallet with a new phrase: whoever has the words has the keys.",
  before: 0,
  pattern: /(?!)/y,
  proof: () => true,
  publicLength: () => 0,
} as const;

/** Twelve signs as a wallet shows them. */
const drawSigns = (chars: string): string => [...chars].join(" ");

/** Phrases in the other languages of BIP-39: told by their name, or by blanks that no text has. */
export const spokenPhraseKinds: readonly SecretKind[] = [
  {
    ...shared,
    id: "wallet.named-phrase",
    title: "Seed phrase of a wallet behind its name",
    keywords: [
      "mnemonic", "seed phrase", "seed_phrase", "seed-phrase", "seedphrase", "seed words",
      "recovery phrase", "recovery_phrase", "recoveryphrase", "secret phrase", "backup phrase",
      "frase semilla", "frase de recupera", "phrase de r", "frase di recupero", "frase seed",
      "frase-semente", "wiederherstellungsphrase", "助记词", "助記詞", "シードフレーズ",
      "リカバリーフレーズ", "니모닉", "복구 구문", "시드 구문",
    ], // prettier-ignore
    isContextual: true,
    find: findAnnounced,
    example: (draw) =>
      `mnemonic = "${Array.from({ length: 12 }, () => draw.chars("bdfglmnprt", 3) + draw.chars("aeo", 2)).join(" ")}"`,
  },
  {
    ...shared,
    id: "wallet.spaced-phrase",
    title: "Seed phrase of a wallet in Chinese or Japanese",
    keywords: [],
    sweep: findSpaced,
    example: (draw) => drawSigns(draw.chars("贪立泰咨童鸟适酚获杭玻伸窝勤握止酶罢辨雨", 12)),
  },
];
