import { type Body, body } from "./formats/parts.ts";

/** The alphabets that providers draw from; a single number is an exact length. */
export const hex = (min: number, max: number = min): Body => body("0-9a-f", min, max);
export const alnum = (min: number, max: number = min): Body => body("A-Za-z0-9", min, max);
export const upper = (min: number, max: number = min): Body => body("A-Z0-9", min, max);
/** RFC 4648 section 5, unpadded. */
export const url64 = (min: number, max: number = min): Body => body("A-Za-z0-9_-", min, max);
/** RFC 4648 section 4. */
export const base64 = (min: number, max: number = min): Body => body("A-Za-z0-9+/", min, max);
