import { remembered } from "#domain/governance/remembered.ts";
import { textBefore } from "./values/blanks.ts";
import { base62Alphabet, tableOf } from "../formats/characters.ts";
/** How much a name says that its value is a credential; see `judge.ts`. */
export interface NameKind {
  readonly weight: number;
  /** From the keyword on, in lower case without separators; empty where that is another name. */
  readonly tailOf: (written: string) => string;
  /** Lower-case: the words before the keyword that make it something else. */
  readonly notAfter: ReadonlySet<string>;
  /** Shorter keywords count as a word of their own only: `pass`, not `bypass`. */
  readonly needsBorder?: boolean;
  /** The word before and the tail of names that say as much as `password` does. */
  readonly certain?: RegExp;
  /** All that a value may consist of, where the name means other things too. */
  readonly body?: RegExp;
  /** Without a word before it, only a literal in quotes counts. */
  readonly needsQuotes?: true;
  /** May be written as a list of bytes. */
  readonly isKey?: true;
}

export interface Name {
  readonly start: number;
  readonly end: number;
  /** How much of it stands before the keyword. */
  readonly headLength: number;
  /** From the keyword on; lower-case, without separators. */
  readonly tail: string;
  /** As it stands. */
  readonly text: string;
}

const nameReachMax = 48;

const nameCharacters = tableOf(`${base62Alphabet}_-.$`);
const wordCharacters = tableOf(`${base62Alphabet}_`);

const fold = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");

const readLastWord = remembered((head) => {
  const found = /([A-Z]?[a-z0-9]{1,48}|[A-Z0-9]{1,48})[^A-Za-z0-9]{0,3}$/.exec(head);
  return (found?.[1] ?? "").toLowerCase();
});

/** The word before the keyword, lower-case. Read late: most names have no value behind them. */
export function lastWordOf({ headLength, text }: Name): string {
  return headLength === 0 ? "" : readLastWord(text.slice(0, headLength));
}

/** Where the identifier that `from` lies in ends; a dash or dot counts between letters only. */
export function nameEnd(text: string, from: number): number {
  let at = from;
  const limit = Math.min(text.length, from + nameReachMax);
  for (; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127 || nameCharacters[code] === 0) break;
    if (wordCharacters[code] === 0) {
      const next = text.charCodeAt(at + 1);
      if (next > 127 || wordCharacters[next] !== 1) break;
    }
  }
  return at;
}

function readName(text: string, keywordStart: number, end: number, tail: string): Name {
  let start = keywordStart;
  const limit = Math.max(0, keywordStart - nameReachMax);
  while (start > limit) {
    const code = text.charCodeAt(start - 1);
    if (code > 127 || nameCharacters[code] === 0) break;
    start -= 1;
  }
  return {
    start,
    end,
    headLength: keywordStart - start,
    tail,
    text: text.slice(start, end),
  };
}

const anyTail =
  "(?:s?\\d{0,3}|value|text|string|str|plain|plaintext|cleartext|raw|env|prod|production|dev|" +
  "staging|test|default|old|new|current|primary|secondary|live|main|master|root|admin|base64|b64)";

const password =
  "(?:pass(?:word|wd|phrase|code|wort|w|wrd)?|pwd|passwort|kennwort|psk|wachtwoord|senha|parola|" +
  "motdepasse|contrasena|passkey|authtok|pw)";

/** A file has the same few names again and again. */
function tailThat(pattern: RegExp): (written: string) => string {
  return remembered((written) => {
    const tail = fold(written);
    return pattern.test(tail) ? tail : "";
  });
}

function tailOf(words: string): (written: string) => string {
  return tailThat(new RegExp(`^(?:${words})${anyTail}$`));
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/** Other things that are called by the name of a credential. */
const noPassword = words(
  "no has is show hide forgot forgotten invalid wrong missing require required requires enable " +
    "disable allow without max min did not will test tests",
);
const noToken = words(
  "next page nextpage paging pagination continuation continue sync nextsync max min num total count " +
    "eos bos pad unk sep cls mask design color colour css style theme lexer parser syntax etag " +
    "cursor resume idempotency clientrequest request cancel cancellation abort stop start end first " +
    "last prev previous special input output prompt completion cached public publishable csrf xsrf " +
    "csrfmiddleware per new the a text word string cache snapshot lease fencing operation marker " +
    "scroll watch consistency queryexecution change delta skip template placeholder space comment " +
    "version operator identifier injection di provide num is has no use key publickey client",
);
const noSecret = words(
  "imagepull pull docker kube password has is no use existing sealed external tls top",
);
const noKey = words("public pub publishable cache sort primary foreign index i18n has is no use");

const passwordNames: NameKind = {
  weight: 4,
  tailOf: tailOf(password),
  notAfter: noPassword,
  needsBorder: true,
};
const tokenNames: NameKind = {
  weight: 2,
  tailOf: tailOf("token(?:secret|key)?"),
  notAfter: noToken,
};
const secretNames: NameKind = {
  isKey: true,
  weight: 3,
  tailOf: tailOf(
    "secret(?:key|token|access|accesskey|keybase|password|passphrase|salt|hash|orkey|orprivatekey)?",
  ),
  notAfter: noSecret,
  certain:
    /^(?:jwt|session|cookie|signing|client|app|api|shared|webhook|hmac|auth|oauth2?|consumer|encryption|token|access|refresh|flask|django|nextauth|master|admin|user|server|service)secret(?:key)?$|^[a-z]*secret(?:key(?:base)?|orkey)$/,
};
const patNames: NameKind = {
  weight: 2,
  tailOf: tailThat(/^pat$/),
  notAfter: words("ape maj"),
  body: /^[\w.~:-]+$/,
};
const keyNames: NameKind = {
  isKey: true,
  weight: 2,
  tailOf: tailThat(
    new RegExp(
      "^(?:api|app|application|access|fernet|cipher|aes|des|hash|salt|dev|nwks|apps|network|device|auth|authorization|authentication|account|private|signing|" +
        "encryption|decryption|encrypt|crypto|master|shared|sharedaccess|service|subscription|hmac|" +
        "session|license|licence|deploy|deployment|admin|webhook|storage|write|ingest|ingestion|" +
        `integration|transaction|partner|merchant|v3|storageaccount|loggedin|secureauth|nonce|sas|jwt|cookie)key${anyTail}$`,
    ),
  ),
  notAfter: noKey,
  certain: /(?:jwt|signing|preshared|encryption|encrypt|cipher|aes)key$/,
};

/** `CENSUS_KEY`, `owm_key`: any service has one, so its value has to be random. */
const namedKeyNames: NameKind = {
  weight: 1,
  tailOf: tailThat(new RegExp(`^key${anyTail}$`)),
  notAfter: words(
    "public pub publishable publish client consumer site cache sort primary foreign index i18n partition row object s3 " +
      "file image media asset blob document doc node content chunk route routing shard etag checksum digest fingerprint dedup " +
      "deduplication idempotency lookup host ssh known peer verify verification verifying pgp gpg " +
      "record state thread message event translation unique natural group bucket artifact build " +
      "commit revision version search tracking measurement socket surrogate no use is has",
  ),
};
/** What is mixed into a hash belongs to the same store as the secret; test vectors print it bare. */
const saltNames: NameKind = {
  needsQuotes: true,
  weight: 2,
  tailOf: tailThat(/^(?:salt|pepper)(?:value|text|string|hex|base64|b64|key)?$/),
  body: /^[\w+/=.!@#$%^&*?~-]+$/,
  notAfter: words("no use is has with without gen generate random basal"),
};

export const nameKinds = {
  password: passwordNames,
  token: tokenNames,
  secret: secretNames,
  key: keyNames,
  pat: patNames,
  "named-key": namedKeyNames,
  salt: saltNames,
} as const;

const passwordWeight = passwordNames.weight;

/** Names of other objects are written small: `secret: "app-tls-2024"`. */
const chosen = /^(?=.*[a-z])(?=.*[A-Z]).*\d/;

/** `NEXT_PUBLIC_…`, `EXPO_PUBLIC_…`: frameworks put it into what every browser loads. */
const published = /(?:^|_)PUBLIC_/;

/** In capitals it is a setting of an environment, in whatever list of them it stands. */
function weightOfNamedKey(name: string): number {
  if (published.test(name)) return 0;
  return /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+){0,4}_KEY$/.test(name) ? 2 : namedKeyNames.weight;
}

/** How much this name says of such a value; see `judge.ts`. */
export function weightOf(kind: NameKind, name: Name, value: string): number {
  if (kind === namedKeyNames) return weightOfNamedKey(name.text);
  const isCertain = kind.certain?.test(lastWordOf(name) + name.tail) === true;
  const isChosen = kind === secretNames && chosen.test(value);
  return isCertain || isChosen ? passwordWeight : kind.weight;
}

/** What is written together with the short words: `dbpass`, `keypass`, `SSHPASS`, `rootpw`. */
const owners =
  /(?:^|[^A-Za-z])(?:db|user|usr|my|root|adm|admin|mysql|maria|pg|postgres|sql|ftp|sftp|smtp|mail|email|imap|ssh|ldap|bind|http|proxy|vnc|rdp|wifi|wlan|web|app|svc|sys|login|key|keystore|truststore|store|cert|pfx|ssl|zip|enc|gpg|sudo|master|default|str|host|server|redis|mongo|rabbit|mqtt|nas|net|vpn|router|sa|service|api|remote|local)$/i;
const ownerLengthMax = 12;
/** `BYPASS=`, `COMPASS=`. */
const ordinaryEnding = /(?:by|com|sur|tres|over|under|one|two|multi|low|high|band)_?$/i;

/** `rootPw`, `SQLServerPw`; random letters that happen to end so have digits and odd capitals. */
const camelHead = /(?:^|[^A-Za-z0-9+/])(?:[A-Z]{1,6})?[a-z]+(?:\d{0,2}[A-Z]{1,4}[a-z]+)*$/;

function hasBorder(text: string, keywordStart: number): boolean {
  if (owners.test(text.slice(Math.max(0, keywordStart - ownerLengthMax), keywordStart)))
    return true;
  const before = text.charAt(keywordStart - 1);
  // `AMPDBPASS=…`: a variable of the environment, and no word that ends so.
  if (/^PASS(?:WD)?=/.test(text.slice(keywordStart, keywordStart + 7)))
    return !ordinaryEnding.test(textBefore(text, keywordStart, ownerLengthMax));
  // Two letters behind a digit are more likely the end of base-64: `5pw=`.
  if (/\d/.test(before)) return !/^pw[^a-z]/i.test(text.slice(keywordStart, keywordStart + 3));
  if (!/[A-Za-z]/.test(before)) return true;
  if (!/[a-z]/.test(before) || !/[A-Z]/.test(text.charAt(keywordStart))) return false;
  return camelHead.test(textBefore(text, keywordStart, nameReachMax));
}

/** The words that need no border: nothing else contains them. */
const unmistakable = /^(?:pass(?:word|wd|phrase|code|wort)|kennwort|wachtwoord|passkey)/;

/** The name that the keyword belongs to; null where its tail is another. See `notAfter` too. */
export function readNameOf(
  kind: NameKind,
  text: string,
  keywordStart: number,
  end: number,
): Name | null {
  const tail = kind.tailOf(text.slice(keywordStart, end));
  if (tail === "") return null;
  const name = readName(text, keywordStart, end, tail);
  if (kind.needsBorder !== true || unmistakable.test(tail)) return name;
  return hasBorder(text, keywordStart) ? name : null;
}
