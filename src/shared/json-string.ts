const backslash = 0x5c;

/** Index of the quote that ends the string which starts at `start`; indexOf runs at memory speed. */
export function endOfString(text: string, start: number): number {
  let index = text.indexOf('"', start + 1);
  while (index !== -1) {
    let slashes = 0;
    while (text.charCodeAt(index - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return index;
    index = text.indexOf('"', index + 1);
  }
  return text.length;
}
