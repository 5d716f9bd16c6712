export const keyRemedy =
  "Replace the key pair, and pass the private key to the tool as a stored secret.";

/** An RSA key of 16,384 bits takes 12,400 characters. */
export const keyLengthMax = 20_000;

/**
 * Line ends as such or as the escapes that a JSON or shell string holds, with the signs that a
 * quotation, a comment or a table puts before each line.
 */
export const lineEnd = "(?:\\\\r|\\\\n|\\r|\\n|[ \\t>#*|]){0,8}";

export const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
