import type { Draw, SecretKind } from "../kind.ts";

const alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** The whole of one of these forms; a longer run is something else. */
function oneOf(...forms: readonly string[]): RegExp {
  return new RegExp(`(?:${forms.join("|")})(?![./0-9A-Za-z])`, "y");
}

function hash(
  id: string,
  title: string,
  source: string,
  keywords: readonly string[],
  pattern: RegExp,
  example: (draw: Draw) => string,
): SecretKind {
  return {
    id,
    title,
    source,
    severity: "medium",
    remedy: "Change the password: who has the hash can guess it on machines of their own.",
    keywords,
    before: 0,
    isContextual: true,
    pattern,
    publicLength: () => 0,
    example,
  };
}

/** The keys and salts of `wp-config.php`: 64 characters of nearly any kind. */
export const saltKind: SecretKind = {
  id: "generic.wordpress-salt",
  title: "Key or salt of a WordPress configuration",
  source: "developer.wordpress.org, wp-config.php: security keys",
  severity: "high",
  remedy: "Replace all keys and salts of the file, which ends every session.",
  keywords: ["auth_key", "logged_in_key", "nonce_key", "auth_salt", "logged_in_salt", "nonce_salt"],
  before: 0,
  isContextual: true,
  pattern: /[a-z_]{8,14}["'][ \t]{0,8},[ \t]{0,8}["']([^"'\\\n]{60,72})["']/iy,
  publicLength: () => 0,
  example: (draw) =>
    `define('NONCE_SALT', '${draw.chars(alphabet, 30)} +${draw.chars(alphabet, 32)}');`,
};

/** What password files hold: not the password, but enough to guess it without a limit. */
export const hashKinds: readonly SecretKind[] = [
  hash(
    "generic.crypt-hash",
    "Password hash of crypt(3)",
    "crypt(5); openwall.com/phpass",
    [
      "$1$",
      "$5$",
      "$6$",
      "$y$",
      "$gy$",
      "$7$",
      "$apr1$",
      "$sha1$",
      "$2a$",
      "$2b$",
      "$2y$",
      "$$apr1$$",
      "$$2y$$",
      "$p$",
      "$h$",
    ],
    oneOf(
      "\\$(?:1|apr1)\\$[./0-9A-Za-z]{1,8}\\$[./0-9A-Za-z]{22}",
      "\\$[56]\\$(?:rounds=\\d{1,9}\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{43,86}",
      "\\$(?:g?y|7)\\$[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{1,64}\\$[./0-9A-Za-z]{43}",
      "\\$2[aby]\\$\\d\\d\\$[./0-9A-Za-z]{53}",
      // Docker Compose takes two signs for one.
      "\\$\\$apr1\\$\\$[./0-9A-Za-z]{1,8}\\$\\$[./0-9A-Za-z]{22}",
      "\\$\\$2y\\$\\$\\d\\d\\$\\$[./0-9A-Za-z]{53}",
      // phpass, of WordPress and phpBB
      "\\$[PH]\\$[./0-9A-Za-z]{31}",
    ),
    (draw) => `$6$${draw.chars(alphabet, 12)}$${draw.chars(alphabet, 86)}`,
  ),
  hash(
    "generic.argon2-hash",
    "Password hash of Argon2",
    "RFC 9106; the PHC string format",
    ["$argon2"],
    /\$argon2(?:id|i|d)\$(?:v=\d{1,3}\$)?m=\d{1,9},t=\d{1,5},p=\d{1,5}\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{22,128}/y,
    (draw) =>
      `$argon2id$v=19$m=65536,t=3,p=4$${draw.chars(alphabet.slice(2), 22)}` +
      `$${draw.chars(alphabet.slice(2), 43)}`,
  ),
  hash(
    "generic.ldap-hash",
    "Password hash of a directory or .htpasswd",
    "RFC 2307, section 5.3",
    ["{ssha", "{sha}", "{smd5}"],
    /\{(?:SSHA(?:256|384|512)?|SHA|SMD5)\}[A-Za-z0-9+/]{24,160}={0,2}/iy,
    (draw) => `{SSHA}${draw.chars(alphabet.slice(2), 32)}`,
  ),
  hash(
    "generic.pbkdf2-hash",
    "Password hash of a web framework",
    "docs.djangoproject.com, password storage; werkzeug.palletsprojects.com, utils",
    ["pbkdf2_sha", "pbkdf2:sha", "scrypt:", "$pbkdf2-"],
    oneOf(
      "pbkdf2_sha(?:1|256|512)\\$\\d{1,9}\\$[A-Za-z0-9./]{4,64}\\$[A-Za-z0-9+/]{27,88}={0,2}",
      "pbkdf2:sha\\d{1,3}(?::\\d{1,9})?\\$[A-Za-z0-9]{4,64}\\$[0-9a-f]{40,128}",
      "scrypt:\\d{1,9}:\\d{1,3}:\\d{1,3}\\$[A-Za-z0-9]{4,64}\\$[0-9a-f]{64,128}",
      "\\$pbkdf2-sha\\d{1,3}\\$\\d{1,9}\\$[A-Za-z0-9./]{8,64}\\$[A-Za-z0-9./]{27,88}",
    ),
    (draw) =>
      `pbkdf2_sha256$600000$${draw.chars(alphabet.slice(2), 22)}` +
      `$${draw.chars(alphabet.slice(2), 43)}=`,
  ),
];
