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
const sentence = new RegExp(
  "(?:^| )(?:the|and|your|you|for|with|this|not|are|de|la|el|les|des|une|que|pour|und|die|der|il|" +
    "di|para|com|os|se|na|je)(?: |$)",
  "i",
);

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

/**
 * Behind its name a phrase counts without its checksum: a mistyped one shows all words but one.
 * What stands alone is told by its checksum, in `phrases`.
 */
export const spokenPhrase: SecretKind = {
  id: "wallet.named-phrase",
  title: "Seed phrase of a wallet behind its name",
  source: "BIP-39: mnemonic code for generating deterministic keys",
  severity: "critical",
  remedy: "Move the funds to a wallet with a new phrase: whoever has the words has the keys.",
  before: 0,
  pattern: /(?!)/y,
  proof: () => true,
  publicLength: () => 0,
  keywords: [
    "mnemonic", "seed phrase", "seed_phrase", "seed-phrase", "seedphrase", "seed words",
    "recovery phrase", "recovery_phrase", "recoveryphrase", "secret phrase", "backup phrase",
    "frase semilla", "frase de recupera", "phrase de r", "frase di recupero", "frase seed",
    "frase-semente", "wiederherstellungsphrase", "助记词", "助記詞", "シードフレーズ",
    "リカバリーフレーズ", "니모닉", "복구 구문", "시드 구문",
  ], // prettier-ignore
  isContextual: true,
  find: findAnnounced,
  example: (draw) => {
    const drawWord = (): string => draw.chars("bdfglmnprt", 3) + draw.chars("aeo", 2);
    return `mnemonic = "${Array.from({ length: 12 }, drawWord).join(" ")}"`;
  },
};
