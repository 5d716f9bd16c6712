/** `A-Za-z0-9_-` → every character of it. */
export function expandSet(set: string): string {
  return set.replace(/\\(.)/g, "$1").replace(/(.)-(.)/g, (_all, from: string, to: string) => {
    let span = "";
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code += 1) {
      span += String.fromCharCode(code);
    }
    return span;
  });
}

/** Characters as a table: 1 at the code of each. */
export function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

/** A set as a table of character codes. */
export function membersOf(set: string): Uint8Array {
  return tableOf(expandSet(set));
}

/** ASCII letters and digits in the order of their codes. */
export const base62Alphabet = expandSet("0-9A-Za-z");
