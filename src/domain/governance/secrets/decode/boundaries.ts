const isBody = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") {
  isBody[character.charCodeAt(0)] = 1;
}

/** Where a text has anything but ASCII letters and digits; its length comes last. */
export function boundariesOf(text: string): Int32Array {
  const length = text.length;
  const places = new Int32Array(length + 1);
  let count = 0;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 128 && isBody[code] === 1) continue;
    places[count] = at;
    count += 1;
  }
  places[count] = length;
  return places.subarray(0, count + 1);
}
