/** What decoders, joiners and readers of keys start from: a line of these makes each of them look. */
export const leads: readonly string[] = [
  // Decoders.
  "H4sIAAAAAAAA", "eJw", "eJx", "S0xKTgEA", "1f8b0808", "789c", "c2VjcmV0", "MFRGGZDF", "6768705f",
  "0x67, ", "103, ", "67 ", "0147 ", "chr(103).", "String.fromCharCode(", "atob(\"", "b85decode(",
  "<~9jqo^", "base58: ", "=?utf-8?B?Z2hw?= ", "=?UTF-8?Q?=67?= ", "=67=68", "=\n", "=3D", "begin 644 a\n",
  "00000010: 6768 705f  ", "0000020 064147 ", "00000000  67 68 70 5f  |", " 147 150 160 ",
  // Escapes.
  "\\u0067", "\\u{67}", "\\x67", "\\147", "\\\\u0067", "\\N{LATIN SMALL LETTER G}", "\\67 ", "\\'67",
  "\\103", "%67", "%2567", "%u0067", "&#103;", "&#x67;", "&amp;#103;", "&lowbar;", "&amp;amp;", "\\\n",
  "\x1b[0m", "\\0147", "\\\"", "\\\\\\\"", "%", "&", "\\", "%3A+", "\\U00000067",
  // Signs that nobody sees, and letters that look like others.
  "\u200b", "\u00ad", "\u{e0067}", "\ufe0f", "\u{e0101}", "\uff47", "\u0455", "\u0430b", "\u{1d68c}",
  "\u24d0", "\u0660", "字", "é", "π", "\ud835", "\u{1f511}", "пароль ", "пароль: ", "密码：", "密码是",
  // Joining.
  "\" + \"", "' + '", "\",\n\"", "', '", "\" . \"", "\" \\\n\"", "\" & \"", "}${", "\".concat(\"", "'+'",
  "join(", "[\"", "\"].join(\"\")", "${A}${B}", "$A$B", "%A%%B%", "A=\"g\";", "a += \"h\"\n", "{0}{1}\" -f ",
  "%s%s\" % (", ".format(", "concat(", "implode(", "reverse(", "[::-1]", "| rev", ".replace(\"-\", \"\")",
  "tr -d '-'", "s/-//g", "<wbr>", "]]><![CDATA[", "<!-- -->", "<br>", " -> ", "`", "^", "g`h`p`", "-replace '~'",
  "a-b-c-d-e-f-g-", "a1.b2.c3.d4.", "A1b2-C3d4-", "| a1 | b2 |", "a1\nb2\n", "1: g\n2: h\n", "# ", "> ", "// ",
  // Keys.
  "-----BEGIN ", "-----BEGIN PRIVATE KEY-----\n", "-----END PRIVATE KEY-----\n", "-----BEGIN RSA PRIVATE KEY-----",
  "-----BEGIN OPENSSH PRIVATE KEY-----\\n", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n", "PRIVATE KEY", "-----",
  "MIIEpAIBAAKCAQEA", "MIIEvQIBADANBg", "b3BlbnNzaC1rZXktdjEA", "LS0tLS1CRUdJTiB", "PuTTY-User-Key-File-3: ",
  "Private-Lines: 4\n", "\"kty\":\"RSA\",\"d\":\"", "\"d\":\"", "AGE-SECRET-KEY-1", "{\"kty\":",
  // Connections, requests and settings.
  "postgres://a:b", "mysql://root:", "mongodb+srv://u:p@", "://a:b@c ", "https://u:p@h/", "amqp://", "Server=a;Password=",
  "AccountKey=", "jdbc:", "Authorization: Basic ", "Authorization: Bearer ", "Cookie: a=b; ", "Set-Cookie: s=",
  "curl -u a:b ", "mysql -p", "sshpass -p ", "--password ", "--token=", "-p ", "login a password ", "machine h login ",
  "password: ", "password=", "\"password\":\"", "passwd ", "secret is ", "api_key: ", "the password is ", "PASSWORD ",
  "export TOKEN=", "ENV A=", "set a=", "_authToken=", "my password: a ", "key key key ", "{password}", "password password",
  "X-Amz-Signature=", "sig=", "&sig=", "?token=", "#access_token=", "otpauth://totp/?secret=", "secret=JBSW",
  "h:1:db:u:p\n", "user:$6$a$", "$2b$10$", "user:x:", "root:$1$", "{SHA}", "$argon2id$v=19$",
  // Phrases of wallets.
  "abandon ", "abandon\n", "ability able ", "zoo zoo ", "1. abandon 2. ability ", "seed phrase: ", "xprv", "5K", "KwDi",
  // Structure.
  "{", "[", "{\"a\":", "[[", "}", "]", "\"\",", "\"a\",", "\"a\":\"b\",", "null,", ",", ";", ":", "=", ".", "-", "_", " ", "\n",
  "\t", "\r\n", "'", "\"", "(", ")", "/", "+", "<", ">", "|", "@", "#", "$", "~", "*", "!", "?", "a", "A", "1", "a1", "A1b2C3",
  "aaaaaaaaaaaaaaaa", "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6", "0123456789abcdef", "deadbeef", "1.2.3.4", "2026-01-01 ",
]; // prettier-ignore
