import type { SecretKind } from "../kind.ts";
import { assignedKinds } from "./assigned-kinds.ts";
import { isNamedBy, type NameKind, nameKinds, readName } from "./names.ts";
import { isCredential, isPassphrase } from "./values/judge.ts";

/** Cheap and wide: most members of tool arguments are called something else. */
const possibleName =
  /pass|pwd|pw|psk|secret|token|key|kennwort|wachtwoord|senha|parola|contrase|_pat$/i;

const rows: readonly (readonly [SecretKind, NameKind])[] = assignedKinds.map((kind) => {
  const names = Object.entries(nameKinds).find(([word]) => kind.id === `generic.${idOf(word)}`);
  if (names === undefined) throw new TypeError(`no names for ${kind.id}`);
  return [kind, names[1]];
});

function idOf(word: string): string {
  return word === "key" ? "api-key" : word;
}

function isCalled(kind: SecretKind, names: NameKind, name: string, folded: string): boolean {
  return kind.keywords.some((keyword) => {
    const start = folded.indexOf(keyword.replace(/["'=: ]$/, ""));
    return start >= 0 && isNamedBy(names, name, start, readName(name, start, name.length));
  });
}

export function mayNameCredential(name: string): boolean {
  return possibleName.test(name);
}

/** The kind of credential that a string is because of the member, column or option it stands in. */
export function kindOfMember(name: string, value: string): SecretKind | null {
  if (!mayNameCredential(name)) return null;
  const folded = name.toLowerCase();
  for (const [kind, names] of rows) {
    if (!isCalled(kind, names, name, folded)) continue;
    const isFound = isCredential(names.weight, "quoted", value) || isPassphrase(name, value);
    if (isFound) return kind;
  }
  return null;
}
