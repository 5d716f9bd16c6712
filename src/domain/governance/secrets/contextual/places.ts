import type { Span } from "../kind.ts";
import { effort } from "../linear/effort.ts";
import { isCredential } from "./values/judge.ts";
import { fillerWords } from "./values/vocabulary.ts";
import type { Syntax } from "./values/read-value.ts";

/** Where a file format puts a password without a name beside it. */
interface Place {
  /** From the keyword on; the group that takes part is the value. */
  readonly after: RegExp;
  /** What stands before the keyword. */
  readonly before?: RegExp;
  readonly weight: number;
  readonly syntax: Syntax;
}

const beforeMax = 240;

const places: Readonly<Record<string, Place>> = {
  // `203.0.113.4 %any : PSK "…"`
  ": psk": { after: /: psk[ \t]{1,8}"([^"\n]{6,128})"/iy, weight: 5, syntax: "quoted" },
  ": eap": { after: /: eap[ \t]{1,8}"([^"\n]{6,128})"/iy, weight: 5, syntax: "quoted" },
  ": xauth": { after: /: xauth[ \t]{1,8}"([^"\n]{6,128})"/iy, weight: 5, syntax: "quoted" },
  // `user worker on >… ~jobs:* +@all`
  " on >": {
    after: / on >([^\s"'`]{6,128})(?=[ \t]{1,4}(?:[~+&%>-]|allkeys|allcommands))/iy,
    before: /\b(?:user|setuser)[ \t]{1,4}\S{1,60}$/i,
    weight: 5,
    syntax: "line",
  },
  // `# client server secret IP addresses`, then `name server …  *`
  ...Object.fromEntries(
    [
      "secret ip",
      "secret  ip",
      "secret   ip",
      "secret    ip",
      "secret     ip",
      "secret      ip",
      "secret\tip",
      "secret\t\tip",
      "secret\t\t\tip",
    ].map((heading): [string, Place] => [
      heading,
      {
        after:
          /secret\s{1,8}ip\b[^\n]{0,20}\r?\n(?:#[^\n]{0,120}\n){0,4}\S{1,80}[ \t]{1,20}\S{1,80}[ \t]{1,20}"?([^\s"]{6,128})/iy,
        weight: 5,
        syntax: "line",
      },
    ]),
  ),
  // `"name" * "…"`
  '" * "': {
    after: /" \* "([^"\s]{6,128})"[ \t]{0,8}(?:\*[ \t]{0,8})?(?:$|[\r\n])/y,
    before: /(?:^|\n)"[^"\s]{1,100}$/,
    weight: 4,
    syntax: "quoted",
  },
  // `[smtp.host]:587 user:…`
  ...Object.fromEntries(
    ["]:587", "]:465", "]:25"].map((port): [string, Place] => [
      port,
      {
        after: /\]:\d{2,3}[ \t]{1,20}[^\s:"'`]{1,100}:([^\s"'`\\]{4,128})/y,
        before: /(?:^|\n)[ \t]{0,8}\[[\w.-]{3,100}$/,
        weight: 5,
        syntax: "line",
      },
    ]),
  ),
  // `chpasswd:` with a `list: |` of `user:…`
  "chpasswd:": {
    after:
      /chpasswd:\s{1,40}(?:expire:[^\n]{1,20}\s{1,40})?list:[ \t]{0,8}\|?[ \t]{0,4}\r?\n[ \t]{0,20}(?:- )?[\w.-]{1,40}:([^\s"'`]{6,128})/iy,
    weight: 5,
    syntax: "line",
  },
  // `expect "password:"`, then `send "…\r"`
  assword: {
    after:
      /assword\S{0,8}["'})][^\n]{0,24}\n?[^\n]{0,24}\b(?:send(?:line)?|write)[ \t(]{1,4}(?:-- )?b?["'{]([^"'\\$\n}]{6,100})(?:\\r|\\n|["'})])/y,
    before: /(?:\bexpect|\.expect\(|read_until\()[^\n]{0,60}$/,
    weight: 5,
    syntax: "quoted",
  },
  // `SecretKeySpec("…".getBytes(), "AES")`
  ...Object.fromEntries(
    ["secretkeyspec(", "parameterspec("].map((call): [string, Place] => [
      call,
      {
        after: /[a-z]{9,13}spec\(\s{0,20}"([^"\\\n]{8,64})"/iy,
        weight: 4,
        syntax: "quoted",
      },
    ]),
  ),
  // `key = b"…"` of as many bytes as a cipher takes
  ...Object.fromEntries(
    ["key = b", "key=b", "iv = b", "iv=b"].map((start): [string, Place] => [
      start,
      {
        after: /[a-z]{2,3} ?= ?b["']((?:[^"'\\\n]{8}){1,4})["']/iy,
        before: /(?:^|[^A-Za-z])(?:[A-Za-z]{1,12}_)?$/,
        weight: 3,
        syntax: "quoted",
      },
    ]),
  ),
  // `'key' => '…', 'cipher' => …` of Laravel
  "'key' =>": {
    after: /'key' => '([^'\n]{16,64})',\s{1,60}'cipher'/iy,
    weight: 4,
    syntax: "quoted",
  },
  // `provider :github, "id", "…"` of OmniAuth
  "provider :": {
    after: /provider :\w{2,30},\s{0,20}["'][^"'\n]{1,120}["'],\s{0,20}["']([^"'\n]{8,120})["']/iy,
    weight: 4,
    syntax: "quoted",
  },
  // `curl_setopt($ch, CURLOPT_USERPWD, "name:…")`
  curlopt_userpwd: {
    after:
      /curlopt_(?:proxy)?userpwd["']?(?:,|[ ]?=>)\s{0,8}["'][^\s:"'$]{1,60}:([^\s"'$]{6,100})["']/iy,
    weight: 5,
    syntax: "quoted",
  },
  // `appid=…` of OpenWeatherMap; elsewhere the number of an application is no secret.
  ...Object.fromEntries(
    ["appid=", "appid':", 'appid":'].map((start): [string, Place] => [
      start,
      {
        after: /appid(?:=|["']: ?["'])([0-9a-f]{32})(?![0-9a-z])/iy,
        weight: 2,
        syntax: "quoted",
      },
    ]),
  ),
  // `HTTPBasicAuth("…", "")`, `auth=("…", "")`: a key in the place of the name
  ...Object.fromEntries(
    ["basicauth(", "auth=("].map((call): [string, Place] => [
      call,
      {
        after: /[a-z]{4,9}=?\(["']([^"'\s]{16,120})["'],[ ]?["']["']\)/iy,
        weight: 3,
        syntax: "quoted",
      },
    ]),
  ),
  // `cn.Open "Provider=…", "name", "…"` of ADO
  '.open "': {
    after: /\.open "[^"\n]{8,240}", ?"[^"\n]{1,60}", ?"([^"\n]{6,100})"/iy,
    weight: 5,
    syntax: "quoted",
  },
  // `'crypt' => ['key' => '…']` of Magento
  "'crypt' =>": {
    after: /'crypt' => (?:\[|array ?\()\s{0,40}'key' => '([^'\s]{16,100})'/iy,
    weight: 4,
    syntax: "quoted",
  },
  // `login=name:…` of a parent proxy
  "login=": { after: /login=[\w.-]{1,40}:([^\s"':&;/]{6,100})/iy, weight: 4, syntax: "line" },
  // What `netsh wlan show profile` prints
  "key content": { after: /key content[ ]{0,40}: (\S{8,63})/iy, weight: 5, syntax: "line" },
  // `"type": "random_password" … "result": "…"` of a state of Terraform
  '"random_password"': {
    after: /"random_password"[^]{0,600}?"result": ?"([^"\\\n]{8,100})"/y,
    weight: 5,
    syntax: "quoted",
  },
  // A profile of a wireless network of Windows
  "<keymaterial>": { after: /<keymaterial>([^<\s]{8,63})</iy, weight: 5, syntax: "quoted" },
  // "… password is:", and the password alone in a line below
  "password is": {
    after: /password is:?[ \t]{0,4}(?:\r?\n[ \t]{0,8}){1,3}([^\s:]{6,100})[ \t]{0,4}(?:$|[\r\n])/iy,
    weight: 4,
    syntax: "line",
  },
  // `"Jwt": { "Key": "…" }`
  '"jwt': {
    after:
      /"jwt\w{0,20}"\s{0,8}:\s{0,8}\{[^{}]{0,300}?"(?:key|secret|signingkey|issuersigningkey|secretkey)"\s{0,8}:\s{0,8}"([^"\\\n]{16,200})"/iy,
    weight: 4,
    syntax: "quoted",
  },
  // `BASIC_AUTH=name:…`
  "basic_auth=": {
    after: /basic_auth=["']?[^\s:"'`$]{1,40}:([^\s"'`]{6,100})/iy,
    weight: 5,
    syntax: "line",
  },
  // `new SymmetricSecurityKey(Encoding.UTF8.GetBytes("…"))`
  symmetricsecuritykey: {
    after: /symmetricsecuritykey[ \t]{0,4}\([^"\n]{0,80}"([^"\\\n]{12,200})"/iy,
    weight: 4,
    syntax: "quoted",
  },
  // `session({ secret: "…" })`
  ...Object.fromEntries(
    ["session(", "jwtmodule.register(", "cookiesession("].map((call): [string, Place] => [
      call,
      {
        after:
          /[\w.]{7,20}\(\s{0,20}\{[^{}]{0,200}?\b(?:secret['"]?\s{0,4}:|keys['"]?\s{0,4}:\s{0,4}\[)\s{0,4}["'`]([^"'`\\\n]{6,100})["'`]/iy,
        weight: 4,
        syntax: "quoted",
      },
    ]),
  ),
  // `<input type="password" value="…">`
  'type="password"': {
    after: /type="password"[^<>\n]{0,120}?[ ]value="([^"\n]{6,80})"/iy,
    weight: 4,
    syntax: "quoted",
  },
  // `sp_addlogin 'name', '…'`
  sp_addlogin: {
    after: /sp_addlogin[ \t]{1,8}N?'[^'\n]{1,80}'[ \t]{0,4},[ \t]{0,4}N?'([^'\n]{6,100})'/iy,
    weight: 4,
    syntax: "quoted",
  },
  // `[users]`, `[admins]`: a name and its password in each line
  ...Object.fromEntries(
    ["[users]", "[admins]"].map((section): [string, Place] => [
      section,
      {
        after:
          /\[\w{5,6}\][ \t]{0,4}\r?\n(?:[#;][^\n]{0,200}\n){0,6}[\w.-]{1,40}[ \t]{0,4}=[ \t]{0,4}([^\s,]{6,100})/iy,
        weight: 4,
        syntax: "line",
      },
    ]),
  ),
  // `<auth-user-pass>`: a name, and below it the password
  "<auth-user-pass>": {
    after: /<auth-user-pass>\s{1,4}\S{1,60}\s{1,4}(\S{6,100})\s{1,4}<\//iy,
    weight: 5,
    syntax: "line",
  },
  // `createUser name SHA "…" AES "…"`
  createuser: {
    after: /createuser[ \t]{1,4}\S{1,40}[ \t]{1,4}(?:md5|sha)\S{0,4}[ \t]{1,4}"?([^\s"]{6,100})/iy,
    weight: 5,
    syntax: "line",
  },
  // `stats auth name:…`
  "stats auth": {
    after: /stats auth[ \t]{1,4}[^\s:]{1,40}:([^\s"']{6,100})/iy,
    weight: 5,
    syntax: "line",
  },
  // `put(Context.SECURITY_CREDENTIALS, "…")`
  security_credentials: {
    after: /security_credentials[ \t]{0,4},[ \t]{0,4}"([^"\\\n]{6,100})"/iy,
    weight: 4,
    syntax: "quoted",
  },
  'security.credentials"': {
    after: /security\.credentials"[ \t]{0,4},[ \t]{0,4}"([^"\\\n]{6,100})"/iy,
    weight: 4,
    syntax: "quoted",
  },
  // `uci set wireless.….key='…'`
  "uci set wireless": {
    after: /uci set wireless\.\S{1,60}\.key='?([^\s']{8,63})/y,
    weight: 5,
    syntax: "line",
  },
  // `accounts: ["0x…"]` of a development environment for contracts
  "accounts:": {
    after: /accounts:[ \t]{0,4}\[\s{0,20}["']((?:0x)?[0-9a-f]{64})["']/iy,
    weight: 4,
    syntax: "quoted",
  },
  // `open host`, then `user name …`
  "\nuser ": {
    after: /\nuser [^\s"']{1,60}[ \t]{1,4}([^\s"']{6,100})[ \t]{0,8}(?:$|[\r\n])/iy,
    before:
      /(?:^|\n)(?:open [\w.-]{3,100}(?: \d{1,5})?|[^\n]{0,80}\bftp [^\n]{0,100}<<-?[ \t]?['"]?\w{1,20}['"]?)[ \t\r]{0,4}$/i,
    weight: 5,
    syntax: "line",
  },
  // `sip:4501:…@pbx`
  ...Object.fromEntries(
    ["sip:", "sips:"].map((scheme): [string, Place] => [
      scheme,
      {
        after: /sips?:[^\s:@/"'<>]{1,64}:([^\s:@/"'<>]{6,80})@[a-z0-9[]/iy,
        weight: 5,
        syntax: "line",
      },
    ]),
  ),
  // `radius-server host … key …`
  ...Object.fromEntries(
    ["radius-server host", "tacacs-server host"].map((lead): [string, Place] => [
      lead,
      {
        after:
          /\w{6,7}-server host \S{1,60}(?: \S{1,20} \d{1,5}){0,3} key (?:0 )?([^\s"']{6,100})/iy,
        weight: 5,
        syntax: "line",
      },
    ]),
  ),
  // `wireless.default_radio0.key='…'`, as `uci show` prints it
  ".key='": {
    after: /\.key='([^'\n]{8,63})'/y,
    before: /\bwireless\.[\w@[\]]{1,40}$/,
    weight: 5,
    syntax: "quoted",
  },
  // What VNC servers keep in the registry: eight bytes under a key that everyone knows.
  'password"=hex:': {
    after: /password"=hex:((?:[0-9a-f]{2},){7}[0-9a-f]{2})(?![,0-9a-f])/iy,
    weight: 7,
    syntax: "line",
  },
};

const placeSteps = 150;

const asked = /expect|read_until/;
/** The longest lead of `assword`: `read_until(` and 60 characters. */
const askedReach = 72;
const closersAway = 9;

/** `assword` stands in every text, so a quote or bracket has to close right behind it. */
function isClosed(text: string, from: number): boolean {
  const limit = Math.min(text.length, from + closersAway);
  for (let at = from; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34 || code === 39 || code === 41 || code === 125) return true;
    if (code <= 32) return false;
  }
  return false;
}

const commonLength = "assword".length;
const commonSecond = "assword".charCodeAt(1);

function findInPlace(text: string, keywordStart: number, keywordLength: number): Span | null {
  const isCommon =
    keywordLength === commonLength && (text.charCodeAt(keywordStart + 1) | 32) === commonSecond;
  if (isCommon) {
    if (!isClosed(text, keywordStart + keywordLength)) return null;
    const lead = text.slice(Math.max(0, keywordStart - askedReach), keywordStart);
    if (!asked.test(lead)) return null;
  }
  const keyword = text.slice(keywordStart, keywordStart + keywordLength).toLowerCase();
  const place = places[keyword];
  if (place === undefined) return null;
  const { after, before, weight, syntax } = place;
  effort.steps += placeSteps;
  after.lastIndex = keywordStart;
  const found = after.exec(text);
  const value = found?.[1];
  if (found === null || value === undefined) return null;
  if (before !== undefined) {
    const lead = text.slice(Math.max(0, keywordStart - beforeMax), keywordStart);
    if (!before.test(lead)) return null;
  }
  // The place alone is enough for a word, but for `Username:Password`.
  if (fillerWords.has(value.toLowerCase()) || !isCredential(weight, syntax, value)) return null;
  const start = keywordStart + found[0].lastIndexOf(value);
  return { start, end: start + value.length };
}

export const placeFinders = { keywords: Object.keys(places), inPlace: findInPlace } as const;
