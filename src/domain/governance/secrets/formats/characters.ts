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

/** A set as a table of character codes. */
export function membersOf(set: string): Uint8Array {
  const members = new Uint8Array(128);
  for (const character of expandSet(set)) members[character.charCodeAt(0)] = 1;
  return members;
}
