import type { Name } from "../names.ts";
import { textBefore } from "../values/blanks.ts";
import type { Value } from "../values/read-value.ts";

const elementLengthMax = 400;
const attributes = /[ \t]{1,8}[^<>\n]{1,200}(?=>)/y;
const innerValue = /\s{0,80}<[vV]alue>([^<>]{4,200})<\/[vV]alue>/y;

/** Where the content of the element starts that the name opens; 0 where it opens none. */
function contentStart(text: string, name: Name, from: number): number {
  const lead = text.charAt(name.start - 1);
  if (lead === "<" || lead === ":") {
    if (text.charAt(from) === ">") return from + 1;
    attributes.lastIndex = from;
    const isOpened = lead === "<" || /<[\w-]{1,20}:$/.test(textBefore(text, name.start, 24));
    const found = isOpened ? attributes.exec(text) : null;
    return found === null || found[0].endsWith("/") ? 0 : from + found[0].length + 1;
  }
  if (text.charAt(from) !== ">" || (lead !== '"' && lead !== "'")) return 0;
  return /\b(?:name|key|id)=["']$/.test(text.slice(Math.max(0, name.start - 8), name.start))
    ? from + 1
    : 0;
}

/** `<password>…</password>`, `<property name="….password">…</property>`. */
export function readElement(text: string, name: Name, from: number): Value | null {
  const start = contentStart(text, name, from);
  if (start === 0) return null;
  innerValue.lastIndex = start;
  const nested = innerValue.exec(text)?.[1];
  if (nested !== undefined) {
    const end = innerValue.lastIndex - "</value>".length;
    return { start: end - nested.length, end, syntax: "quoted", isLast: true };
  }
  const length = text.slice(start, start + elementLengthMax).indexOf("<");
  const end = start + length;
  if (length === -1 || text.charAt(end + 1) !== "/") return null;
  const inner = text.slice(start, end);
  const trimmed = inner.trim();
  const offset = inner.indexOf(trimmed);
  const value = { start: start + offset, end: start + offset + trimmed.length };
  return { ...value, syntax: "quoted", isLast: true };
}
