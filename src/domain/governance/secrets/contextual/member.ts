import type { SecretKind } from "../kind.ts";
import { assignedKinds } from "./assigned-kinds.ts";
import { lastWordOf, type Name, type NameKind, nameKinds, readNameOf, weightOf } from "./names.ts";
import { isCredential, isPassphrase } from "./values/judge.ts";

/** Cheap and wide: most members of tool arguments are called something else. */
const possibleName =
  /pass|pwd|pw|psk|secret|token|key|salt|kennwort|wachtwoord|senha|parola|contrase|_pat$/i;

const rows: readonly (readonly [SecretKind, NameKind])[] = assignedKinds.map((kind) => {
  const names = Object.entries(nameKinds).find(([word]) => kind.id === `generic.${idOf(word)}`);
  if (names === undefined) throw new TypeError(`no names for ${kind.id}`);
  return [kind, names[1]];
});

function idOf(word: string): string {
  return word === "key" ? "api-key" : word;
}

/** The name as this kind reads it; null where it is not what the kind goes by. */
function readAs(kind: SecretKind, names: NameKind, name: string, folded: string): Name | null {
  for (const keyword of kind.keywords) {
    // What ends a keyword may be what follows a name in a text.
    const start = folded.indexOf(keyword.replace(/["'=: ]$/, ""));
    if (start === -1) continue;
    const read = readNameOf(names, name, start, name.length);
    if (read !== null && !names.notAfter.has(lastWordOf(read))) return read;
  }
  return null;
}

export function mayNameCredential(name: string): boolean {
  return possibleName.test(name);
}

/** The kind of credential that a string is because of the member, column or option it stands in. */
export function kindOfMember(name: string, value: string): SecretKind | null {
  if (!mayNameCredential(name)) return null;
  const folded = name.toLowerCase();
  for (const [kind, names] of rows) {
    const read = readAs(kind, names, name, folded);
    if (read === null || names.body?.test(value) === false) continue;
    const weight = weightOf(names, read, value);
    if (isCredential(weight, "quoted", value) || isPassphrase(name, value)) return kind;
  }
  return null;
}
