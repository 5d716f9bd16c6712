import type { Place, Places } from "./place.ts";

/** Files of settings, statements and what tools print. */
export const filePlaces: Places = {
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
      /assword[^\s"']{0,8} ?["'})][^\n]{0,24}\n?[^\n]{0,24}\b(?:send(?:line)?|write)[ \t(]{1,4}(?:-- )?b?["'{]([^"'\\$\n}]{6,100})(?:\\r|\\n|["'})])/y,
    before: /(?:\bexpect|\.expect\(|read_until\()[^\n]{0,60}$/,
    weight: 5,
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
  // `BASIC_AUTH=name:…`
  "basic_auth=": {
    after: /basic_auth=["']?[^\s:"'`$]{1,40}:([^\s"'`]{6,100})/iy,
    weight: 5,
    syntax: "line",
  },
  // `sp_addlinkedsrvlogin 'server', 'false', NULL, 'name', '…'`
  sp_addlinkedsrvlogin: {
    after: /sp_addlinkedsrvlogin(?:[^,\n]{1,80},){4}[ \t]{0,4}N?'([^'\n]{6,100})'/iy,
    weight: 4,
    syntax: "quoted",
  },
  // What `CONFIG GET requirepass` prints
  '"requirepass"': {
    after: /"requirepass"\r?\n[ ]?2\) "([^"\n]{6,200})"/iy,
    weight: 5,
    syntax: "quoted",
  },
  // `reg add … /v DefaultPassword /t REG_SZ /d …`
  "/t reg_sz /d ": {
    after: /\/t reg_sz \/d "?([^\s"]{6,100})/iy,
    before: /\/v "?\w{0,24}(?:password|passwd|pwd)"? $/i,
    weight: 5,
    syntax: "line",
  },
  // The answer to `Password:` in base-64, as SMTP asks for it
  "334 ugfzc3dvcmq6": {
    after: /334 ugfzc3dvcmq6\r?\n(?:[C>]:? )?([A-Za-z0-9+/]{8,200}={0,2})[ \t]{0,4}(?:$|[\r\n])/iy,
    weight: 5,
    syntax: "line",
  },
  "auth plain ": {
    after: /auth plain ([A-Za-z0-9+/]{12,300}={0,2})[ \t]{0,4}(?:$|[\r\n])/iy,
    weight: 4,
    syntax: "line",
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
  // `uci set wireless.….key='…'`
  "uci set wireless": {
    after: /uci set wireless\.\S{1,60}\.key='?([^\s']{8,63})/y,
    weight: 5,
    syntax: "line",
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
  // `username … secret …` of a router
  "username ": {
    after:
      /username \S{1,40}(?: privilege \d{1,2})? (?:secret|password)(?: 0)? ([^\s"']{6,100})[ \t]{0,4}(?=$|[\r\n])/iy,
    before: /(?:^|\n)[ \t]*$/,
    weight: 5,
    syntax: "line",
  },
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
