export interface Month {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
}

export function monthOf(atMs: number): Month {
  const date = new Date(atMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1 };
}

export function addMonths(from: Month, months: number): Month {
  const count = from.year * 12 + (from.month - 1) + months;
  return { year: Math.floor(count / 12), month: (count % 12) + 1 };
}

/** `2026_11`: sorts by time as text. */
export function monthSuffix({ year, month }: Month): string {
  return `${String(year).padStart(4, "0")}_${String(month).padStart(2, "0")}`;
}

/** The smallest UUID whose first 48 bits are the month's first millisecond (RFC 9562, 5.7). */
export function uuidLowerBound({ year, month }: Month): string {
  const hex = Date.UTC(year, month - 1, 1)
    .toString(16)
    .padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
