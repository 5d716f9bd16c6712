import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { isTelling, looksRandom } from "../checks/distinctive.ts";
import { leadLengthMin } from "../checks/trust.ts";
import { effort, limitOf } from "../linear/effort.ts";
import { matchText, type Pass, type TextMatch } from "../match-text.ts";
import type { ScanSettings } from "../scan-member.ts";

/** Leaves that are looked at; more is data. */
const leavesMax = 4_000;
const nestingMax = 64;
/** Pieces behind the one with the lead. */
const piecesMax = 24;
/** Leads that are followed in one value. */
const leadsMax = 16;

const piece = /^[A-Za-z0-9+/=_.~:%@-]{1,2000}$/;
const setting = /^[A-Za-z_]\w{0,30}[=:](?=.)/;
/** A kind, a role or a name between two pieces. */
const plainWord = /^[a-z]{1,20}$/;

const digit = /[0-9]|[a-z][A-Z][A-Za-z]{0,40}[a-z][A-Z]/;

type Holder = JsonObject | readonly JsonValue[];

interface Leaf {
  readonly holder: Holder;
  readonly key: string;
  readonly isKey: boolean;
  readonly text: string;
}

/** What stands for a leaf, by the object or list that holds it; `isKey` for its name. */
export interface LeafMask {
  readonly holder: Holder;
  readonly key: string;
  readonly isKey: boolean;
  readonly masked: string;
}

export interface JoinedLeaves {
  readonly matches: readonly TextMatch[];
  readonly masks: readonly LeafMask[];
}

function collect(value: JsonValue, leaves: Leaf[], depth: number): void {
  if (depth > nestingMax || leaves.length > leavesMax || !(value instanceof Object)) return;
  const isList = Array.isArray(value);
  for (const [key, item] of Object.entries(value)) {
    const holder = value as Holder;
    if (!isList && piece.test(key)) leaves.push({ holder, key, isKey: true, text: key });
    if (typeof item !== "string") collect(item as JsonValue, leaves, depth + 1);
    else if (piece.test(item)) leaves.push({ holder, key, isKey: false, text: item });
  }
}

function readPass(text: string, settings: ScanSettings, isJoined: boolean): Pass {
  const { disabledKinds, meter } = settings;
  const before = effort.steps;
  const pass = matchText(text, disabledKinds, limitOf(text.length, meter), isJoined);
  meter.steps += effort.steps - before;
  return pass;
}

/** A credential that starts in the first of the leaves and ends in another. */
function findAcross(row: readonly Leaf[], settings: ScanSettings): JoinedLeaves | null {
  const text = row.map((leaf) => leaf.text).join("");
  const firstEnd = row[0]?.text.length ?? 0;
  const found = readPass(text, settings, true).matches.find(
    ({ kind, start, end }) =>
      start < firstEnd &&
      end > firstEnd &&
      isTelling(kind) &&
      looksRandom(kind, text.slice(start, end)),
  );
  if (found === undefined) return null;
  let at = 0;
  const held = row.filter((leaf) => {
    const start = at;
    at += leaf.text.length;
    return start < found.end;
  });
  const masks = held.map(({ holder, key, isKey }, place): LeafMask => {
    return { holder, key, isKey, masked: place === 0 ? found.masked : "…" };
  });
  return { matches: [found], masks };
}

function rowsFrom(leaves: readonly Leaf[], at: number): readonly (readonly Leaf[])[] {
  const first = leaves[at];
  if (first === undefined) return [];
  const behind = leaves.slice(at + 1, at + 1 + piecesMax * 2);
  const alike = behind.filter((leaf) => leaf.isKey === first.isKey).slice(0, piecesMax);
  const telling = alike.filter((leaf) => !plainWord.test(leaf.text));
  const named = alike.filter((leaf) => leaf.key === first.key);
  // Words are rather names beside the pieces than pieces.
  const rows = [telling, alike, named];
  const own = behind[0];
  if (first.isKey && own !== undefined && !own.isKey) rows.push([own]);
  const found = rows.filter((row) => row.length > 0).map((row) => [first, ...row]);
  // `["A=ghp_…", "B=…"]`: settings of an environment.
  const values = [first, ...alike].map((leaf) => ({
    ...leaf,
    text: leaf.text.replace(setting, ""),
  }));
  return setting.test(first.text) ? [...found, values] : found;
}

/** What values or names in different places of a value make together, behind a lead. */
export function joinLeaves(value: JsonValue, settings: ScanSettings): JoinedLeaves | null {
  if (!isJsonObject(value) && !Array.isArray(value)) return null;
  const leaves: Leaf[] = [];
  collect(value, leaves, 0);
  if (leaves.length < 2 || leaves.length > leavesMax) return null;
  // Words alone are nothing that would be trusted.
  if (!leaves.some((leaf) => digit.test(leaf.text))) return null;
  const matches: TextMatch[] = [];
  const masks: LeafMask[] = [];
  let leads = 0;
  for (let at = 0; at < leaves.length - 1 && leads < leadsMax; at += 1) {
    const { text } = leaves[at] as Leaf;
    if (text.length < leadLengthMin) continue;
    const pass = readPass(text, settings, false);
    if (pass.bareLeads.length === 0 || pass.matches.length > 0) continue;
    leads += 1;
    const found = rowsFrom(leaves, at)
      .map((row) => findAcross(row, settings))
      .find((joined) => joined !== null);
    if (found === undefined || found === null) continue;
    matches.push(...found.matches);
    masks.push(...found.masks);
  }
  return matches.length === 0 ? null : { matches, masks };
}
