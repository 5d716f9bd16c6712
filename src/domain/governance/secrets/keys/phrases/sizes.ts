/** Words of a phrase of BIP-39. */
export const phraseSizes = [24, 21, 18, 15, 12];
export const phraseWordsMin = 12;
export const phraseWordsMax = 24;
export const bitsPerWord = 11;
