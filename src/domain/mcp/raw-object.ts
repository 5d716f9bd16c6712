import { endOfString } from "#shared/json-string.ts";

/** A member of a JSON object as it was spelt: the value is the original text. */
export interface RawMember {
  readonly key: string;
  /** The key with its quotes. */
  readonly keyText: string;
  readonly value: string;
}

const quote = 0x22;
/** So many members are compared one by one: for a few, that costs less than a set. */
const comparedMax = 16;

/**
 * Splits the text of a JSON object into its own members without touching what lies deeper, so that
 * numbers and escapes are forwarded as the sender wrote them. The text must already have passed
 * `JSON.parse`, by itself or at the head of more. Gives null for a repeated key, because two
 * readers could take different ones, and for a text that goes on after the object.
 */
export function splitObject(text: string): readonly RawMember[] | null {
  const members: RawMember[] = [];
  let index = skipSpace(text, skipSpace(text, 0) + 1);
  while (text.charCodeAt(index) === quote) {
    const keyEnd = endOfString(text, index);
    const keyText = text.slice(index, keyEnd + 1);
    const key = keyText.includes("\\") ? (JSON.parse(keyText) as string) : keyText.slice(1, -1);
    const start = skipSpace(text, skipSpace(text, keyEnd + 1) + 1);
    const end = endOfValue(text, start);
    if (members.length < comparedMax && holds(members, key)) return null;
    members.push({ key, keyText, value: text.slice(start, end) });
    index = skipSpace(text, end);
    if (text.charCodeAt(index) !== 0x2c) break;
    index = skipSpace(text, index + 1);
  }
  if (members.length > comparedMax && countKeys(members) < members.length) return null;
  return skipSpace(text, index + 1) === text.length ? members : null;
}

function holds(members: readonly RawMember[], key: string): boolean {
  for (const member of members) if (member.key === key) return true;
  return false;
}

/** A tool server may send a million members: comparing each with each would take an hour. */
function countKeys(members: readonly RawMember[]): number {
  const keys = new Set<string>();
  for (const { key } of members) keys.add(key);
  return keys.size;
}

/** Joins members into an object's text, in the order given. */
export function joinObject(members: readonly RawMember[]): string {
  let text = "{";
  for (const { keyText, value } of members) {
    if (text.length > 1) text += ",";
    text += `${keyText}:${value}`;
  }
  return `${text}}`;
}

function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      index = endOfString(text, index);
    } else if (code === 0x7b || code === 0x5b) {
      depth++;
    } else if (code === 0x7d || code === 0x5d) {
      if (depth === 0) return trimEnd(text, start, index);
      depth--;
    } else if (code === 0x2c && depth === 0) {
      return trimEnd(text, start, index);
    }
  }
  return text.length;
}

function skipSpace(text: string, index: number): number {
  let at = index;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
