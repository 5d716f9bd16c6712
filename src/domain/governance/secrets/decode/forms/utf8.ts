/** So many bytes are looked at; random ones fail at the second or third. */
const probedBytesMax = 36;
const lettersMin = 3;

/** How many bytes follow the first one of a character; -1 for what starts none. RFC 3629. */
function followers(byte: number): number {
  if (byte < 0x80) return byte > 31 || (byte > 8 && byte < 14) ? 0 : -1;
  if (byte < 0xc2 || byte > 0xf4) return -1;
  return byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
}

/** The byte at a place of what is encoded from `start` on. */
type ByteAt = (text: string, start: number, place: number) => number;

/** Whether bytes start as a text in another script than Latin; ASCII shows by its top bits. */
export function startsInOtherScript(
  text: string,
  start: number,
  length: number,
  byteAt: ByteAt,
): boolean {
  let letters = 0;
  let pending = 0;
  const end = Math.min(length, probedBytesMax);
  for (let place = 0; place < end; place += 1) {
    const byte = byteAt(text, start, place);
    if (pending > 0) {
      if ((byte & 0xc0) !== 0x80) return false;
      pending -= 1;
      continue;
    }
    pending = followers(byte);
    if (pending === -1) return false;
    if (pending > 0) letters += 1;
  }
  return letters >= lettersMin;
}
