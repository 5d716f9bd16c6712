import { body, type Part } from "./parts.ts";

const hexDigits = "0-9a-fA-F";

/** RFC 9562, section 4. */
export const uuid: readonly Part[] = [
  body(hexDigits, 8),
  "-",
  body(hexDigits, 4),
  "-",
  body(hexDigits, 4),
  "-",
  body(hexDigits, 4),
  "-",
  body(hexDigits, 12),
];

export const digits = (min: number, max: number = min): Part => body("0-9", min, max);
export const lowerAlnum = (min: number, max: number = min): Part => body("a-z0-9", min, max);

/** A stretch that may be absent. */
export const optional = (literal: string): Part => ({ words: [literal, ""] });
