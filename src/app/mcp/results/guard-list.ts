import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import type { KindSelection } from "#domain/governance/secrets/kind.ts";
import { maskSecrets, maskText } from "#domain/governance/secrets/mask.ts";
import { parseExact, stringifyExact } from "#shared/json/exact-json.ts";
import { isJsonObject } from "#shared/json.ts";
import type { Exchange } from "../exchange.ts";
import { handlingOf } from "./guard-answer.ts";

/** An entry of a catalog; the catalog's own object, which a changed list replaces. */
interface Entry {
  readonly text: string;
}

interface Masked {
  readonly kinds: KindSelection;
  /** Null: nothing could be shown of it, so it is not listed. */
  readonly text: string | null;
}

/** Lists are asked for again and again and hardly ever change: each entry is searched once. */
const masked = new WeakMap<Entry, Masked>();

/** The texts of a list without credentials; a server that is only flagged says what it says. */
export function guardList(
  exchange: Exchange,
  policy: PolicySnapshot,
  entries: Iterable<Entry>,
): readonly string[] {
  if (handlingOf(exchange) === "flag") return Array.from(entries, ({ text }) => text);
  return Array.from(entries, (entry) => maskEntry(entry, policy.kinds)).filter(
    (text) => text !== null,
  );
}

function maskEntry(entry: Entry, kinds: KindSelection): string | null {
  const known = masked.get(entry);
  if (known?.kinds === kinds) return known.text;
  const isClean = maskText(entry.text, kinds) === entry.text;
  const text = isClean ? entry.text : maskMembers(entry.text, kinds);
  masked.set(entry, { kinds, text });
  return text;
}

/** Member by member: masked as one text, an entry could become a string, and clients drop the list. */
function maskMembers(text: string, kinds: KindSelection): string | null {
  const members = stringifyExact(maskSecrets(parseExact(text), kinds));
  const whole = maskText(members, kinds);
  return isJsonObject(JSON.parse(whole)) ? whole : null;
}

/** What the server tells the model about itself. */
export function guardInstructions(
  exchange: Exchange,
  policy: PolicySnapshot,
  text: string,
): string {
  return handlingOf(exchange) === "flag" ? text : maskText(text, policy.kinds);
}
