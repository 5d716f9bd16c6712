import type { SealPlace } from "../format/seal-place.ts";

/** The highest place of each writer that was seen beyond the list of writers. */
export class LaterSeals {
  readonly #highest = new Map<number, number>();

  constructor(places: readonly SealPlace[] = []) {
    for (const place of places) this.see(place);
  }

  see({ writer, sequence }: SealPlace): void {
    this.#highest.set(writer, Math.max(this.#highest.get(writer) ?? 0, sequence));
  }

  list(): readonly SealPlace[] {
    return [...this.#highest].map(([writer, sequence]) => ({ writer, sequence }));
  }
}
