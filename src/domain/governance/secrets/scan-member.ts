import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { maskOf, type Meter, type TextMatch } from "./match-text.ts";
import type { KindSelection } from "./kind.ts";
import { secretKinds } from "./kinds.ts";
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
const distinctNames = [...new Set(names)];

/** A name longer than this is text, and is scanned as such. */
const nameLengthMax = 100;

function namesASecret(name: string, added: readonly string[] | undefined): boolean {
  if (name.length > nameLengthMax) return false;
  if (added === undefined && !/key|secret|token/i.test(name)) return false;
  const folded = name.toLowerCase().replace(/[_\-. ]/g, "");
  if (added?.some((known) => folded.includes(known)) === true) return true;
  return distinctNames.some((known) => folded.includes(known));
}

/** `{"name": "AWS_SECRET…", "value": "…"}`, as lists of environment variables are written. */
function siblingName(object: JsonObject, key: string): string | null {
  if (key !== "value") return null;
  const name = object["name"] ?? object["key"];
  return typeof name === "string" ? name : null;
}

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
  if (!namesASecret(name, disabledKinds.names)) return scanText(text, disabledKinds, budget, meter);
  const lead = `${name}="`;
  const scan = scanText(`${lead}${text}"`, disabledKinds, budget, meter);
  const matches = scan.matches
    .filter((match) => match.end > lead.length)
    .map((match) => ({
      ...match,
      start: Math.max(0, match.start - lead.length),
      end: Math.min(text.length, match.end - lead.length),
    }));
  return { matches, unscannable: scan.unscannable };
}
