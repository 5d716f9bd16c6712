/** A file that a call reads or writes whole. A model's context holds far less. */
export const fileBytesMax = 4 * 1024 * 1024;
/** Longest path of a call, in characters (PATH_MAX is 4,096 bytes). */
export const pathCharactersMax = 1_024;
/** NAME_MAX of Linux file systems, in bytes. */
export const nameBytesMax = 255;
export const folderDepthMax = 32;
export const listEntriesMax = 1_000;
export const searchMatchesMax = 200;
/** Larger files are skipped by a search, and the answer counts them. */
export const searchFileBytesMax = 1024 * 1024;
/** A search ends here and says so. */
export const searchBytesMax = 64 * 1024 * 1024;
/** A matching line is cut around the match. */
export const searchLineCharactersMax = 300;
