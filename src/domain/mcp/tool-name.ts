/** Longer names break whole clients; they are cut and end in a hash (see `exposeName`). */
export const toolNameCharsMax = 64;

const allowedName = /^[A-Za-z0-9_.-]+$/;
const hashChars = 8;

/**
 * The name that clients see. Null for a name that no client could use or that could be mistaken for
 * something else in a rule, a row or a header.
 */
export function exposeName(name: string): string | null {
  if (!allowedName.test(name) || name.length > 1_024) return null;
  if (name.length <= toolNameCharsMax) return name;
  const hash = new Bun.CryptoHasher("sha256").update(name).digest("hex").slice(0, hashChars);
  return `${name.slice(0, toolNameCharsMax - hashChars - 1)}_${hash}`;
}
