/** By code: 0 for letters and digits of ASCII. */
const isBoundary = new Uint8Array(128).fill(1);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") {
  isBoundary[character.charCodeAt(0)] = 0;
}

/** Kept between texts: fresh memory for each cost more than the walk. 1 MB for the usual ones. */
const keptLengthMax = 262_144;
let kept = new Int32Array(4_096);

/**
 * Where a text has anything but ASCII letters and digits; its length comes last. What was given for
 * one text is overwritten by the next.
 */
export function boundariesOf(text: string): Int32Array {
  const length = text.length;
  if (length >= kept.length && length < keptLengthMax) kept = new Int32Array(length * 2);
  const places = length < kept.length ? kept : new Int32Array(length + 1);
  let count = 0;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    // Without a branch: words end at no foreseeable place.
    places[count] = at;
    count += code < 128 ? (isBoundary[code] as number) : 1;
  }
  places[count] = length;
  return places.subarray(0, count + 1);
}
