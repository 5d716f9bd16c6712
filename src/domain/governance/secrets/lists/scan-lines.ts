import { isJsonObject, type JsonValue } from "#shared/json.ts";
import type { ScanSettings } from "../scan-member.ts";
import { scanText, type TextScan } from "../scan-text.ts";

export interface ListScan extends TextScan {
  /** What the matches are in where the members are lines; null where they are pieces of one text. */
  readonly lines: readonly string[] | null;
  /** Where each member is an object that tells more of its line: the name of the line in it. */
  readonly member: string | null;
}

const linesMin = 2;
/** A larger list is data: no file of a key has so many lines. */
const linesMax = 20_000;
const keyBorder = "PRIVATE KEY";

/** The name under which a member of the list holds a border of a key, or null. */
function memberWithKey(items: readonly JsonValue[]): string | null {
  for (const item of items) {
    if (!isJsonObject(item)) return null;
    for (const [name, text] of Object.entries(item)) {
      if (typeof text === "string" && text.includes(keyBorder)) return name;
    }
  }
  return null;
}

function linesOf(items: readonly JsonValue[], member: string | null): readonly string[] | null {
  const lines: string[] = [];
  for (const item of items) {
    const line = member !== null && isJsonObject(item) ? item[member] : item;
    if (typeof line !== "string") return null;
    lines.push(line.replace(/\r?\n$/, ""));
  }
  return lines;
}

const holdsBorder = (item: JsonValue): boolean =>
  typeof item === "string" && item.includes(keyBorder);

/** A file as a list of its lines: a key goes on from one to the next. */
export function scanLines(items: readonly JsonValue[], settings: ScanSettings): ListScan | null {
  if (items.length > linesMax || items.length < linesMin) return null;
  const member = memberWithKey(items);
  if (member === null && !items.some(holdsBorder)) return null;
  const lines = linesOf(items, member);
  if (lines === null) return null;
  const { disabledKinds, budget, meter } = settings;
  const text = lines.join("\n");
  const scan = scanText(text, disabledKinds, budget, meter);
  const matches = scan.matches.filter(
    ({ kind, start, end }) => kind.id.startsWith("key.") && text.slice(start, end).includes("\n"),
  );
  return matches.length === 0 ? null : { matches, unscannable: scan.unscannable, lines, member };
}
