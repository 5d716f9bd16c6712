import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { rememberedFor } from "../remembered.ts";
import { isPlaceholder } from "./checks/placeholder.ts";
import { kindOfMember, mayNameCredential } from "./contextual/member.ts";
import type { Meter } from "./linear/effort.ts";
import { maskOf, type TextMatch } from "./match-text.ts";
import type { KindSelection } from "./kind.ts";
import { secretKinds } from "./kinds.ts";
import { nameSearch } from "./checks/name-search.ts";
import { type ScanBudget, scanText, type TextScan } from "./scan-text.ts";

export interface ScanSettings {
  readonly disabledKinds: KindSelection;
  readonly budget: ScanBudget;
  readonly meter: Meter;
}

const names = secretKinds
  .filter((kind) => kind.isNamed === true)
  .flatMap((kind) => kind.keywords)
  .map((keyword) => keyword.replace(/[_\-. ]/g, ""));
const holdsName = nameSearch(names);

/** A name longer than this is text, and is scanned as such. */
const nameLengthMax = 100;

function namesASecret(name: string, added: readonly string[] | undefined): boolean {
  if (name.length > nameLengthMax) return false;
  if (added === undefined && !/key|secret|token/i.test(name)) return false;
  const folded = name.toLowerCase().replace(/[_\-. ]/g, "");
  if (added?.some((known) => folded.includes(known)) === true) return true;
  return holdsName(folded);
}

/** How lists of variables, headers, tags and parameters call the name beside a value. */
const siblings: ReadonlyMap<string, readonly string[]> = new Map([
  ["value", ["name", "key", "field", "variable", "id"]],
  ["Value", ["Name", "Key"]],
  ["ParameterValue", ["ParameterKey"]],
]);

/** `{"name": "AWS_SECRET…", "value": "…"}`, as lists of environment variables are written. */
function siblingName(object: JsonObject, key: string): string | null {
  if (!key.endsWith("alue")) return null;
  for (const sibling of siblings.get(key) ?? []) {
    const name = object[sibling];
    if (typeof name === "string") return name;
  }
  return null;
}

/** Headers whose value tells nothing without the name: `Token …`, `session=…`. */
const headerName = /^(?:proxy-)?authorization$|^(?:set-)?cookie$/i;

const structuredKinds = secretKinds.filter((kind) => kind.structure !== undefined);

function structuralMatch(
  object: JsonObject,
  key: string,
  text: string,
  disabled: ReadonlySet<string>,
): TextMatch | null {
  for (const kind of structuredKinds) {
    if (disabled.has(kind.id) || kind.structure?.(object) !== key) continue;
    return { kind, start: 0, end: text.length, masked: maskOf(kind, text) };
  }
  return null;
}

/** Scans a string member of an object; its name, or its siblings, may tell what it is. */
export function scanMember(
  object: JsonValue,
  key: string,
  text: string,
  settings: ScanSettings,
): TextScan {
  const { disabledKinds, budget, meter } = settings;
  if (!isJsonObject(object)) return scanText(text, disabledKinds, budget, meter);
  const structural = structuralMatch(object, key, text, disabledKinds);
  if (structural !== null) return { matches: [structural], unscannable: null };
  const name = siblingName(object, key) ?? key;
  const { lead, mayBeCredential } = readName(name, disabledKinds);
  const scan =
    lead === "" ? scanText(text, disabledKinds, budget, meter) : scanBehind(lead, text, settings);
  if (!mayBeCredential || scan.unscannable !== null) return scan;
  if (scan.matches.some((match) => match.kind.isContextual !== true)) return scan;
  const contextual = namedMatch(name, text, settings);
  return contextual === null ? scan : { matches: [contextual], unscannable: null };
}

/** The whole value is the credential that its name says it is. */
function namedMatch(name: string, text: string, settings: ScanSettings): TextMatch | null {
  const kind = kindOfMember(name, text);
  if (kind === null || settings.disabledKinds.has(kind.id) || isPlaceholder(text)) return null;
  return { kind, start: 0, end: text.length, masked: maskOf(kind, text) };
}

const dash = 45;

/** `--password` before an item of a list of arguments is its name. */
export function optionBefore(list: readonly JsonValue[], at: number): string | null {
  const previous = list[at - 1];
  if (typeof previous !== "string" || previous.charCodeAt(0) !== dash) return null;
  return /^--?[a-z][\w-]{2,40}$/i.test(previous) ? previous : null;
}

/** What a name is made of; anything else is text, and is scanned as such. */
const nameShape = /^[\w .$:/[\]-]*$/;

/** What a name tells, whatever its value is. */
interface NameReading {
  /** What stands before the value in a text that shows what it is; often nothing. */
  readonly lead: string;
  /** The whole value may be the credential that the name says it is. */
  readonly mayBeCredential: boolean;
}

const readName = rememberedFor((name: string, selection: KindSelection): NameReading => {
  if (!nameShape.test(name)) return { lead: "", mayBeCredential: false };
  const mayBeCredential = name.length <= nameLengthMax && mayNameCredential(name);
  if (headerName.test(name)) return { lead: `${name}: `, mayBeCredential };
  return { lead: namesASecret(name, selection.names) ? `${name}="` : "", mayBeCredential };
});

function scanBehind(lead: string, text: string, settings: ScanSettings): TextScan {
  const { disabledKinds, budget, meter } = settings;
  const tail = lead.endsWith('"') ? '"' : "";
  const scan = scanText(`${lead}${text}${tail}`, disabledKinds, budget, meter);
  const matches = scan.matches
    .filter((match) => match.end > lead.length)
    .map((match) => ({
      ...match,
      start: Math.max(0, match.start - lead.length),
      end: Math.min(text.length, match.end - lead.length),
    }));
  return { matches, unscannable: scan.unscannable };
}
