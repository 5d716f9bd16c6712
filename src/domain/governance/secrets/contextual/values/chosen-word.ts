import { technicalNames } from "./vocabulary.ts";

/** `PBKDF2`, `SHA-256`: what a text says of passwords without telling one. */
const technique = new RegExp(
  "^(?:(?:pkcs#?|blake|ripemd|chacha|salsa|socks|pbkdf|scram|sha|md|base|bcrypt|argon|ntlm|mschap|wpa|aes|des|type|level|oauth|utf|rfc|iso|" +
    "fips|step|phase|part|page|line|section|version|ec|tls|ssl|ipv|http|log|win|windows|python|node|" +
    "php|java|ubuntu|debian|mysql|postgres|redis|ldap|auth|totp|fido|web)v?-?\\d{1,4}[a-z]{0,2}" +
    "(?:[-_.][a-z0-9]{1,10})*|[a-z]-?\\d{1,4}|[a-z]\\d{1,2}[a-z](?:[-_][a-z]{1,12})*)$",
  "i",
);

/** What a sentence says of passwords without telling one. */
export function isTechnique(value: string): boolean {
  return technique.test(value);
}

/** Letters and digits together, as no ordinary word of a sentence has them. */
export function isMixedWord(value: string): boolean {
  return (
    /[A-Za-z]/.test(value) &&
    /\d/.test(value) &&
    /[A-Za-z].*[A-Za-z]/.test(value) &&
    !technique.test(value)
  );
}

/** Letters, then two digits or more: `bluewhale77`, `Tape-Archive66`. */
const numbered = /^(?=.{6})[A-Za-z]{3,20}(?:[_-]?[A-Za-z]{1,20}){1,3}[_-]?\d{2,}[!.#]?$/;

export function isNumberedWord(value: string): boolean {
  return numbered.test(value) && isMixedWord(value);
}

/** `Stroopw4fel`: a digit inside a word, as people put it there and names of techniques do not. */
export function isLeetWord(value: string): boolean {
  return isMixedWord(value) && /[A-Za-z]\d[a-z]/.test(value.replace(technicalNames, ""));
}
