import { effort } from "#domain/governance/secrets/linear/effort.ts";
import type { Span } from "#domain/governance/secrets/kind.ts";
import { fillerWords } from "../values/vocabulary.ts";

/** Answers to the questions that a service asks who has lost the password: plain words. */

export const securityWords: readonly string[] = [
  "security question", "security answer", "secret question", "sicherheitsfrage",
  "pregunta de seguridad", "pregunta secreta", "question de sécurité", "question secrète",
  "pergunta de segurança", "domanda di sicurezza", "domanda segreta", "beveiligingsvraag",
  "pytanie bezpieczeństwa", "güvenlik sorusu", "контрольный вопрос", "секретный вопрос",
  "mother's maiden name", "mothers maiden name", "mädchenname der mutter", "安全问题", "秘密の質問",
]; // prettier-ignore

const answer =
  /[^\n]{0,120}(?:\n[^\n]{0,80}){0,2}?(?:[\s(,;.?*_-])(?:[Aa]nswer|ANSWER|A|[Aa]ntwort|[Rr]éponse|[Rr]espuesta|[Rr]esposta|[Rr]isposta|[Aa]ntwoord|[Oo]dpowiedź|[Cc]evap|[Оо]твет|答案|答え)\*{0,2}[ \t]{0,2}[:=\uff1a]\*{0,2}[ \t]{0,4}["'`]?((?:[\p{L}\d'\u2019.-]{2,24})(?: [\p{L}\d'\u2019.-]{1,24}){0,3})["'`]?[ \t]{0,4}(?=$|[\r\n,;|)])/uy;
/** The name itself is the question. */
const direct =
  /[ \t]{0,2}(?:[:=\u2013-]|is|ist|was|lautet)[ \t]{1,3}["'`]?([\p{Lu}][\p{L}'\u2019-]{2,24})["'`]?(?=[.,;)]?(?:$|\s))/uy;

const stops =
  /\b(?:your|the|is|to|a|an|of|enter|type|string|field|optional|required|here|none|must|not)\b/i;

export function findSecurityAnswer(text: string, start: number, length: number): Span | null {
  effort.steps += 300;
  const pattern = /maiden|mädchen/i.test(text.slice(start, start + length)) ? direct : answer;
  pattern.lastIndex = start + length;
  const found = pattern.exec(text);
  const value = found?.[1]?.replace(/[.]$/, "");
  if (found === null || value === undefined || stops.test(value)) return null;
  if (value.split(" ").every((word) => fillerWords.has(word.toLowerCase()))) return null;
  const at = start + length + found[0].lastIndexOf(value);
  return { start: at, end: at + value.length };
}
