/** Ids are indexed: a B-tree entry holds 2,704 bytes at most, and a character takes up to four. */
export const rowCharsMax = { id: 256, name: 1_024, reason: 2_048 } as const;
