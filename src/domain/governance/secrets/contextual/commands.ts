import type { Span } from "../kind.ts";
import { effort } from "../linear/effort.ts";
import { isCredential, isPassphrase } from "./values/judge.ts";
import { isDrawnUuid } from "./values/uuid-key.ts";
import { isTrivialPassword } from "./requests.ts";
import { scoreShape, shapes } from "./values/value-shape.ts";

/** Where a command takes its password. */
interface PasswordPlace {
  /** Options whose next word is the password: `-p x`. */
  readonly next?: RegExp;
  /** Options that the password is glued to: `-px`. */
  readonly glued?: RegExp;
  /** Options whose next word is `user:password`. */
  readonly pair?: RegExp;
  /** Options that `user:password` is glued to: `-uuser:x`. */
  readonly gluedPair?: RegExp;
  /** `user/password@service`, as Oracle's tools take it. */
  readonly isSlashed?: boolean;
  /** The last word that is neither an option nor a share or drive. */
  readonly isLast?: boolean;
  /** How many such words there are at least, where the first is a name. */
  readonly lastMin?: number;
  /** Nothing else can stand there, so a plain word is a password too. */
  readonly isCertain?: true;
  /** Its issuer hands out UUIDs, and nothing else counts. */
  readonly isUuid?: true;
  /** Only when this occurs between the command and the place. */
  readonly needs?: RegExp;
}

const places: Readonly<Record<string, PasswordPlace>> = {
  curl: {
    gluedPair: /^-[sSkfLivX]{0,6}u(?=[^\s:]{1,64}:.)/,
    pair: /^(?:-[a-zA-Z]{0,4}u|--user|-U|--proxy-user)$/,
  },
  "http ": { pair: /^(?:-a|--auth)$/ },
  "https ": { pair: /^(?:-a|--auth)$/ },
  wget: { next: /^--(?:http-|ftp-|proxy-)?password$/ },
  mysql: { glued: /^-p(?=.)/ },
  mariadb: { glued: /^-p(?=.)/ },
  mycli: { glued: /^-p(?=.)/, next: /^-p$/ },
  sshpass: { isCertain: true, glued: /^-p(?=.)/, next: /^-p$/ },
  mongo: { next: /^-p$/, glued: /^-p(?=.)/ },
  "redis-cli": { next: /^(?:-a|--pass)$/ },
  "docker login": { next: /^-p$/, glued: /^-p=?(?=.)/ },
  "podman login": { next: /^-p$/, glued: /^-p=?(?=.)/ },
  "buildah login": { next: /^-p$/ },
  skopeo: { next: /^-p$/, pair: /^--(?:src-|dest-)?creds$/ },
  "helm registry login": { next: /^-p$/ },
  "oras login": { next: /^-p$/ },
  "auth login": { next: /^-p$/ },
  "az login": { next: /^-p$/ },
  "oc login": { next: /^-p$/ },
  "cf login": { next: /^-p$/ },
  htpasswd: { isLast: true, needs: / -[a-zA-Z]{0,6}b/ },
  sqlcmd: { next: /^-P$/, glued: /^-P(?=.)/ },
  bcp: { next: /^-P$/, glued: /^-P(?=.)/ },
  isql: { next: /^-P$/, glued: /^-P(?=.)/ },
  ldap: { next: /^-w$/, glued: /^-w(?=.)/ },
  plink: { next: /^-pw$/ },
  pscp: { next: /^-pw$/ },
  psftp: { next: /^-pw$/ },
  smbclient: { pair: /^(?:-U|--user)$/ },
  rpcclient: { pair: /^-U$/ },
  xfreerdp: { isCertain: true, glued: /^\/p:(?=.)/ },
  mosquitto: { next: /^(?:-P|--pw)$/ },
  twine: { next: /^-p$/ },
  etcdctl: { pair: /^--user$/ },
  "poetry config": { isLast: true, needs: /^[ \t]http-basic\.[\w-]+ \S+ \S/ },
  "bundle config": { pair: /^[\w-]+(?:\.[\w-]+)+$/ },
  "aws ssm put-parameter": { next: /^--value$/, needs: /SecureString/ },
  "keyvault secret set": { next: /^--value$/ },
  psexec: { next: /^-p$/ },
  schtasks: { next: /^\/rp$/i },
  "az sql": { next: /^-p$/ },
  sqlconnectinfo: { isLast: true },
  rdesktop: { next: /^-p$/ },
  unzip: { next: /^-P$/, glued: /^-P(?=.)/ },
  "zip ": { next: /^-P$/, glued: /^-P(?=.)/ },
  "7z": { glued: /^-p(?=.)/ },
  "ssh-keygen": { next: /^-[NP]$/ },
  "openssl passwd": { isLast: true },
  openssl: { next: /^-(?:pass|k|password)$/, glued: /^pass:(?=.)/ },
  keytool: { next: /^-(?:storepass|keypass|srcstorepass|deststorepass)$/ },
  jarsigner: { next: /^-(?:storepass|keypass)$/ },
  ansible: { next: /^--vault-pass$/ },
  lftp: { pair: /^-u$/ },
  ipmitool: { next: /^-P$/ },
  snmp: { next: /^-[AXc]$/ },
  rabbitmqctl: { isLast: true, needs: /\b(?:add_user|change_password|authenticate_user)\b/ },
  usermod: { next: /^-p$/ },
  useradd: { next: /^-p$/ },
  "vault login": { isLast: true },
  "wandb login": { isLast: true },
  "console enroll": { isLast: true },
  "xh ": { pair: /^(?:-a|--auth)$/ },
  codecov: { next: /^(?:-t|--token)$/, isUuid: true },
  "snyk auth": { isLast: true, isUuid: true },
  "civo apikey": { isLast: true, lastMin: 3 },
  "gh secret set": { next: /^(?:-b|--body)$/ },
  sqlplus: { isSlashed: true },
  impdp: { isSlashed: true },
  expdp: { isSlashed: true },
  sqlldr: { isSlashed: true },
  "net use ": { isLast: true },
  "net user": { isLast: true, lastMin: 2 },
  ncftp: { next: /^-p$/ },
  nmcli: { isCertain: true, next: /^(?:password|wifi-sec\.psk|802-11-wireless-security\.psk)$/ },
  pdftk: { next: /^(?:user_pw|owner_pw|input_pw)$/ },
  unrar: { glued: /^-p(?=.)/ },
  "rar ": { glued: /^-(?:hp|p)(?=.)/ },
  wpa_passphrase: { isCertain: true, isLast: true, lastMin: 2 },
  "mc alias set": { isLast: true, lastMin: 4 },
  "mc config host add": { isLast: true, lastMin: 4 },
};

const commands: ReadonlySet<string> = new Set(Object.keys(places).map((name) => name.trimEnd()));

/** Longer command lines are generated, and their words read as a whole elsewhere. */
const lineMax = 600;
const wordsMax = 60;
/** What surrounds the name of a command. */
const commandSteps = 150;
const wordSteps = 80;
const wordPattern =
  /(?:"([^"\n]{0,300})"|'([^'\n]{0,300})'|((?:[^\s"'|;&<>\\`]|\\[^\n])[^\s"'`|;&<>]{0,300}))/y;

interface Word extends Span {
  readonly text: string;
}

const continuation = /\\\r?\n/y;

/** Over blanks and continued lines. */
function skipGap(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 9) at += 1;
    else if (code === 92) {
      continuation.lastIndex = at;
      if (!continuation.test(text)) return at;
      at = continuation.lastIndex;
    } else return at;
  }
}

/** The words of one command, from the place after its name to a line end, a pipe or a semicolon. */
function readWords(text: string, from: number): readonly Word[] {
  const words: Word[] = [];
  let at = from;
  while (words.length < wordsMax && at - from < lineMax) {
    at = skipGap(text, at);
    wordPattern.lastIndex = at;
    const found = wordPattern.exec(text);
    if (found === null) break;
    effort.steps += wordSteps + found[0].length;
    // The next command reads its own words.
    if (found[3] !== undefined && commands.has(found[3])) break;
    const inner = found[1] ?? found[2] ?? found[3] ?? "";
    const start = at + (found[3] === undefined ? 1 : 0);
    words.push({ start, end: start + inner.length, text: inner });
    at += found[0].length;
    // `-p'x'`: the quoted part belongs to the option.
    if (
      found[3] !== undefined &&
      /["']/.test(text.charAt(at)) &&
      /^-\w{1,3}=?$|^pass:$|^[\w.-]{1,40}[,:%]$/.test(inner)
    ) {
      wordPattern.lastIndex = at;
      const glued = wordPattern.exec(text);
      if (glued === null) break;
      const value = glued[1] ?? glued[2] ?? "";
      words.pop();
      words.push({ start: at + 1, end: at + 1 + value.length, text: `${inner}${value}` });
      at += glued[0].length;
    }
  }
  return words;
}

const listedWord = /[ \t\r\n]{0,40},[ \t\r\n]{0,40}(?:"([^"\\\n]{0,300})"|'([^'\\\n]{0,300})')/y;

/** The words of `["mysql", "-pSECRET"]`, from the comma behind its name on. */
function readListedWords(text: string, from: number): readonly Word[] {
  const words: Word[] = [];
  let at = from;
  while (words.length < wordsMax) {
    listedWord.lastIndex = at;
    const found = listedWord.exec(text);
    if (found === null) break;
    const inner = found[1] ?? found[2] ?? "";
    at += found[0].length;
    words.push({ start: at - 1 - inner.length, end: at - 1, text: inner });
  }
  return words;
}

/** The end of a word: what follows the `length` characters of its option. */
function rest(word: Word, length: number): Span {
  return { start: word.end - (word.text.length - length), end: word.end };
}

/** What stands beside a key that is given as the user: `KEY:`, `KEY:X`, `KEY:api_token`. */
const keyAsUser =
  /^([A-Za-z0-9_.-]{16,200}):(?:x|unused|none|api|api_?token|token|x-oauth-basic)?$/i;

function passwordOf(word: Word): Span | null {
  const key = keyAsUser.exec(word.text)?.[1];
  if (key !== undefined && scoreShape(key) === shapes.random)
    return { start: word.start, end: word.start + key.length };
  const colon = /^[^:%,\s]{1,100}[:%,](?=\S)/.exec(word.text);
  return colon === null ? null : rest(word, colon[0].length);
}

const slashed = /^\w{1,40}\/([^@\s/]{4,80})(?:@|$)/;

function placeIn(words: readonly Word[], place: PasswordPlace): Span | null {
  for (const [at, word] of words.entries()) {
    const previous = words[at - 1]?.text ?? "";
    if (place.next?.test(previous) === true) return word;
    if (place.pair?.test(previous) === true) return passwordOf(word);
    const joined = place.pair === undefined ? null : /^(--[a-z-]{2,24})=/.exec(word.text);
    if (joined !== null && place.pair?.test(joined[1] ?? "") === true) {
      return passwordOf({
        ...word,
        ...rest(word, joined[0].length),
        text: word.text.slice(joined[0].length),
      });
    }
    const account = place.isSlashed === true ? slashed.exec(word.text) : null;
    if (account !== null) {
      const start = word.start + word.text.indexOf("/") + 1;
      return { start, end: start + (account[1] ?? "").length };
    }
    const lead = place.gluedPair?.exec(word.text);
    if (lead !== null && lead !== undefined) return passwordOf(word);
    const glued = place.glued?.exec(word.text);
    if (glued !== null && glued !== undefined) return rest(word, glued[0].length);
  }
  if (place.isLast !== true) return null;
  const plain = words.filter((word) => !/^(?:[-/*]|\\\\|[A-Za-z]:$)/.test(word.text));
  return plain.length < (place.lastMin ?? 1) ? null : (plain.at(-1) ?? null);
}

/** A word of its own: a path may stand before it, a blank or a part of its name follows. */
function isCommand(text: string, start: number, end: number): boolean {
  return (
    !/[A-Za-z0-9_.-]/.test(text.charAt(start - 1)) &&
    (/[ \t\w-]/.test(text.charAt(end)) || isListed(text, end + 1))
  );
}

/** `"mysql", …`: the name is a word of a list. */
function isListed(text: string, at: number): boolean {
  return /["']/.test(text.charAt(at)) && text.charAt(at + 1) === ",";
}

/** As in `judge.ts`, where a word alone then reaches the bound. */
const passwordWeight = 4;
const certainWeight = 5;

export const commandNames: readonly string[] = Object.keys(places);

/** The password that a command line hands over: `mysql -pSECRET`, `curl -u user:SECRET`. */
function findInCommand(text: string, keywordStart: number, keywordLength: number): Span | null {
  const keywordEnd = keywordStart + keywordLength;
  if (!isCommand(text, keywordStart, keywordEnd - 1)) return null;
  const place = places[text.slice(keywordStart, keywordEnd).toLowerCase()];
  if (place === undefined) return null;
  effort.steps += commandSteps;
  const restOfName = /(?<![ \t])[A-Za-z0-9_.-]{0,24}/y;
  restOfName.lastIndex = keywordEnd;
  const from = keywordEnd + (restOfName.exec(text)?.[0].length ?? 0);
  const isInList = isListed(text, from);
  if (!isInList && !/[ \t]/.test(text.charAt(from)) && !/[ \t]/.test(text.charAt(from - 1)))
    return null;
  if (
    place.needs !== undefined &&
    !place.needs.test(text.slice(from - 1, from + lineMax).split("\n", 1)[0] ?? "")
  ) {
    return null;
  }
  const span = placeIn(isInList ? readListedWords(text, from + 1) : readWords(text, from), place);
  if (span === null) return null;
  const value = text.slice(span.start, span.end);
  const weight = place.isCertain === true ? certainWeight : passwordWeight;
  if (place.isUuid === true) return isDrawnUuid(value) ? span : null;
  const isFound = isCredential(weight, "line", value) || isPassphrase("password", value);
  return isFound && !isTrivialPassword(value) ? span : null;
}

/** `--from-literal=key=value` of `kubectl create secret`. */
function findLiteral(text: string, keywordStart: number, keywordLength: number): Span | null {
  const pattern = /[= ]["']?[A-Za-z0-9_.-]{1,80}=["']?([^\s"'`\\]{4,400})/y;
  pattern.lastIndex = keywordStart + keywordLength;
  const found = pattern.exec(text);
  const value = found?.[1];
  if (value === undefined) return null;
  const end = pattern.lastIndex;
  const before = text.slice(Math.max(0, keywordStart - lineMax), keywordStart);
  const weight = /\bsecret\b/.test(before) ? 4 : 2;
  const start = end - value.length;
  return isCredential(weight, "line", value) && scoreShape(value) >= shapes.weak
    ? { start, end }
    : null;
}

/** `echo SECRET | docker login --password-stdin`, `echo user:SECRET | chpasswd`. */
function findEchoed(text: string, keywordStart: number): Span | null {
  const before = text.slice(Math.max(0, keywordStart - 240), keywordStart);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const found =
    /(?:echo|printf)(?:[ \t]{1,4}-[neE]{1,3})?[ \t]{1,4}(?:'([^'\n]{4,160})'|"([^"\n]{4,160})"|([^\s"'|;&<>\\`]{4,160}))[ \t]{0,4}\|[^|\n]{0,120}$/.exec(
      line,
    );
  const written = found?.[1] ?? found?.[2] ?? found?.[3];
  if (written === undefined || found === null) return null;
  const lineStart = keywordStart - line.length;
  const wordStart = lineStart + found.index + found[0].indexOf(written);
  const value = written.replace(/^[A-Za-z_][\w-]{0,31}:(?=\S)/, "").replace(/\\n$/, "");
  const start = wordStart + written.indexOf(value);
  return isCredential(4, "line", value) ? { start, end: start + value.length } : null;
}

export const commandFinders = {
  inCommand: findInCommand,
  literal: findLiteral,
  echoed: findEchoed,
} as const;
