import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import type { KindSelection } from "#domain/governance/secrets/kind.ts";
import { maskText } from "#domain/governance/secrets/mask.ts";
import type { Exchange } from "../exchange.ts";
import { handlingOf } from "./guard-answer.ts";

/** An entry of a catalog; the catalog's own object, which a changed list replaces. */
interface Entry {
  readonly text: string;
}

interface Masked {
  readonly kinds: KindSelection;
  readonly text: string;
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
  return Array.from(entries, (entry) => maskEntry(entry, policy.kinds));
}

function maskEntry(entry: Entry, kinds: KindSelection): string {
  const known = masked.get(entry);
  if (known?.kinds === kinds) return known.text;
  const text = maskText(entry.text, kinds);
  masked.set(entry, { kinds, text });
  return text;
}

/** What the server tells the model about itself. */
export function guardInstructions(
  exchange: Exchange,
  policy: PolicySnapshot,
  text: string,
): string {
  return handlingOf(exchange) === "flag" ? text : maskText(text, policy.kinds);
}
