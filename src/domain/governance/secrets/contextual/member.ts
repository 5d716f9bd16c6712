import type { SecretKind } from "../kind.ts";
import { assignedKinds } from "./assigned-kinds.ts";
import { lastWordOf, type Name, type NameKind, nameKinds, readNameOf, weightOf } from "./names.ts";
import { isCredential, isPassphrase } from "./values/judge.ts";

/** Cheap and wide: most members of tool arguments are called something else. */
const possibleName =
  /pass|pwd|pw|psk|secret|token|key|salt|pepper|kennwort|wachtwoord|senha|parola|contrase|_pat$/i;

interface Row {
  readonly kind: SecretKind;
  readonly names: NameKind;
  /** Its keywords without what may follow a name in a text. */
  readonly words: readonly string[];
}

const rows: readonly Row[] = assignedKinds.map((kind) => {
  const names = Object.entries(nameKinds).find(([word]) => kind.id === `generic.${idOf(word)}`);
  if (names === undefined) throw new TypeError(`no names for ${kind.id}`);
  const words = new Set(kind.keywords.map((keyword) => keyword.replace(/["'=: ]$/, "")));
  return { kind, names: names[1], words: [...words] };
});

function idOf(word: string): string {
  return word === "key" ? "api-key" : word;
}

/** The name as this kind reads it; null where it is not what the kind goes by. */
function readAs({ names, words }: Row, name: string, folded: string): Name | null {
  for (const word of words) {
    const start = folded.indexOf(word);
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
  for (const row of rows) {
    const { kind, names } = row;
    const read = readAs(row, name, folded);
    if (read === null || names.body?.test(value) === false) continue;
    const weight = weightOf(names, read, value);
    if (isCredential(weight, "quoted", value) || isPassphrase(name, value)) return kind;
  }
  return null;
}
