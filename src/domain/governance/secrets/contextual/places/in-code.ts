import type { Place, Places } from "./place.ts";

/** Calls and literals of programs. */
export const codePlaces: Places = {
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
  // `iv = "…"`, `HashIV = "…"` of as many bytes as a block has
  ...Object.fromEntries(
    ['iv = "', "iv = '", 'iv="', "iv='"].map((start): [string, Place] => [
      start,
      {
        after: /iv ?= ?["']([^\s"'\\]{8}|[^\s"'\\]{16})["']/iy,
        before: /(?:^|[^A-Za-z]|[Hh]ash|[Aa]es|AES)$/,
        weight: 2,
        syntax: "quoted",
      },
    ]),
  ),
  // `String key = "…"`, `key = "…"`: the name alone says little, so the value has to be random.
  ...Object.fromEntries(
    ['key = "', "key = '"].map((start): [string, Place] => [
      start,
      {
        after: /key = ["']([^\s"'\\]{16,120})["']/iy,
        before: /(?:^|[^\w.$-])$/,
        weight: 1,
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
  // `"Jwt": { "Key": "…" }`
  ...Object.fromEntries(
    ['"jwt', '"tokens"', '"token"', '"auth'].map((section): [string, Place] => [
      section,
      {
        after:
          /"\w{3,24}"\s{0,8}:\s{0,8}\{[^{}]{0,300}?"(?:key|secret|signingkey|issuersigningkey|secretkey)"\s{0,8}:\s{0,8}"([^"\\\n]{16,200})"/iy,
        weight: section === '"jwt' ? 4 : 2,
        syntax: "quoted",
      },
    ]),
  ),
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
  // `basicAuth({ users: { name: "…" } })`
  "users: {": {
    after: /users: \{\s{0,20}["']?[\w-]{1,40}["']?: ["']([^"'\n]{6,100})["']/iy,
    before: /basic-?auth\(\{\s{0,20}(?:[\w]{1,20}: \w{1,20},\s{0,20}){0,3}$/i,
    weight: 5,
    syntax: "quoted",
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
  // `accounts: ["0x…"]` of a development environment for contracts
  "accounts:": {
    after: /accounts:[ \t]{0,4}\[\s{0,20}["']((?:0x)?[0-9a-f]{64})["']/iy,
    weight: 4,
    syntax: "quoted",
  },
};
