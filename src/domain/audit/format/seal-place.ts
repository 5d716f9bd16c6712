import { sequencesMax } from "./seal.ts";

/** A seal's place; places are ordered by writer, then sequence. */
export interface SealPlace {
  readonly writer: number;
  readonly sequence: number;
}

/** The place that a row's `seal` names: the inverse of `sealNumber`. */
export function sealPlaceOf(seal: number): SealPlace {
  return { writer: Math.floor(seal / sequencesMax), sequence: seal % sequencesMax };
}
