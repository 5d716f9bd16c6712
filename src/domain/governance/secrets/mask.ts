import type { ListScan } from "./lists/scan-lines.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { TextMatch } from "./match-text.ts";
import { joinLeaves, type LeafMask } from "./lists/scan-leaves.ts";
import { asList, scanList } from "./lists/scan-list.ts";
import { optionBefore, scanMember, type ScanSettings } from "./scan-member.ts";
import { defaultBudget, scanText, type TextScan } from "./scan-text.ts";

/** Rounds until nothing is left: a mask can uncover what stood in the shadow of another match. */
const roundsMax = 4;
/** What lies deeper is cut off; the scan calls it unscannable. */
export const maskNestingMax = 200;

/** What stands for a text that cannot be judged, or that is still not clean after all rounds. */
function blank(text: string): string {
  const mark = `…(${text.length})`;
  // A text that is JSON stays JSON.
  return /^\s{0,8}[{["]/.test(text) ? JSON.stringify(mark) : mark;
}

/** Replaces the spans of the matches by their masks; no quote or backslash is added or cut. */
export function maskMatches(text: string, matches: readonly TextMatch[]): string {
  let masked = "";
  let at = 0;
  for (const match of matches) {
    if (match.end <= at) continue;
    if (match.start >= at)
      masked += text.slice(at, match.start) + (match.replacement ?? match.masked);
    at = match.end;
  }
  return masked + text.slice(at);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** A credential that is cut into numbers or members may take structure with it. */
function isStillJson(text: string, masked: string): boolean {
  return masked === text || !/^\s{0,8}[{["]/.test(text) || isJson(masked) || !isJson(text);
}

function maskUntilClean(text: string, scan: (current: string) => TextScan): string {
  let current = text;
  for (let round = 0; round < roundsMax; round += 1) {
    const { matches, unscannable } = scan(current);
    if (unscannable !== null) return blank(text);
    if (matches.length === 0) return isStillJson(text, current) ? current : blank(text);
    current = maskMatches(current, matches);
  }
  return blank(text);
}

/** A text without credentials: `ghp_…(40)`. Masking twice changes nothing; JSON stays JSON. */
export function maskText(text: string, disabledKinds: ReadonlySet<string> = new Set()): string {
  return maskUntilClean(text, (current) => scanText(current, disabledKinds));
}

function maskMember(object: JsonObject, key: string, text: string, settings: ScanSettings): string {
  return maskUntilClean(text, (current) => {
    // The object is judged with what has been masked so far.
    const judged = current === text ? object : { ...object, [key]: current };
    return scanMember(judged, key, current, settings);
  });
}

/** What MCP carries in base64 (schema: ImageContent, AudioContent, BlobResourceContents). */
function isBase64Member(object: JsonObject, key: string): boolean {
  if (key === "blob") return typeof object["uri"] === "string";
  return key === "data" && typeof object["mimeType"] === "string";
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Clients refuse a whole result in which such a member does not decode, so it stays base64. */
function encodeMasked(text: string, masked: string, settings: ScanSettings): string {
  const bytes = Buffer.from(text, "base64");
  let said: string;
  try {
    said = maskText(strictUtf8.decode(bytes), settings.disabledKinds);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Not text: nothing of it would be whole without what was cut out.
    said = masked;
  }
  const encoded = Buffer.from(said).toString("base64");
  const isClean = maskText(encoded, settings.disabledKinds) === encoded;
  return isClean ? encoded : Buffer.from("…").toString("base64");
}

function maskNamed(
  object: JsonObject,
  key: string,
  value: JsonValue,
  settings: MaskSettings,
  depth: number,
): JsonValue {
  if (typeof value !== "string") return maskValue(value, settings, depth + 1);
  const masked = maskMember(object, key, value, settings);
  if (masked === value || !isBase64Member(object, key)) return masked;
  return encodeMasked(value, masked, settings);
}

interface MaskSettings extends ScanSettings {
  /** What pieces of one credential in several places are masked by. */
  readonly leaves: readonly LeafMask[];
}

function leafMask(
  { leaves }: MaskSettings,
  holder: JsonValue,
  key: string,
  isKey: boolean,
): string | undefined {
  if (leaves.length === 0) return undefined;
  return leaves.find((leaf) => leaf.holder === holder && leaf.key === key && leaf.isKey === isKey)
    ?.masked;
}

/** Where the last search for a free name ended: thousands of keys may mask to one name. */
type NameCounts = Map<string, number>;

function freeName(taken: ReadonlyMap<string, JsonValue>, counts: NameCounts, name: string): string {
  if (!taken.has(name)) return name;
  let count = counts.get(name) ?? 2;
  while (taken.has(`${name} ${count}`)) count += 1;
  counts.set(name, count + 1);
  return `${name} ${count}`;
}

/** One text for a list whose members are pieces of a credential, or that could not be read. */
function maskPieces(list: ListScan | null): string | null {
  if (list === null || list.lines !== null) return null;
  return list.matches[0]?.masked ?? (list.unscannable === null ? null : "…");
}

function maskObject(object: JsonObject, settings: MaskSettings, depth: number): JsonObject {
  const entries = new Map<string, JsonValue>();
  const list = asList(object);
  const pieces = maskPieces(list === null ? null : scanList(list, settings));
  if (pieces !== null) return { 0: pieces };
  const counts: NameCounts = new Map();
  for (const [key, value] of Object.entries(object)) {
    const shown = leafMask(settings, object, key, true) ?? maskText(key, settings.disabledKinds);
    const masked = leafMask(settings, object, key, false);
    const name = freeName(entries, counts, shown);
    entries.set(name, masked ?? maskNamed(object, key, value, settings, depth));
  }
  return Object.fromEntries(entries);
}

/** A list without the lines of a key; where a line is told with more, only the line goes. */
function maskLines(
  items: readonly JsonValue[],
  { lines, member, matches }: ListScan,
): readonly JsonValue[] {
  const texts = lines ?? [];
  if (member === null) return maskMatches(texts.join("\n"), matches).split("\n");
  let at = 0;
  return items.map((item, index): JsonValue => {
    const start = at;
    at += (texts[index]?.length ?? 0) + 1;
    const match = matches.find((one) => one.start < at - 1 && one.end > start);
    if (match === undefined || !isJsonObject(item)) return item;
    return { ...item, [member]: match.start >= start ? match.masked : "…" };
  });
}

function maskValue(value: JsonValue, settings: MaskSettings, depth: number): JsonValue {
  if (depth > maskNestingMax) return "…";
  if (typeof value === "string") return maskText(value, settings.disabledKinds);
  if (Array.isArray(value)) {
    const list = scanList(value, settings);
    const pieces = maskPieces(list);
    if (pieces !== null) return [pieces];
    const items = list === null ? value : maskLines(value, list);
    return items.map((item: JsonValue, at) => {
      const joined = leafMask(settings, value, `${at}`, false);
      if (joined !== undefined) return joined;
      const option = typeof item === "string" ? optionBefore(items, at) : null;
      return typeof item === "string" && option !== null
        ? maskMember({ [option]: item }, option, item, settings)
        : maskValue(item, settings, depth + 1);
    });
  }
  return isJsonObject(value) ? maskObject(value, settings, depth) : value;
}

/** A copy of the value without credentials, in keys too. What cannot be judged is blanked. */
export function maskSecrets(
  value: JsonValue,
  disabledKinds: ReadonlySet<string> = new Set(),
): JsonValue {
  const settings = { disabledKinds, budget: defaultBudget, meter: { steps: 0 } };
  let masked = maskValue(value, { ...settings, leaves: [] }, 0);
  for (let round = 0; round < roundsMax; round += 1) {
    const leaves = joinLeaves(masked, settings)?.masks ?? [];
    if (leaves.length === 0) break;
    masked = maskValue(masked, { ...settings, leaves }, 0);
  }
  return masked;
}
