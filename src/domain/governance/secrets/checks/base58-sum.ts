const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const sumBytes = 4;

function sumOf(payload: Uint8Array): Uint8Array {
  const once = new Bun.CryptoHasher("sha256").update(payload).digest();
  return new Bun.CryptoHasher("sha256").update(once).digest().subarray(0, sumBytes);
}

/** Base58Check, as the Bitcoin wiki gives it: a double SHA-256 begins with the last four bytes. */
export function hasBase58Sum(secret: string): boolean {
  let number = 0n;
  for (const character of secret) {
    const value = alphabet.indexOf(character);
    if (value < 0) return false;
    number = number * 58n + BigInt(value);
  }
  const hex = number.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  const at = bytes.length - sumBytes;
  return at > 0 && bytes.subarray(at).equals(sumOf(bytes.subarray(0, at)));
}

export function withBase58Sum(payload: Uint8Array): string {
  const bytes = Buffer.concat([payload, sumOf(payload)]);
  let number = BigInt(`0x${bytes.toString("hex")}`);
  let text = "";
  for (; number > 0n; number /= 58n) text = alphabet.charAt(Number(number % 58n)) + text;
  return text;
}
