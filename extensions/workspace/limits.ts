/** What one call of a workspace tool may cost. */
export const limits = {
  /** A file that a call reads or writes whole. A model's context holds far less. */
  fileBytesMax: 4 * 1024 * 1024,
  /** Longest path of a call (PATH_MAX is 4,096 bytes). */
  pathCharactersMax: 1_024,
  /** NAME_MAX of Linux file systems. */
  nameBytesMax: 255,
  folderDepthMax: 32,
  listEntriesMax: 1_000,
  searchMatchesMax: 200,
  /** Larger files are skipped by a search, and the answer counts them. */
  searchFileBytesMax: 1024 * 1024,
  /** A search ends here and says so. */
  searchBytesMax: 64 * 1024 * 1024,
  /** A matching line is cut around the match. */
  searchLineCharactersMax: 300,
} as const;
