/** What a character is to a row of words; other values are letters, as they are looked up. */
export const other = 0;
export const separator = 1;
/** An accent on its own (NFD, NFKD); words are looked up without accents. */
export const accent = 2;
export const firstLetter = 3;
