import { skipBlanks } from "./blanks.ts";

const quotes = new Set([34, 39, 96]);
const dollar = 36;
const openBrace = 123;
const openParenthesis = 40;

/** `: ${DB_PASSWORD}`, `: "{{ token }}"`, `: $(cat …)`: nearly all that files of settings hold. */
export function refersBehind(text: string, from: number): boolean {
  const start = skipBlanks(text, from);
  const at = quotes.has(text.charCodeAt(start)) ? start + 1 : start;
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  if (code === dollar) return next === openBrace || next === openParenthesis;
  return code === openBrace && next === openBrace;
}
