import type { Finding } from "#shared/governed-call.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { countLeaf, isSpent, type Meter } from "./linear/effort.ts";
import { rememberedFor, rememberedLengthMax } from "../remembered.ts";
import type { KindSelection } from "./kind.ts";
import { maskMatches } from "./mask.ts";
import type { TextMatch } from "./match-text.ts";
import { joinLeaves } from "./lists/scan-leaves.ts";
import { asList, scanList } from "./lists/scan-list.ts";
import { optionBefore, scanMember, type ScanSettings } from "./scan-member.ts";
import { defaultBudget, type ScanBudget, scanText, type TextScan, tooDense } from "./scan-text.ts";

export interface ScanOptions {
  /** Ids of kinds to leave out, or a whole selection. */
  readonly disabledKinds: KindSelection;
  readonly budget?: ScanBudget;
}

export interface SecretScan {
  /** In document order, at most `findingsMax`. */
  readonly findings: readonly Finding[];
  /** Set when a part could not be judged: deny with `SECRET.UNSCANNABLE`. */
  readonly unscannable: { readonly reason: string; readonly pointer: string } | null;
}

/** A call that carries more is refused all the same; the record stays small. */
export const findingsMax = 64;
/** Deeper than any argument that a tool takes; the walk recurses. */
export const nestingMax = 200;

/** A key or a value whose reading is remembered, or that is too short to be read. */
const leafSteps = 30;
/** What stands around a value in JSON. */
const aroundLength = 3;

interface KeyReading {
  readonly scan: TextScan;
  /** Of a pointer: RFC 6901, section 3. */
  readonly segment: string;
  readonly hasBareLead: boolean;
  /** What reading it took, also where that is remembered. */
  readonly steps: number;
}

function readKey(key: string, { disabledKinds, budget, meter }: ScanSettings): KeyReading {
  const before = meter.steps;
  const scan = scanText(key, disabledKinds, budget, meter);
  // A pointer must not repeat what it points at, so a key that is a credential is masked in it.
  const shown = scan.matches.length === 0 ? key : maskMatches(key, scan.matches);
  const segment = shown.replaceAll("~", "~0").replaceAll("/", "~1");
  const hasBareLead = meter.hasBareLead === true;
  return { scan, segment, hasBareLead, steps: meter.steps - before };
}

const isClean = ({ scan }: KeyReading) => scan.matches.length === 0 && scan.unscannable === null;

const readShortKey = rememberedFor(
  (key: string, disabledKinds: KindSelection) =>
    readKey(key, {
      disabledKinds,
      budget: defaultBudget,
      meter: { steps: 0 },
    }),
  isClean,
);

class ValueScanner {
  readonly findings: Finding[] = [];
  unscannable: SecretScan["unscannable"] = null;
  readonly #settings: ScanSettings;

  constructor(settings: ScanSettings) {
    this.#settings = settings;
  }

  walk(value: JsonValue, pointer: string, depth: number): void {
    if (this.findings.length >= findingsMax) return;
    const { meter } = this.#settings;
    countLeaf(meter, aroundLength, leafSteps);
    if (isSpent(meter)) {
      this.unscannable ??= { reason: tooDense, pointer };
    } else if (depth > nestingMax) {
      this.unscannable ??= { reason: `nested deeper than ${nestingMax} levels`, pointer };
    } else if (typeof value === "string") {
      this.#text(value, pointer);
    } else if (Array.isArray(value)) {
      this.#list(value, pointer, depth);
    } else if (isJsonObject(value)) {
      for (const key of Object.keys(value)) this.#member(value, key, pointer, depth);
      const list = asList(value);
      const joined = list === null ? null : scanList(list, this.#settings);
      if (joined !== null) this.#record(joined.matches, pointer);
    }
  }

  #list(list: readonly JsonValue[], parent: string, depth: number): void {
    const joined = scanList(list, this.#settings);
    if (joined !== null) this.#record(joined.matches, parent);
    list.forEach((item, at) => {
      const pointer = `${parent}/${at}`;
      const option = typeof item === "string" ? optionBefore(list, at) : null;
      if (typeof item !== "string" || option === null) this.walk(item, pointer, depth + 1);
      else this.#named({ [option]: item }, option, item, pointer);
    });
  }

  /** What no single place holds, where none does; it has no pointer but that of the whole. */
  join(value: JsonValue): void {
    if (this.findings.length > 0 || this.unscannable !== null) return;
    if (this.#settings.meter.hasBareLead !== true) return;
    const joined = joinLeaves(value, this.#settings);
    if (joined !== null) this.#record(joined.matches, "");
  }

  #named(object: JsonObject, key: string, value: string, pointer: string): void {
    const member = scanMember(object, key, value, this.#settings);
    this.#record(member.matches, pointer);
    if (member.unscannable !== null) this.unscannable ??= { reason: member.unscannable, pointer };
  }

  #member(
    object: { readonly [key: string]: JsonValue },
    key: string,
    parent: string,
    depth: number,
  ) {
    const { disabledKinds, meter } = this.#settings;
    const isShort = key.length <= rememberedLengthMax;
    const { scan, segment, hasBareLead, steps } = isShort
      ? readShortKey(key, disabledKinds)
      : readKey(key, this.#settings);
    if (isShort) countLeaf(meter, key.length, steps);
    if (hasBareLead) meter.hasBareLead = true;
    const pointer = `${parent}/${segment}`;
    this.#record(scan.matches, pointer);
    if (scan.unscannable !== null) this.unscannable ??= { reason: scan.unscannable, pointer };
    const value = object[key] ?? null;
    countLeaf(meter, aroundLength, leafSteps);
    if (isSpent(meter)) this.unscannable ??= { reason: tooDense, pointer };
    else if (typeof value !== "string") this.walk(value, pointer, depth + 1);
    else this.#named(object, key, value, pointer);
  }

  #text(text: string, pointer: string): void {
    const { disabledKinds, budget, meter } = this.#settings;
    const scan = scanText(text, disabledKinds, budget, meter);
    this.#record(scan.matches, pointer);
    if (scan.unscannable !== null) this.unscannable ??= { reason: scan.unscannable, pointer };
  }

  #record(matches: readonly TextMatch[], pointer: string): void {
    for (const { kind, masked, isRest } of matches) {
      if (isRest === true) continue;
      if (this.findings.length >= findingsMax) return;
      this.findings.push({ kind: kind.id, pointer, masked, remedy: kind.remedy });
    }
  }
}

function lengthOf(value: JsonValue, depth = 0): number {
  if (typeof value === "string") return value.length + aroundLength;
  if (typeof value !== "object" || value === null || depth > nestingMax) return aroundLength;
  let length = aroundLength;
  if (Array.isArray(value)) {
    for (const item of value) length += lengthOf(item, depth + 1);
    return length;
  }
  for (const [key, item] of Object.entries(value)) {
    length += key.length + aroundLength + lengthOf(item, depth + 1);
  }
  return length;
}

/**
 * Looks for credentials in keys and values, also encoded or split by invisible characters. It is
 * pure, and linear in the size of the value.
 */
export function scanForSecrets(
  value: JsonValue,
  options: ScanOptions,
  meter: Meter = { steps: 0 },
): SecretScan {
  meter.measure = () => lengthOf(value);
  const budget = options.budget ?? defaultBudget;
  const scanner = new ValueScanner({ disabledKinds: options.disabledKinds, budget, meter });
  scanner.walk(value, "", 0);
  scanner.join(value);
  return { findings: scanner.findings, unscannable: scanner.unscannable };
}
