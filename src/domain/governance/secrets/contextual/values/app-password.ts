import type { Value } from "./read-value.ts";

const appPassword = /[a-z]{4}(?: [a-z]{4}){3}(?=\s*(?:$|[\r\n]))/y;

/** `spring.mail.password=…`: four groups of letters, as Google shows them, are the whole value. */
export function readAppPassword(text: string, start: number): Value | null {
  if (text.charCodeAt(start + 4) !== 32) return null;
  appPassword.lastIndex = start;
  const found = appPassword.exec(text);
  if (found === null) return null;
  return { start, end: start + found[0].length, syntax: "line", isLast: true };
}
