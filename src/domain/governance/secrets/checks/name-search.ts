/** A tree of names by their characters. */
interface NameNode {
  readonly next: Map<string, NameNode>;
  isName: boolean;
}

/** Tells whether a text holds one of the names; what that costs does not grow with their number. */
export function nameSearch(names: readonly string[]): (text: string) => boolean {
  const root: NameNode = { next: new Map(), isName: false };
  for (const name of names) {
    let node = root;
    for (const character of name) {
      const child = node.next.get(character) ?? { next: new Map(), isName: false };
      node.next.set(character, child);
      node = child;
    }
    node.isName = true;
  }
  return (text) => {
    for (let start = 0; start < text.length; start += 1) {
      let node = root.next.get(text.charAt(start));
      for (let at = start + 1; node !== undefined; at += 1) {
        if (node.isName) return true;
        node = node.next.get(text.charAt(at));
      }
    }
    return false;
  };
}
