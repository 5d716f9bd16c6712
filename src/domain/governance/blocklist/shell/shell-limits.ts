/** A longer script is not read: people do not type it and agents can write it to a file. */
export const shellBytesMax = 65_536;
export const shellWordsMax = 8_192;
/** Substitutions inside substitutions. */
export const shellDepthMax = 12;
/** Characters that expansions may add in one script: values repeat for nothing. */
export const expansionMax = 65_536;
