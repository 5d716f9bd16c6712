import type { Span } from "../kind.ts";
import { tableOf } from "../formats/characters.ts";
import { effort } from "../linear/effort.ts";
import { isSureWord } from "./layouts/connection.ts";
import { isCredential } from "./values/judge.ts";
import { skipBlanks, startsLine, textBefore } from "./values/blanks.ts";
import { scoreShape, shapes } from "./values/value-shape.ts";
import { readQuoted, skipStringPrefix } from "./values/read-value.ts";

const lineMax = 400;

const quotes = tableOf("\"'`");

function endsStretch(code: number): boolean {
  return code <= 32 || code === 0xa0 || (code < 128 && quotes[code] === 1);
}

/** Where the stretch without blanks and quotes that ends at `at` begins. */
function lineStart(text: string, at: number): number {
  const from = Math.max(0, at - lineMax);
  let start = at;
  while (start > from && !endsStretch(text.charCodeAt(start - 1))) start -= 1;
  effort.steps += at - start;
  return start;
}

const pgpassSteps = 400;
const pgpass =
  /[\w.*-]{1,120}:(?:\d{2,5}|\*):[^\s:,]{1,80}:[^\s:,()]{1,80}:([^\s:"'`\\][^\s"'`\\]{3,199})/y;

/** `host:port:database:user:password` of `.pgpass`. */
function findPgpass(text: string, keywordStart: number): Span | null {
  pgpass.lastIndex = lineStart(text, keywordStart);
  const found = pgpass.exec(text);
  effort.steps += pgpassSteps;
  const value = found?.[1];
  if (value === undefined) return null;
  const end = pgpass.lastIndex;
  return isCredential(4, "line", value) ? { start: end - value.length, end } : null;
}

/** What is identified in SQL; a sentence may identify a blob by `'x-ms-copy-id'`. */
const identifiedUser = /\b(?:user|role|login|grant|account)\b[^\n;]{0,120}$/i;
const sqlBy = /(?:[ \t]+with[ \t]+["'\w]{1,40})?[ \t]+(?:by|as|using)(?:[ \t]+values)?[ \t]+/iy;

/** `IDENTIFIED BY '…'` of MySQL, Oracle and others. */
function findIdentified(text: string, keywordStart: number, length: number): Span | null {
  sqlBy.lastIndex = keywordStart + length;
  if (sqlBy.exec(text) === null) return null;
  // "identified by `name`" of a manual: SQL quotes names like that, never passwords.
  if (text.charAt(sqlBy.lastIndex) === "`") return null;
  const value = readQuoted(text, sqlBy.lastIndex);
  if (value === null) return bareOracle(text, sqlBy.lastIndex);
  const { start, end } = value;
  const isFound =
    isCredential(4, "quoted", text.slice(start, end)) ||
    (isSureWord(text, { start, end }) &&
      identifiedUser.test(text.slice(Math.max(0, keywordStart - 160), keywordStart)));
  return isFound ? { start, end } : null;
}

const saslEntry = /[ \t]{1,8}[^\s:]{1,80}:([^\s"'`]{6,80})(?=\s|["'`\\]|$)/y;

/** `[smtp.host]:587 user:password` of Postfix. */
function findSaslEntry(text: string, keywordStart: number, length: number): Span | null {
  saslEntry.lastIndex = keywordStart + length;
  const value = saslEntry.exec(text)?.[1];
  effort.steps += pgpassSteps;
  if (value === undefined || !isCredential(4, "line", value)) return null;
  const end = saslEntry.lastIndex;
  return { start: end - value.length, end };
}

const oracleWord = /[A-Za-z][A-Za-z0-9_$#!]{5,60}(?=[\s;]|$)/y;

function bareOracle(text: string, from: number): Span | null {
  oracleWord.lastIndex = from;
  const found = oracleWord.exec(text);
  if (found === null || !isCredential(4, "line", found[0])) return null;
  return { start: from, end: from + found[0].length };
}

/** `PasswordAuth` is the start of a name only. */
const restOfName = /(?<=[a-z])[a-z]{0,16}(?=\()/y;

/** `auth=("user", "…")`, `.login("user", "…")`: two literals, the second is the password. */
function findSecondArgument(text: string, keywordStart: number, length: number): Span | null {
  restOfName.lastIndex = keywordStart + length;
  let at = skipBlanks(text, keywordStart + length + (restOfName.exec(text)?.[0].length ?? 0));
  if (/[([{]/.test(text.charAt(at))) at = skipBlanks(text, at + 1);
  const user = readQuoted(text, skipStringPrefix(text, at));
  if (user === null || user.end - user.start > 100) return null;
  at = skipBlanks(text, user.end + 1);
  if (text.charAt(at) !== ",") return null;
  const value = readQuoted(text, skipStringPrefix(text, skipBlanks(text, at + 1)));
  if (value === null) return null;
  const written = text.slice(value.start, value.end);
  return isCredential(4, "quoted", written) ? { start: value.start, end: value.end } : null;
}

/** `ConvertTo-SecureString "…" -AsPlainText`. */
function findSecureString(text: string, keywordStart: number, length: number): Span | null {
  const lead = /[ \t]+(?:-AsPlainText[ \t]+)?(?:-Force[ \t]+)?(?:-String[ \t]+)?/iy;
  lead.lastIndex = keywordStart + length;
  if (lead.exec(text) === null) return null;
  const value = readQuoted(text, lead.lastIndex);
  if (value === null) return null;
  const written = text.slice(value.start, value.end);
  return isCredential(4, "quoted", written) ? { start: value.start, end: value.end } : null;
}

const accountBefore = /[\w.-]{1,64}:([^\s:@"'`\\]{4,128})$/;

/** `user:password@tcp(host)`: the data source of Go's MySQL driver. */
function findBeforeNetwork(text: string, keywordStart: number): Span | null {
  const before = text.slice(Math.max(0, keywordStart - 200), keywordStart);
  const value = accountBefore.exec(before)?.[1];
  if (value === undefined || !isCredential(4, "line", value)) return null;
  return { start: keywordStart - value.length, end: keywordStart };
}

/** Which argument of a connection is its password, counted from nought. */
const passwordPlaces: Readonly<Record<string, readonly number[]>> = {
  getconnection: [2],
  "new pdo": [2],
  mysqli_connect: [2],
  "new mysqli": [2],
  mysql_connect: [2],
  mysql_real_connect: [3],
  "dbi->connect": [2],
  "driver->connect": [2],
  "wifi.begin": [1],
  "wifimulti.addap": [1],
  ftp_login: [2],
  imap_open: [2],
  ldap_bind: [2],
  ssh2_auth_password: [2],
  odbc_connect: [2],
  oci_connect: [1],
  "pymysql.connect": [2],
  "mysqldb.connect": [2],
  "oracledb.connect": [1],
  "cx_oracle.connect": [1],
  "new sequelize": [2],
  create_user: [1, 2],
  create_superuser: [1, 2],
  createcredential: [2],
  plainauth: [2],
  credentials: [1, 3],
  sftpclient: [2],
  sshclient: [2],
  ftpclient: [2],
  "ftplib.ftp": [2],
  "= ftp": [2],
  "ldap3.connection": [2],
  ".login": [1],
  basicauth: [1],
  basic_auth: [1],
  "credentials.basic": [1],
  username_pw_set: [1],
  newstaticv4: [1],
  "credentials::new": [1],
  newdialer: [3],
  openssl_encrypt: [2],
  openssl_decrypt: [2],
  createasync: [1],
  frompassword: [1],
  "= database": [2],
  "jwt.sign": [1],
  "jwt.verify": [1],
  "jwt.encode": [1],
  "jwt.decode": [1],
  "jwt::encode": [1],
  "jwt::decode": [1],
  "aes.encrypt": [1],
  "aes.decrypt": [1],
  signwith: [1],
  signedstring: [0],
  unsafeplaintext: [0],
};

/** They open a connection and nothing else, so a plain word is a password there too. */
const opening: ReadonlySet<string> = new Set([
  "getconnection", "new pdo", "mysqli_connect", "new mysqli", "mysql_connect",
  "mysql_real_connect", "dbi->connect", "wifi.begin", "wifimulti.addap", "ftp_login",
  "ssh2_auth_password", "odbc_connect", "oci_connect", "pymysql.connect", "mysqldb.connect",
  "oracledb.connect", "cx_oracle.connect", "new sequelize",
]); // prettier-ignore

export const connectionCalls: readonly string[] = Object.keys(passwordPlaces);

const argumentsMax = 5;
/** A literal, maybe in a call of its own (`[]byte("…")`), an object, or anything else. */
const wrapped = "(?:[\\w.:[\\]]{1,24}\\()?[A-Za-z@]?";
const argument = new RegExp(
  "[ \\t\\r\\n]{0,24}(?:" +
    [
      `${wrapped}"((?:[^"\\\\\\n]|\\\\.){0,200})"`,
      `${wrapped}'((?:[^'\\\\\\n]|\\\\.){0,200})'`,
      "\\{[^{}\\n]{0,200}\\}",
      "[^\"'(),\\n]{0,80}(?:\\([^()\"'\\n]{0,80}\\)[^\"'(),\\n]{0,40})?",
    ].join("|") +
    ")[^\"'(),\\n]{0,24}(?:\\(\\))?\\)?[ \\t]{0,8}([,)])",
  "y",
);

/** `getConnection(url, "user", "…")`: the literal at the place of the password. */
function findLaterArgument(text: string, keywordStart: number, length: number): Span | null {
  const call = text.slice(keywordStart, keywordStart + length).toLowerCase();
  const places = passwordPlaces[call] ?? [];
  const open = /^\w{0,8}[ \t]{0,4}\(/.exec(
    text.slice(keywordStart + length, keywordStart + length + 16),
  );
  if (open === null) return null;
  let at = keywordStart + length + open[0].length;
  for (let place = 0; place < argumentsMax; place += 1) {
    argument.lastIndex = at;
    const found = argument.exec(text);
    if (found === null) return null;
    const value = found[1] ?? found[2];
    if (value !== undefined && places.includes(place)) {
      const start = text.indexOf(value, at);
      const span = { start, end: start + value.length };
      const isSure = opening.has(call) && isSureWord(text, span);
      if (isSure || isCredential(4, "quoted", value)) return span;
    }
    if (found[3] === ")") return null;
    at = argument.lastIndex;
  }
  return null;
}

const onlyArgument = /\([ \t]{0,4}(["'])([^"'\\\n]{6,200})\1[ \t]{0,4}\)/y;

/** `cohere.Client("…")` takes an address as well, so its key has to be random. */
const onlyArgumentWeights: Readonly<Record<string, number>> = { login: 2, client: 1 };

/** `client.auth("…")`: the one argument is the password. */
function findOnlyArgument(text: string, keywordStart: number, length: number): Span | null {
  onlyArgument.lastIndex = keywordStart + length;
  const value = onlyArgument.exec(text)?.[2];
  if (value === undefined) return null;
  const call = text.slice(keywordStart + 1, keywordStart + length).toLowerCase();
  if (!isCredential(onlyArgumentWeights[call] ?? 3, "quoted", value)) return null;
  const start = text.indexOf(value, keywordStart + length);
  return { start, end: start + value.length };
}

/** `bcrypt.hashSync("…", 10)`: what is hashed as a literal is a password that someone uses. */
function findFirstArgument(text: string, keywordStart: number, length: number): Span | null {
  const open = keywordStart + length;
  if (text.charAt(open) !== "(") return null;
  const value = readQuoted(text, skipStringPrefix(text, skipBlanks(text, open + 1)));
  if (value === null || !/[ \t,)]/.test(text.charAt(value.end + 1))) return null;
  const { start, end } = value;
  return isCredential(4, "quoted", text.slice(start, end)) ? { start, end } : null;
}

const passwordLine = /load\(|store|passw|credential/i;

/** `keyStore.load(file, "…".toCharArray())`: Java keeps passwords as arrays of characters. */
function findCharacters(text: string, keywordStart: number): Span | null {
  const before = text.slice(Math.max(0, keywordStart - 160), keywordStart);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const value = /"([^"\\]{6,100})$/.exec(line)?.[1];
  if (value === undefined || !passwordLine.test(line) || !isCredential(4, "quoted", value))
    return null;
  return { start: keywordStart - value.length, end: keywordStart };
}

const passwordField = /(?:pass(?:word|wd|wort)?|pwd)(?![a-z])/i;
const typedText =
  /(?:\([^()\n]{0,120}?,)?[ \t(]{0,4}["']([^"'\\\n{]{6,100})(?:\{enter\})?["'][ \t]{0,4}\)/iy;
const fieldReach = 120;

/** `page.fill("#password", "…")`, `password_field.send_keys("…")`. */
function findTyped(text: string, keywordStart: number, length: number): Span | null {
  typedText.lastIndex = keywordStart + length - 1;
  const found = typedText.exec(text);
  const value = found?.[1];
  if (found === null || value === undefined) return null;
  const start = keywordStart + length - 1 + found[0].lastIndexOf(value);
  const lead = text.slice(Math.max(0, keywordStart - fieldReach), start);
  const line =
    lead
      .slice(lead.lastIndexOf("\n") + 1)
      .split(";")
      .at(-1) ?? "";
  if (!passwordField.test(line) || !isCredential(4, "quoted", value)) return null;
  return { start, end: start + value.length };
}

const thinAccount = /\w{1,40}\/([^@\s"'`\\/]{4,80})@/y;

/** `jdbc:oracle:thin:user/password@host`. */
function findThinAccount(text: string, keywordStart: number, length: number): Span | null {
  thinAccount.lastIndex = keywordStart + length;
  const value = thinAccount.exec(text)?.[1];
  if (value === undefined || !isCredential(4, "line", value)) return null;
  const end = thinAccount.lastIndex - 1;
  return { start: end - value.length, end };
}

const directive =
  /(?:"[ \t]{0,4},)?(?:[ \t]{1,8}--?[a-z]{2,16})?[ \t]{1,8}(?:[05][ \t]{1,4})?["']?([^\s"'`\\;]{6,200})/y;

/** `requirepass …` of Redis, `enable secret …` of a router: the word behind it. */
function findDirective(text: string, keywordStart: number, length: number): Span | null {
  const lead = textBefore(text, keywordStart, 2);
  const isName = /[a-z]/i.test(text.charAt(keywordStart));
  if (isName && /[\w-]$/.test(lead) && lead !== "--") return null;
  directive.lastIndex = keywordStart + length;
  const value = directive.exec(text)?.[1];
  // An expression of `sed`.
  if (value?.startsWith(".") === true) return null;
  // A line of a configuration, no sentence: it starts with the directive, or has it inside.
  const isFirm =
    lead === "--" ||
    startsLine(text, keywordStart) ||
    /[>-]|[ ]0$/.test(text.slice(keywordStart, keywordStart + length));
  if (value === undefined || !isCredential(4, isFirm ? "line" : "bare", value)) return null;
  return { start: directive.lastIndex - value.length, end: directive.lastIndex };
}

const wifi = /[^\n]{0,120}?;P:([^;\n"]{6,63});/y;

/** `WIFI:T:WPA;S:name;P:…;;`, what a QR code for a wireless network holds. */
function findWifi(text: string, keywordStart: number, length: number): Span | null {
  wifi.lastIndex = keywordStart + length;
  const found = wifi.exec(text);
  const value = found?.[1];
  if (value === undefined) return null;
  const end = wifi.lastIndex - 1;
  return isCredential(4, "quoted", value) ? { start: end - value.length, end } : null;
}

const userInfo = /[^\s:@/"'`<>\\?#]{0,64}:([^\s/"'`<>\\?#]{4,200})@[A-Za-z0-9[_]/y;

/** A key in place of the user, with nothing or a filler for its password. */
const userKey =
  /([A-Za-z0-9_.-]{16,200}):(?:x|unused|none|api|token|x-oauth-basic)?@[A-Za-z0-9[_]/iy;

function findUserKey(text: string, from: number): Span | null {
  userKey.lastIndex = from;
  const value = userKey.exec(text)?.[1];
  if (value === undefined || scoreShape(value) !== shapes.random) return null;
  return { start: from, end: from + value.length };
}

/** `scheme://user:password@host` of a scheme that no other kind knows. */
function findUserInfo(text: string, keywordStart: number, length: number): Span | null {
  if (!/[A-Za-z0-9]/.test(text.charAt(keywordStart - 1))) return null;
  userInfo.lastIndex = keywordStart + length;
  const found = userInfo.exec(text);
  const value = found?.[1];
  if (found === null || value === undefined) return findUserKey(text, keywordStart + length);
  const start = keywordStart + length + found[0].lastIndexOf(`:${value}@`) + 1;
  if (isCredential(4, "line", value)) return { start, end: start + value.length };
  return findUserKey(text, keywordStart + length);
}

export const fileFinders = {
  laterArgument: findLaterArgument,
  onlyArgument: findOnlyArgument,
  firstArgument: findFirstArgument,
  typed: findTyped,
  characters: findCharacters,
  thinAccount: findThinAccount,
  beforeNetwork: findBeforeNetwork,
  pgpass: findPgpass,
  identified: findIdentified,
  saslEntry: findSaslEntry,
  secondArgument: findSecondArgument,
  secureString: findSecureString,
  directive: findDirective,
  wifi: findWifi,
  userInfo: findUserInfo,
} as const;
